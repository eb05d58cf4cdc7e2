import * as deliveries from '../repositories/deliveries.js'
import type { Dispatcher } from './dispatcher.js'

/**
 * The hand-off of a host that delivers nothing itself, such as the HTTP function without a queue: rows and marks with
 * due entries are stored, and whoever sweeps the same tables (a Node server) takes them up. Nothing is kept in memory,
 * so a frozen or ended process loses nothing.
 */
export function createTableDispatcher (): Dispatcher {
  return {
    isQueue: false,
    isAlone: false,
    async begin (engine, begun) {
      await Promise.all(begun.map(async delivery => await deliveries.save(engine.db, delivery)))
    },
    handOff: async () => {},
    announce: async () => {}
  }
}
