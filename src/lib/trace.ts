import { randomBytes } from 'node:crypto'
import { createSocket, type Socket } from 'node:dgram'

/** A unit of work in a trace; times in Unix ms. */
export interface Unit {
  name: string
  from: number
  to: number
  /** The annotations by which the unit can be found. */
  annotations: Readonly<Record<string, string>>
  failed?: boolean
}

/**
 * Sends units of work to X-Ray. This is enough to follow a message through several functions, with a fraction of the
 * size of the X-Ray SDK.
 */
export interface Tracer {
  /** Sends a unit of the trace in the header; does nothing when the trace is not sampled. Never fails. */
  note: (header: string | undefined, unit: Unit) => void
  /** Resolves when everything was sent. */
  flush: () => Promise<void>
}

/** The parts of a trace header that are passed on: root, parent and sampling; undefined when the trace is not sampled. */
export function sampledTrace (header: string | undefined): string | undefined {
  const { Root, Parent, Sampled } = fieldsOf(header)
  if (Root === undefined || Sampled !== '1') return undefined
  return `Root=${Root}${Parent === undefined ? '' : `;Parent=${Parent}`};Sampled=1`
}

/** Creates a tracer that sends to the X-Ray daemon at `host:port` over UDP; without an address, one that does nothing. */
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
    // Without a parent it is a segment, otherwise a subsegment.
    ...(parent !== undefined && { parent_id: parent, type: 'subsegment' }),
    start_time: from / 1000,
    end_time: Math.max(from, to) / 1000,
    annotations,
    ...(failed && { fault: true })
  }
}

const fieldsOf = (header = ''): Partial<Record<'Root' | 'Parent' | 'Sampled', string>> =>
  Object.fromEntries(header.split(';').map(field => field.split('=', 2) as [string, string]))
