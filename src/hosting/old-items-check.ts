import type { Config } from '../config.js'
import { isNamed } from '../dynamodb/call.js'
import { TABLES } from '../facts/table-definitions.js'
import type { Database } from '../repositories/database.js'

/**
 * Throws an Error that says what to do when the tables contain items of a version before the first release: its
 * applications had their fields as JSON in `data`, its deliveries lack an index. Does nothing when scans are not allowed.
 */
export async function refuseOldItems ({ call, models }: Database, { tablePrefix }: Pick<Config, 'tablePrefix'>): Promise<void> {
  const { Table } = await call('DescribeTable', { TableName: models.deliveries.tableName }).catch((): { Table?: undefined } => ({}))
  const indexes = Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName)
  const isOld = indexes !== undefined && Object.keys(TABLES.deliveries.indexes).some(name => !indexes.includes(name))
  if (isOld) throw oldData(tablePrefix)
  const asked = call('Scan', { TableName: models.applications.tableName, Limit: 1 })
  const { Items = [] } = await asked.catch((error: Error): { Items?: [] } => {
    if (isNamed(error, 'AccessDeniedException')) return {}
    throw error
  })
  if (Items[0]?.data === undefined) return
  throw oldData(tablePrefix)
}

const oldData = (tablePrefix: string) =>
  new Error(`The tables ${tablePrefix}* hold data of a Posthorn from before the first release, which this version cannot read. ` +
    'Set POSTHORN_TABLE_PREFIX to another prefix, or delete these tables if nothing in them is needed any more.')
