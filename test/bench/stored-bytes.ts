import type { AttributeValue, GlobalSecondaryIndex } from '@aws-sdk/client-dynamodb'
import type { MemoryDynamoDb } from '../../src/dynamodb/embedded/open-engine.js'
import { definitions } from '../simulation/models.js'

// What DynamoDB adds to each item, and to each item of an index.
const OVERHEAD = 100
const OF_MESSAGES = /(messages|deliveries|attempts|aliases|labels)$/

type Item = Record<string, AttributeValue>

/** The bytes that DynamoDB bills for the items of messages, by its rules for sizes: with names, indexes and overhead. */
export async function storedBytes (tables: MemoryDynamoDb): Promise<number> {
  let sum = 0
  for (const { TableName, KeySchema = [], GlobalSecondaryIndexes = [] } of definitions.filter(one => OF_MESSAGES.test(one.TableName!))) {
    const keys = KeySchema.map(({ AttributeName }) => AttributeName!)
    const { Items = [] } = await tables.call('Scan', { TableName })
    for (const item of Items) {
      const copies = GlobalSecondaryIndexes.map(index => projected(item, keys, index)).filter(copy => copy !== undefined)
      for (const one of [item, ...copies]) sum += OVERHEAD + sizeOf(one)
    }
  }
  return sum
}

/** What an index has of an item; undefined when the item is not in it. */
function projected (item: Item, keys: string[], { KeySchema: own = [], Projection }: GlobalSecondaryIndex): Item | undefined {
  const names = own.map(({ AttributeName }) => AttributeName!)
  if (!names.every(name => item[name])) return undefined
  if (Projection?.ProjectionType === 'ALL') return item
  const kept = new Set([...keys, ...names, ...Projection?.NonKeyAttributes ?? []])
  return Object.fromEntries(Object.entries(item).filter(([name]) => kept.has(name)))
}

function sizeOf (item: Item): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + sizeOfValue(value), 0)
}

function sizeOfValue (value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S)
  if (value.N !== undefined) return Math.ceil(value.N.replace(/\D/g, '').length / 2) + 1
  if (value.B !== undefined) return value.B.length
  if (value.M !== undefined) return 3 + sizeOf(value.M)
  if (value.L !== undefined) return 3 + value.L.reduce((sum, one) => sum + 1 + sizeOfValue(one), 0)
  return 1
}
