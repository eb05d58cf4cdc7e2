import type { Call } from '../../src/dynamodb/call.js'
import { table } from '../dynamodb/embedded/cases.js'

// Tables and calls for tests of the database itself.

const orExisting = (error: Error) => { if (error.name !== 'ResourceInUseException') throw error }

/** Creates a table `things`, unless it is there, with a string hash key `h` and a string range key `r`. */
export async function createTable (call: Call): Promise<void> {
  await call('CreateTable', table('things', ['h', 'r'], { h: 'S', r: 'S' })).catch(orExisting)
}

/** Creates a table `moving`, unless it is there, with a string hash key `h` and a sparse index `byTime` of `part` and `at`. */
export async function createMovingTable (call: Call): Promise<void> {
  await call('CreateTable', table('moving', ['h'], { h: 'S', part: 'S', at: 'N' }, {
    byTime: ['part', 'at', { ProjectionType: 'KEYS_ONLY' }]
  })).catch(orExisting)
}

/** Writes the item `r` of the partition `h`. */
export async function put (call: Call, h: string, r: string, size = 200): Promise<void> {
  await call('PutItem', { TableName: 'things', Item: { h: { S: h }, r: { S: r }, text: { S: 'x'.repeat(size) } } })
}

/** The range keys of the partition `h`. */
export async function query (call: Call, h: string): Promise<string[]> {
  const found: string[] = []
  for (let start: object | undefined, isFirst = true; isFirst || start; isFirst = false) {
    const answer = await call('Query', {
      TableName: 'things', KeyConditionExpression: 'h = :h', ExpressionAttributeValues: { ':h': { S: h } },
      ...(start && { ExclusiveStartKey: start as never })
    })
    found.push(...answer.Items!.map(item => item.r!.S!))
    start = answer.LastEvaluatedKey
  }
  return found
}

// How often the text is repeated: from a few bytes to several pages.
const timesOf = (version: number) => version % 5 * 300 + 1

/** The content of a version of an item of `moving`. */
export const versionOf = (h: string, version: number) =>
  ({ h: { S: h }, part: { S: '0' }, at: { N: String(version) }, text: { S: `${h} ${version} `.repeat(timesOf(version)) } })

/** Writes a version of an item of `moving`. Each fourth version removes the item. */
export async function putVersion (call: Call, h: string, version: number): Promise<void> {
  if (version % 4 === 0) await call('DeleteItem', { TableName: 'moving', Key: { h: { S: h } } })
  else await call('PutItem', { TableName: 'moving', Item: versionOf(h, version) })
}
