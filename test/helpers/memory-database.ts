import { setImmediate as turn } from 'node:timers/promises'
import type { Operation } from '../../src/dynamodb/call.js'
import { systemClock } from '../../src/lib/clock.js'
import { memoryBlobs } from '../../src/repositories/blobs.js'
import { createCaches, type Database } from '../../src/repositories/database.js'
import { asDynamoDb } from '../simulation/database.js'
import { definitions, models } from '../simulation/models.js'
import { createTables, type Tables } from '../simulation/tables.js'

export { PREFIX } from '../simulation/models.js'

export const memoryTables = (): Tables =>
  createTables({ definitions, now: Date.now, indexLagMs: () => 0, isLeftOut: () => false, onWrite: () => {} })

/** A connection to the simulation's tables, at a tenth of what the embedded database takes; it never times out. */
export function memoryDatabase (tables = memoryTables()): Database {
  const call = async (operation: Operation, input: object) => {
    // As calls do over a socket, those made together come one between the steps of another.
    await turn()
    const answer = tables.apply(operation, input)
    await turn()
    return answer
  }
  return { ...asDynamoDb({ call }), models, blobs: memoryBlobs(), caches: createCaches(), clock: systemClock }
}
