import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Api } from './api.js'
import { now } from './clock.js'
import type { Application } from './world.js'

/** How messages are sent: this many calls at a time, or, with a rate, this many messages a second whatever the answers take. */
export interface Load {
  concurrency: number, rate?: number | undefined, batch: number, payloadBytes: number, seconds: number, count: number
}

/** One accepted message, in ms of clock.ts. */
export interface Accepted { id: string, slots: number[], calledAt: number, answeredAt: number }
export interface SentMessages { accepted: Accepted[], /** Messages by status; 0 means no answer. */ refused: Record<string, number> }

interface MessageOut { id: string }
interface BatchOut { data: Array<{ status: number, message?: MessageOut }> }

const TICK_MS = 5
/** Calls in flight at an open rate; a call beyond it counts as refused. */
const OPEN_CALLS = 1000

/** Sends until the count or the seconds are used up, to each application in turn; resolves when all calls are answered. */
export async function send (api: Api, applications: readonly Application[], load: Load): Promise<SentMessages> {
  const sent: SentMessages = { accepted: [], refused: {} }
  const text = randomBytes(load.payloadBytes).toString('hex')
  let number = 0

  async function call (): Promise<void> {
    const { id: application, slots } = applications[number % applications.length]!
    const messages = Array.from({ length: load.batch }, () => messageOf(number++, text, load.payloadBytes))
    const calledAt = now()
    const results = load.batch === 1 ? await single(api, application, messages[0]!) : await batch(api, application, messages)
    const answeredAt = now()
    for (const { status, message } of results) {
      if (status === 202 && message) sent.accepted.push({ id: message.id, slots, calledAt, answeredAt })
      else refuse(sent, String(status))
    }
  }

  await (load.rate === undefined
    ? inTurn(load, call)
    : openly(
      { ...load, rate: load.rate }, call, () => refuse(sent, 'more than 1,000 calls open')
    ))
  return sent
}

async function inTurn ({ concurrency, count, seconds, batch }: Load, call: () => Promise<void>): Promise<void> {
  const end = now() + seconds * 1000
  let left = Math.ceil(count / batch)
  await Promise.all(Array.from({ length: concurrency }, async () => { while (now() < end && left-- > 0) await call() }))
}

async function openly (
  { rate, count, seconds, batch }: Load & { rate: number }, call: () => Promise<void>, tooMany: () => void
): Promise<void> {
  const [begin, calls] = [now(), Math.ceil(Math.min(count, rate * seconds) / batch)]
  const open = new Set<Promise<void>>()
  for (let made = 0; made < calls; await sleep(TICK_MS)) {
    const due = Math.min(calls, Math.floor((now() - begin) / 1000 * rate / batch) + 1)
    for (; made < due; made++) {
      if (open.size >= OPEN_CALLS) {
        tooMany()
        continue
      }
      const calling = call().finally(() => open.delete(calling))
      open.add(calling)
    }
  }
  await Promise.all(open)
}

async function single (api: Api, application: string, message: string): Promise<BatchOut['data']> {
  const { status, body } = await api.call<MessageOut>('POST', `/app/${application}/msg`, message)
  return [{ status, message: body }]
}

async function batch (api: Api, application: string, messages: string[]): Promise<BatchOut['data']> {
  const { status, body } = await api.call<BatchOut>('POST', `/app/${application}/msg/batch`, `{"messages":[${messages.join(',')}]}`)
  return status === 202 ? body.data : messages.map(() => ({ status }))
}

function messageOf (number: number, text: string, bytes: number): string {
  const start = `{"number":${number},"text":"`
  return `{"eventType":"load.sent","payload":${start}${text.slice(0, Math.max(0, bytes - start.length - 2))}"}}`
}

function refuse ({ refused }: SentMessages, why: string): void {
  refused[why] = (refused[why] ?? 0) + 1
}
