import { eachOf } from '../../../lib/parallel.js'
import * as deliveries from '../../../repositories/deliveries.js'
import { BEGUN_AT_ONCE, type Dispatcher } from '../../dispatcher.js'
import { fanOut } from '../../attempt/fan-out.js'
import { joinIn } from '../../attempt/join.js'

/**
 * The hand-off of a host that delivers nothing itself, such as the HTTP function without a queue. Rows with due entries
 * are stored before the answer. The process that sweeps the same tables (a Node server) attempts them. Nothing is kept
 * in memory, so a frozen or ended process loses nothing.
 */
export function createTableDispatcher (): Dispatcher {
  return {
    isQueue: false,
    isAlone: false,
    async begin (engine, begun) {
      await eachOf(begun, BEGUN_AT_ONCE, async delivery => await deliveries.save(engine.db, delivery) ?? await joinIn(engine, delivery))
    },
    // The row is stored and due.
    handOff: async () => {},
    async announce (engine, message, wanted) {
      try {
        await fanOut(engine, message, { known: wanted })
      } catch (error) {
        // The message is stored and marked: a sweep does its fan-out when the mark is due.
        engine.log.error({ err: error, msgId: message.id }, 'message.fan-out-failed')
      }
    }
  }
}
