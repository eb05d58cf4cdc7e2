import type { Config } from '../config.js'
import { isNamed } from '../dynamodb/call.js'
import type { Database } from '../repositories/database.js'

/**
 * Throws an Error that says what to do when the tables contain items of a version before the first release: its
 * applications had their fields as JSON in `data`. Does nothing when scans are not allowed.
 */
export async function refuseOldItems ({ call, models }: Database, { tablePrefix }: Pick<Config, 'tablePrefix'>): Promise<void> {
  const asked = call('Scan', { TableName: models.applications.tableName, Limit: 1 })
  const { Items = [] } = await asked.catch((error: Error): { Items?: [] } => {
    if (isNamed(error, 'AccessDeniedException')) return {}
    throw error
  })
  if (Items[0]?.data === undefined) return
  throw new Error(`The tables ${tablePrefix}* hold data of a Posthorn from before the first release, which this version cannot read. ` +
    'Set POSTHORN_TABLE_PREFIX to another prefix, or delete these tables if nothing in them is needed any more.')
}
