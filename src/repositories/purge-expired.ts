import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { encodeValues, type TableName } from '../models/models.js'
import { decodeItem } from '../models/decode-item.js'
import { dayOf } from './blobs.js'
import { remove, type Database } from './database.js'

const EXPIRED = { expression: '#expiresAt <= :now' }

/**
 * Removes expired items from a database without TTL; returns how many. It reads all items, a page at a time, and should
 * run once a day. Readers do not depend on it, because they check the expiry.
 */
export async function purgeExpired (db: Database, now: number): Promise<number> {
  let removed = 0
  for (const table of Object.keys(db.models) as TableName[]) {
    for await (const keys of expiredKeys(db, table, now)) {
      for (const key of keys) {
        // The item may have been written again since. Then its expiry is in the future, and it stays.
        if (await remove(db, table, key, { ...EXPIRED, values: { ':now': Math.floor(now / 1000) } })) removed++
      }
    }
  }
  await db.blobs.purge(dayOf(now))
  return removed
}

async function * expiredKeys (db: Database, table: TableName, now: number): AsyncGenerator<Array<Record<string, string>>> {
  const { tableName, keyNames } = db.models[table]
  const names = Object.fromEntries(keyNames.map((name, index) => [`#key${index}`, name]))
  let start: Record<string, AttributeValue> | undefined
  do {
    const page = await db.call('Scan', {
      TableName: tableName,
      FilterExpression: EXPIRED.expression,
      ProjectionExpression: Object.keys(names).join(', '),
      ExpressionAttributeNames: { ...names, '#expiresAt': 'expiresAt' },
      ExpressionAttributeValues: encodeValues({ ':now': Math.floor(now / 1000) }),
      ...(start && { ExclusiveStartKey: start })
    })
    yield (page.Items ?? []).map(item => decodeItem(item) as Record<string, string>)
    start = page.LastEvaluatedKey
  } while (start)
}
