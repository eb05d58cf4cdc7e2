import type { Call } from '../../../src/dynamodb/call.js'
import { TABLES, type Case, type Step } from './cases.js'

/** The answer to a call, without values that always differ, or the name of its error with the item in it. */
export async function answerOf (call: Call, [operation, input]: Step): Promise<unknown> {
  try {
    return plain(await call(operation, input as never))
  } catch (error) {
    const { name, message, Item } = error as Error & { Item?: object }
    // An error of the language is a bug of ours, and not an answer.
    if (name === 'TypeError' || name === 'RangeError' || name === 'ReferenceError') return { name, message }
    return Item ? plain({ name, Item }) : { name }
  }
}

/** Runs a case on empty tables, and removes the tables. */
export async function answersOf (call: Call, { steps }: Case): Promise<unknown[]> {
  for (const definition of TABLES) await call('CreateTable', definition)
  const answers: unknown[] = []
  for (const step of steps) answers.push(await answerOf(call, step))
  for (const { TableName } of TABLES) await call('DeleteTable', { TableName })
  return answers
}

// Of a table's description, the fields that say how the table is used.
const NATURAL = new Set([
  'TableArn', 'TableId', 'IndexArn', 'CreationDateTime', 'ProvisionedThroughput', 'ItemCount', 'TableSizeBytes', 'IndexSizeBytes',
  'BillingModeSummary', 'DeletionProtectionEnabled', 'TableStatus', 'IndexStatus', '$metadata', 'WarmThroughput'
])

function plain (value: unknown): unknown {
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('base64') }
  // Of long text, the beginning and the length are enough.
  if (typeof value === 'string' && value.length > 500) return `${value.slice(0, 10)}… ${value.length}`
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(([name, one]) => !NATURAL.has(name) && one !== undefined)
  return Object.fromEntries(kept.map(([name, one]) => [name, UNORDERED.has(name) ? sorted(plain(one) as unknown[]) : plain(one)])
    .sort(([a], [b]) => (a as string) < (b as string) ? -1 : 1))
}

// Values in an order that DynamoDB does not promise.
const UNORDERED = new Set(['SS', 'NS', 'BS', 'AttributeDefinitions', 'GlobalSecondaryIndexes'])
const sorted = (list: unknown) => Array.isArray(list) ? list.toSorted((a, b) => JSON.stringify(a) < JSON.stringify(b) ? -1 : 1) : list
