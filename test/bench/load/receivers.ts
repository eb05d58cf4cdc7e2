import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { Webhook } from 'standardwebhooks'

/** The slot of a healthy endpoint, the message's id, the time of its first byte (clock.ts). */
export type Arrival = [slot: number, id: string, at: number]
export interface Sample { slot: number, headers: Record<string, string>, body: string }
export type FromReceivers = { port: number } | { arrivals: Arrival[], samples: Sample[] }
export type Kind = 'healthy' | 'hang' | 'fail'

export interface Receivers {
  /** The URL of an endpoint of this kind; the slot identifies its arrivals. */
  urlOf: (kind: Kind, slot: number) => string
  /** The secret that signs the messages of this slot. */
  expectSecret: (slot: number, secret: string) => void
  /** The first arrival of each message at each slot. */
  firstBytes: Map<string, Map<number, number>>
  tally: { arrived: number, repeated: number, checked: number, wronglySigned: number }
  close: () => void
}

const ROOT = join(import.meta.dirname, '../../..')

/** Receivers on loopback, in a process of their own; checks the signature of a sample. */
export async function startReceivers (): Promise<Receivers> {
  const child = fork(join(import.meta.dirname, 'receiver.ts'), { cwd: ROOT, execArgv: ['--import', './test/helpers/typescript.js'] })
  const [{ port }] = await once(child, 'message') as [{ port: number }]
  const verifiers = new Map<number, Webhook>()
  const firstBytes: Receivers['firstBytes'] = new Map()
  const tally = { arrived: 0, repeated: 0, checked: 0, wronglySigned: 0 }

  const arrive = ([slot, id, at]: Arrival) => {
    const known = firstBytes.get(id) ?? new Map<number, number>()
    firstBytes.set(id, known)
    tally.arrived++
    if (known.has(slot)) tally.repeated++
    else known.set(slot, at)
  }
  const check = (sample: Sample) => {
    tally.checked++
    if (!isSigned(verifiers.get(sample.slot), sample)) tally.wronglySigned++
  }
  child.on('message', (message: FromReceivers) => {
    if ('port' in message) return
    for (const arrival of message.arrivals) arrive(arrival)
    for (const sample of message.samples) check(sample)
  })
  return {
    urlOf: (kind, slot) => `http://127.0.0.1:${port}/${kind}/${slot}`,
    expectSecret: (slot, secret) => { verifiers.set(slot, new Webhook(secret)) },
    firstBytes,
    tally,
    close: () => { child.disconnect() }
  }
}

function isSigned (verifier: Webhook | undefined, { headers, body }: Sample): boolean {
  try {
    verifier?.verify(body, headers)
    return verifier !== undefined
  } catch {
    return false
  }
}
