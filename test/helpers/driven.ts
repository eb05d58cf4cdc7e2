import { accept } from '../../src/delivery/accept/accept.js'
import { createCaches } from '../../src/repositories/database.js'
import type { Endpoint } from '../../src/repositories/endpoints.js'
import type { Message } from '../../src/repositories/messages.js'
import {
  createDrivenClock, newEndpoint, newMessage, openMemoryDatabase, openTestDatabase, startRig, type DrivenClock, type EngineOptions,
  type Rig, type TestDatabase
} from './engine.js'

/** The start of driven time, Unix ms. */
export const START = Date.UTC(2026, 10, 22)

/** How many messages must fail to open a circuit. */
export const FAILURES = 6

/** A process in driven time with one endpoint. */
export interface Driven extends Rig {
  clock: DrivenClock
  endpoint: Endpoint
  /** Lets time pass for this process only. */
  pass: (ms: number) => Promise<void>
  /** Accepts a message, and waits until its work has ended. */
  send: (change?: object) => Promise<Message>
}
export interface DrivenOptions extends Partial<Omit<EngineOptions, 'clock'>> {
  isAlone?: boolean
  concurrency?: number
  on?: TestDatabase
  change?: Partial<Endpoint>
}

/**
 * Starts a process, whose caches use the same clock. By default, an endpoint is retried after 5 s, 5 m and 30 m, and its circuit
 * opens after `FAILURES` messages failed.
 */
export async function driven ({
  clock = createDrivenClock(START), on, change = {}, env = {}, ...options
}: DrivenOptions & { clock?: DrivenClock } = {}): Promise<Driven> {
  const database = await (on ? openTestDatabase(on.prefix) : openMemoryDatabase())
  const aged = { ...database, db: { ...database.db, caches: createCaches({ now: clock.now }) } }
  const rig = await startRig({
    on: aged, clock, random: () => 0.5,
    env: { POSTHORN_CIRCUIT_BREAKER: 'true', POSTHORN_CIRCUIT_FAILURES: String(FAILURES), POSTHORN_RETRY_SCHEDULE: '5s,5m,30m', ...env },
    ...options
  })
  const found: Driven = {
    ...rig,
    clock,
    endpoint: await newEndpoint(rig.engine, rig.application, change),
    pass: async ms => await pass(ms, found),
    send: async change => (await send(found, 1, change))[0]!
  }
  return found
}

/** Another process on the same tables at the same time. */
export async function beside (rig: Driven, options: DrivenOptions = {}): Promise<Driven> {
  const other = await driven({ clock: rig.clock, on: rig, ...options })
  return Object.assign(other, { application: rig.application, endpoint: rig.endpoint })
}

/** Lets time pass for these processes, which share a clock. */
export const pass = async (ms: number, ...rigs: Driven[]) =>
  await rigs[0]!.clock.runTo(rigs[0]!.clock.now() + ms, () => rigs.every(rig => rig.isQuiet()))

/** Accepts messages, a few at a time, and waits until their work has ended. */
export async function send (rig: Driven, count = 1, change = {}): Promise<Message[]> {
  const sent: Message[] = []
  while (sent.length < count) {
    const some = Array.from({ length: Math.min(20, count - sent.length) }, async () =>
      await accept(rig.engine, rig.application, newMessage(change)))
    sent.push(...(await Promise.all(some)).map(({ message }) => message))
    await rig.clock.settle(rig.isQuiet)
  }
  return sent
}
