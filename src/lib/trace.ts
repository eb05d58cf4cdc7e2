import { randomBytes } from 'node:crypto'
import { createSocket, type Socket } from 'node:dgram'

/** A unit of work that a trace shows; times in Unix ms. */
export interface Unit {
  name: string
  from: number
  to: number
  /** What it can be found by. */
  annotations: Readonly<Record<string, string>>
  failed?: boolean
}

/** Tells X-Ray of units of work: enough to follow one message through several functions, at a fraction of its SDK's size. */
export interface Tracer {
  /** Tells of a unit within the trace of a header; does nothing for one that is not sampled. Never fails. */
  note: (header: string | undefined, unit: Unit) => void
  /** Resolves when all that was told is on its way. */
  flush: () => Promise<void>
}

/** The part of a trace header that is handed on: its root, parent and sampling; undefined when it is not sampled. */
export function sampledTrace (header: string | undefined): string | undefined {
  const { Root, Parent, Sampled } = fieldsOf(header)
  if (Root === undefined || Sampled !== '1') return undefined
  return `Root=${Root}${Parent === undefined ? '' : `;Parent=${Parent}`};Sampled=1`
}

/** A tracer that sends to the X-Ray daemon at `host:port` over UDP; without an address, one that does nothing. */
export function createTracer (daemon: string | undefined): Tracer {
  const [host, port] = daemon === undefined
    ? []
    : [daemon.slice(0, daemon.lastIndexOf(':')), Number(daemon.slice(daemon.lastIndexOf(':') + 1))]
  const underWay = new Set<Promise<void>>()
  let socket: Socket | undefined

  function send (datagram: string): void {
    if (!socket) {
      socket = createSocket('udp4')
      socket.unref()
      socket.on('error', () => {})
    }
    const sent = new Promise<void>(resolve => socket!.send(datagram, port, host, () => resolve())).then(() => { underWay.delete(sent) })
    underWay.add(sent)
  }

  return {
    note (header, unit) {
      const { Root, Parent, Sampled } = fieldsOf(header)
      if (!host || !port || Root === undefined || Sampled !== '1') return
      send(`{"format":"json","version":1}\n${JSON.stringify(documentOf(Root, Parent, unit))}`)
    },
    async flush () { await Promise.all(underWay) }
  }
}

function documentOf (root: string, parent: string | undefined, { name, from, to, annotations, failed }: Unit) {
  return {
    name: `posthorn-${name}`,
    id: randomBytes(8).toString('hex'),
    trace_id: root,
    // Without a parent it stands for itself.
    ...(parent !== undefined && { parent_id: parent, type: 'subsegment' }),
    start_time: from / 1000,
    end_time: Math.max(from, to) / 1000,
    annotations,
    ...(failed && { fault: true })
  }
}

const fieldsOf = (header = ''): Partial<Record<'Root' | 'Parent' | 'Sampled', string>> =>
  Object.fromEntries(header.split(';').map(field => field.split('=', 2) as [string, string]))
