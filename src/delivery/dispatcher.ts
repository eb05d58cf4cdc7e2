import type { Delivery } from '../repositories/deliveries.js'
import type { Write } from '../repositories/database.js'
import type { Message } from '../repositories/messages.js'
import type { Engine } from './engine.js'
import type { Wanted } from './match.js'

/** A delivery that a worker should attempt at a time. It may arrive late, twice, or after the delivery has ended. */
export interface HandOff {
  orgId: string
  appId: string
  endpointId: string
  msgId: string
  /** Unix milliseconds. */
  at: number
}

/** Deliveries that are stored in the same write as their message. */
export interface Prepared {
  writes: Write[]
  /** Starts their first attempts, after the write. */
  start: () => void
}

/** How many deliveries of one message are begun in parallel: a message may have thousands of endpoints. */
export const BEGUN_AT_ONCE = 200

/**
 * The durable hand-off of deliveries: when a promise here resolves, no crash of any process loses what was handed over.
 * One conformance suite (test/delivery/dispatcher-conformance) runs against every implementation.
 */
export interface Dispatcher {
  /** Whether hand-offs wait in a queue (SQS), or in the table with a due entry (Node server). */
  readonly isQueue: boolean
  /** Whether no other process works on the database, so that leases of other owners are dead. */
  readonly isAlone: boolean
  /**
   * Takes over first attempts. A queue holds those that are due now without a row; for all others the rows are written
   * first. `trace`, here and below, is the X-Ray trace header of the work, only where it is sampled.
   */
  begin: (engine: Engine, deliveries: Delivery[], trace?: string) => Promise<void>
  /** Hands over a delivery with a stored row for its next attempt. */
  handOff: (engine: Engine, handOff: HandOff, trace?: string) => Promise<void>
  /**
   * Hands over a retry before its plan is stored, where a queue can hold it so long: then its row needs no due entry. Returns whether the
   * queue holds it. When it does not, the row waits with a due entry. Absent where no queue is.
   */
  handAhead?: (engine: Engine, handOff: HandOff, trace?: string) => Promise<boolean>
  /**
   * Called after a message is stored with a mark: does the fan-out now or later; never rejects. `wanted`: the endpoints
   * that wanted it then.
   */
  announce: (engine: Engine, message: Message, wanted?: Wanted) => Promise<void>
  /**
   * Prepares the deliveries of a message that is not stored yet. They are stored in one transaction with it and then
   * started. Returns undefined where this is not possible: then the message is stored with a mark, and announced.
   */
  prepare?: (engine: Engine, message: Message, wanted: Wanted) => Promise<Prepared | undefined>
  /** Whether no attempt begins now, since deliveries are held (docs/operations.md). Absent where nothing holds them. */
  isHeld?: () => boolean
  /** Says that an entry in the table is due at this time (Unix ms) or before. Where no process listens, the next sweep finds it. */
  lookAt?: (engine: Engine, at: number) => void
  /** Brings back what lies in dead queues, until `endsAt` (Unix ms). A host without queues has none. */
  redrive?: (engine: Engine, endsAt: number) => Promise<void>
}
