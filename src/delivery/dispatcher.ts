import type { Delivery } from '../repositories/deliveries.js'
import type { Write } from '../repositories/database.js'
import type { Message } from '../repositories/messages.js'
import type { Engine } from './engine.js'
import type { Wanted } from './match.js'

/** A delivery that a worker is to attempt at a time. It may arrive late, twice, or after the delivery is over. */
export interface HandOff {
  orgId: string
  appId: string
  endpointId: string
  msgId: string
  /** Unix milliseconds. */
  at: number
}

/** Deliveries that begin with their message. */
export interface Prepared {
  writes: Write[]
  /** Brings them to their first attempts, once they are stored. */
  start: () => void
}

/** How many deliveries of one message begin at once: a message may have thousands of endpoints. */
export const BEGUN_AT_ONCE = 200

/**
 * The durable hand-off of deliveries: when a promise here resolves, no crash of any process loses what was handed
 * over. One conformance suite (test/delivery/dispatcher-conformance) runs against every implementation.
 */
export interface Dispatcher {
  /** Whether hand-offs wait in a queue of their own (SQS), or in the table with a due entry (Node server). */
  readonly isQueue: boolean
  /** Whether this process alone works on the database, so that leases of others are dead. */
  readonly isAlone: boolean
  /**
   * Takes over first attempts: a queue holds those at once itself, of all others the rows are written first. `trace`, here and
   * below, is the X-Ray trace that the work belongs to, as its header has it; only where it is sampled.
   */
  begin: (engine: Engine, deliveries: Delivery[], trace?: string) => Promise<void>
  /** Brings a delivery whose row is stored to its next attempt. */
  handOff: (engine: Engine, handOff: HandOff, trace?: string) => Promise<void>
  /** Called after a message is stored with a mark: does its fan-out, or sees to it later; never rejects. `wanted`: who wanted it then. */
  announce: (engine: Engine, message: Message, wanted?: Wanted) => Promise<void>
  /**
   * The deliveries of a message that is not stored yet, to be stored together with it, all or none; then they are started.
   * undefined where that cannot be: then the message is stored with a mark, and announced.
   */
  prepare?: (engine: Engine, message: Message, wanted: Wanted) => Promise<Prepared | undefined>
  /** Says that something in the table is due at a time, Unix ms, or before; where no process listens, the next sweep finds it. */
  lookAt?: (engine: Engine, at: number) => void
}
