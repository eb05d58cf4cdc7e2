import { eachOf } from '../../../lib/parallel.js'
import * as deliveries from '../../../repositories/deliveries.js'
import type { Delivery } from '../../../repositories/deliveries.js'
import { BEGUN_AT_ONCE, type Dispatcher } from '../../dispatcher.js'
import { firstEntry, MAX_DELAY_MS, nextEntry, type NextHandOff } from './queue-entry.js'
import type { Queue } from './queue.js'
import type { Engine, LoggedStorage } from '../../engine.js'
import { joinIn } from '../../attempt/join.js'

export interface SqsDispatcher extends Dispatcher {
  /** As handOff, but rejects when the queue does not take it. */
  handOver: (engine: Engine, handOff: NextHandOff, trace?: string) => Promise<void>
}

// What waits longer shows in the lists of deliveries meanwhile.
const AT_ONCE_MS = 5000

/**
 * The hand-off in AWS: one entry of a queue for each delivery. A first attempt at once is the queue's alone, so it needs
 * no row, and `begin` rejects when the queue does not take it. Whatever has a row is also due there: a hand-off that the
 * queue does not take, or that lies further ahead than it can delay, is brought back by the sweep.
 */
export function createSqsDispatcher (queue: Pick<Queue, 'send'>): SqsDispatcher {
  async function begin (engine: LoggedStorage, delivery: Delivery, trace?: string): Promise<void> {
    const delayMs = delivery.nextAt! - engine.clock.now()
    if (delayMs <= AT_ONCE_MS) return await queue.send({ body: firstEntry(delivery), delayMs, trace })
    // Nothing is lost if a row is there: the process that stored it has begun the delivery, or it joins what asked for a resend.
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

  return {
    isQueue: true,
    isAlone: false,
    begin: async (engine, begun, trace) => { await eachOf(begun, BEGUN_AT_ONCE, async delivery => await begin(engine, delivery, trace)) },
    handOver,
    handOff,
    // The table's stream has announced it.
    announce: async () => {}
  }
}
