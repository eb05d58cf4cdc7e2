import type { Delivery } from '../repositories/deliveries.js'
import type { Message } from '../repositories/messages.js'
import type { Engine } from './engine.js'

/** A delivery that someone is to attempt at a time. It may arrive late, twice, or after the delivery is over. */
export interface HandOff {
  orgId: string
  appId: string
  endpointId: string
  msgId: string
  /** Unix milliseconds. */
  at: number
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
  /** Takes over first attempts: a queue holds those at once itself, of all others the rows are written first. */
  begin: (engine: Engine, deliveries: Delivery[]) => Promise<void>
  /** Brings a delivery whose row is stored to its next attempt. */
  handOff: (engine: Engine, handOff: HandOff) => Promise<void>
  /** Called after a message is stored with a mark: does its fan-out, or sees to it later; never rejects. */
  announce: (engine: Engine, message: Message) => Promise<void>
  /** Says that something in the table is due at a time, Unix ms, or before; where nobody listens, the next sweep finds it. */
  lookAt?: (engine: Engine, at: number) => void
}
