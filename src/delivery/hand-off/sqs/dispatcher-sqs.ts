import { eachOf } from '../../../lib/parallel.js'
import * as deliveries from '../../../repositories/deliveries.js'
import type { Delivery } from '../../../repositories/deliveries.js'
import { BEGUN_AT_ONCE, type Dispatcher } from '../../dispatcher.js'
import { firstEntry, MAX_DELAY_MS, nextEntry, type NextHandOff } from './queue-entry.js'
import type { Queue } from './queue.js'
import type { Engine, LoggedStorage } from '../../engine.js'
import { joinIn } from '../../attempt/join.js'

export interface SqsDispatcher extends Dispatcher {
  /** The same as `handOff`, but rejects when the queue does not take the entry. */
  handOver: (engine: Engine, handOff: NextHandOff, trace?: string) => Promise<void>
}

// A delivery that waits longer is stored as a row, so that lists show it.
const AT_ONCE_MS = 5000

/**
 * The hand-off in AWS: one queue entry for each delivery. A first attempt that is due now needs no row: only the queue
 * holds it, so `begin` rejects when the queue does not take it. A retry within the time that the queue can delay is in the queue before
 * its plan is stored, so it needs no due entry. Any other delivery with a row has one. The sweep finds it when the queue does not take the
 * hand-off, or when it is due later than the queue can delay.
 */
export function createSqsDispatcher (queue: Pick<Queue, 'send'>): SqsDispatcher {
  async function begin (engine: LoggedStorage, delivery: Delivery, trace?: string): Promise<void> {
    const delayMs = delivery.nextAt! - engine.clock.now()
    if (delayMs <= AT_ONCE_MS) return await queue.send({ body: firstEntry(delivery), delayMs, trace })
    // If a row exists, nothing is lost: another process has begun the delivery, or the delivery joins the row of a resend.
    const waits = await deliveries.save(engine.db, delivery) ?? await joinIn(engine, delivery)
    if (waits && waits.dueAt !== null) await handOff(engine, { ...waits, at: waits.dueAt }, trace)
  }

  async function handOver (engine: Pick<Engine, 'clock'>, handOff: NextHandOff, trace?: string): Promise<void> {
    const delayMs = handOff.at - engine.clock.now()
    if (delayMs <= MAX_DELAY_MS) await queue.send({ body: nextEntry(handOff), delayMs, trace })
  }

  async function handOff (engine: Pick<Engine, 'clock' | 'log'>, handOff: NextHandOff, trace?: string): Promise<void> {
    try {
      await handOver(engine, handOff, trace)
    } catch (error) {
      const { msgId, endpointId } = handOff
      engine.log.warn({ err: error, msgId, endpointId }, 'delivery.hand-off-failed')
    }
  }

  async function handAhead (engine: Pick<Engine, 'clock' | 'log'>, handOff: NextHandOff, trace?: string): Promise<boolean> {
    if (handOff.at - engine.clock.now() > MAX_DELAY_MS) return false
    try {
      await handOver(engine, handOff, trace)
      return true
    } catch (error) {
      const { msgId, endpointId } = handOff
      engine.log.warn({ err: error, msgId, endpointId }, 'delivery.hand-off-failed')
      return false
    }
  }

  return {
    isQueue: true,
    isAlone: false,
    begin: async (engine, begun, trace) => { await eachOf(begun, BEGUN_AT_ONCE, async delivery => await begin(engine, delivery, trace)) },
    handOver,
    handOff,
    handAhead,
    // The table's stream announces the message.
    announce: async () => {}
  }
}
