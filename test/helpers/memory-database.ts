import { setImmediate as turn } from 'node:timers/promises'
import type { Call, DynamoDb } from '../../src/dynamodb/call.js'
import { openMemoryEngine, type MemoryDynamoDb } from '../../src/dynamodb/embedded/open-engine.js'
import { systemClock } from '../../src/lib/clock.js'
import { memoryBlobs } from '../../src/repositories/blobs.js'
import { createCaches, type Database } from '../../src/repositories/database.js'
import { definitions, models } from '../simulation/models.js'

export { PREFIX } from '../simulation/models.js'

/** A database in memory with all tables, empty. */
export function memoryTables (): MemoryDynamoDb {
  const engine = openMemoryEngine()
  for (const definition of definitions) engine.callNow('CreateTable', definition)
  return engine
}

/** The same calls. Concurrent calls are interleaved, as over a socket. */
export function inTurns ({ call, close }: DynamoDb): DynamoDb {
  const slow: Call = async (operation, input) => {
    await turn()
    try {
      return await call(operation, input)
    } finally {
      await turn()
    }
  }
  return { call: slow, close }
}

/** A connection to tables in memory; it never times out. */
export const memoryDatabase = (tables = memoryTables()): Database =>
  ({ ...inTurns(tables), models, blobs: memoryBlobs(), caches: createCaches(), clock: systemClock })
