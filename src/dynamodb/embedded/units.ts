import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb'
import type { Row } from './items.js'
import { refuse } from './refusals.js'

const READ_BYTES = 4096
const WRITE_BYTES = 1024

/** The read units for this many bytes: one for each started 4 KB in a consistent read, otherwise half of that. */
export const readUnits = (bytes: number, isConsistent: boolean): number =>
  Math.max(1, Math.ceil(bytes / READ_BYTES)) * (isConsistent ? 1 : 0.5)

/** The write units of a change: one for each started KB of the larger of the two rows. */
export const writeUnits = (before: Row | undefined, after: Row | undefined): number =>
  Math.max(1, Math.ceil(Math.max(before?.size ?? 0, after?.size ?? 0) / WRITE_BYTES))

/** The units of a request, for its table and for each index. */
export interface Units { table: number, indexes: Record<string, number> }

/** The units of a request that has read or written nothing yet. */
export const noUnits = (): Units => ({ table: 0, indexes: {} })

/** Adds the units to `to`, changes it and returns it. */
export function addUnits (to: Units, { table, indexes }: Units): Units {
  to.table += table
  for (const [name, units] of Object.entries(indexes)) to.indexes[name] = (to.indexes[name] ?? 0) + units
  return to
}

/** The consumed capacity for an answer; undefined unless the request asked for it. */
export function capacity (asked: string | undefined, TableName: string, { table, indexes }: Units): ConsumedCapacity | undefined {
  if (asked === undefined || asked === 'NONE') return undefined
  if (asked !== 'TOTAL' && asked !== 'INDEXES') refuse(`ReturnConsumedCapacity ${asked} is none of NONE, TOTAL and INDEXES`)
  const CapacityUnits = Object.values(indexes).reduce((sum, units) => sum + units, table)
  if (asked === 'TOTAL') return { TableName, CapacityUnits }
  const GlobalSecondaryIndexes = Object.fromEntries(Object.entries(indexes).map(([name, units]) => [name, { CapacityUnits: units }]))
  return { TableName, CapacityUnits, Table: { CapacityUnits: table }, ...(Object.keys(indexes).length > 0 && { GlobalSecondaryIndexes }) }
}
