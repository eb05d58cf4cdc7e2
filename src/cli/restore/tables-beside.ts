import { isNamed, type Operations } from '../../dynamodb/call.js'
import { eachOf } from '../../lib/parallel.js'
import type { TableName } from '../../models/models.js'
import type { Database } from '../../repositories/database.js'
import { Failure, misused } from '../shared/cli-failure.js'

type Backups = Operations['DescribeContinuousBackups']['output']['ContinuousBackupsDescription']
type Described = Operations['DescribeTable']['output']['Table']

/** DynamoDB makes four restores of an account at a time without questions, and 50 at most. */
const AT_ONCE = 10
const LOOK_MS = 5000

/** The database whose tables have a suffix: those that were restored beside the tables of `db`. */
export function besideOf (db: Database, suffix: string): Database {
  const models = Object.fromEntries(Object.entries(db.models).map(([name, model]) =>
    [name, { ...model, tableName: model.tableName + suffix }])) as unknown as Database['models']
  return { ...db, models }
}

/** The suffix of the tables that are restored to a moment (Unix ms). A command that is repeated finds them by it. */
export const suffixOf = (at: number): string => `-restored-${new Date(at).toISOString().slice(0, 19).replace(/\D/g, '')}`

/** Throws a Failure unless each of the tables can be restored to the moment (Unix ms). Asks only. */
export async function checkWindow (db: Database, names: readonly TableName[], at: number): Promise<void> {
  if (at > db.clock.now()) throw misused('--to lies in the future.')
  const all = await eachOf(names, AT_ONCE, async name => ({ table: db.models[name].tableName, ...await windowOf(db, name) }))
  const off = all.filter(({ isOn }) => !isOn).map(({ table }) => table)
  if (off.length > 0) {
    throw new Failure(`Without point-in-time recovery nothing can be restored to a moment: ${off.join(', ')}. The stage's option ` +
      'pointInTimeRecovery turns it on for the future; tables that you restored in another way are read with --from.')
  }
  const young = all.filter(({ from }) => at < from)
  const shown = (ms: number) => new Date(ms).toISOString()
  if (young.length > 0) {
    const earliest = Math.max(...young.map(({ from }) => from))
    const first = shown(Math.ceil(earliest / 1000) * 1000)
    throw misused(`--to is too early for ${young.map(({ table }) => table).join(', ')}: the earliest moment is ${first}.`)
  }
  const latest = Math.min(...all.map(({ until }) => until))
  if (at > latest) {
    throw misused(`--to is too late: DynamoDB can restore up to ${shown(latest)} now, and in five minutes to a later moment.`)
  }
}

async function windowOf (db: Database, name: TableName): Promise<{ isOn: boolean, from: number, until: number }> {
  const backups = await describedBackups(db, name)
  const { PointInTimeRecoveryStatus, EarliestRestorableDateTime: from, LatestRestorableDateTime: until } =
    backups?.PointInTimeRecoveryDescription ?? {}
  // The wire has seconds, with a fraction.
  const ms = (seconds: unknown, otherwise: number) => seconds === undefined ? otherwise : Math.floor(Number(seconds) * 1000)
  return { isOn: PointInTimeRecoveryStatus === 'ENABLED', from: ms(from, -Infinity), until: ms(until, Infinity) }
}

async function describedBackups (db: Database, name: TableName): Promise<Backups> {
  const TableName = db.models[name].tableName
  try {
    return (await db.call('DescribeContinuousBackups', { TableName })).ContinuousBackupsDescription
  } catch (error) {
    if (!isNamed(error, 'TableNotFoundException') && !isNamed(error, 'ResourceNotFoundException')) throw error
    throw new Failure(`There is no table ${TableName} in this account and region. Of a table that was deleted DynamoDB keeps a last ` +
      'backup for 35 days: restore it under another name, deploy the stage again, and run this command with --from.')
  }
}

/** Starts the restores that do not exist yet, without indexes, and resolves when all tables are active. */
export async function restoreBeside (
  db: Database, beside: Database, { names, at, tell }: { names: readonly TableName[], at: number, tell: (ready: number) => void }
): Promise<void> {
  await eachOf(names, AT_ONCE, async name => {
    const [from, to] = [db.models[name].tableName, beside.models[name].tableName]
    const input = {
      SourceTableName: from, TargetTableName: to, RestoreDateTime: Math.floor(at / 1000), BillingModeOverride: 'PAY_PER_REQUEST' as const,
      // Only whole scans read them. Without indexes they are ready sooner, and cost less.
      GlobalSecondaryIndexOverride: []
    }
    await db.call('RestoreTableToPointInTime', input).catch((error: Error) => {
      if (!isNamed(error, 'TableAlreadyExistsException') && !isNamed(error, 'TableInUseException')) throw error
    })
  })
  for (;;) {
    const found = await eachOf(names, AT_ONCE, async name => (await describe(beside, name))?.TableStatus)
    const ready = found.filter(status => status === 'ACTIVE').length
    tell(ready)
    if (ready === names.length) return
    await new Promise(resolve => setTimeout(resolve, LOOK_MS))
  }
}

/** Throws a Failure unless all the tables beside exist and are active. */
export async function checkBeside (beside: Database, names: readonly TableName[]): Promise<void> {
  const found = await eachOf(names, AT_ONCE, async name =>
    ({ table: beside.models[name].tableName, status: (await describe(beside, name))?.TableStatus }))
  const unready = found.filter(({ status }) => status !== 'ACTIVE')
    .map(({ table, status }) => `${table} ${status === undefined ? 'is missing' : `is ${status}`}`)
  if (unready.length > 0) throw new Failure(`Not ready: ${unready.join('; ')}. Only some tables: --tables.`)
}

/** Deletes the tables beside. */
export async function deleteBeside (beside: Database, names: readonly TableName[]): Promise<void> {
  await eachOf(names, AT_ONCE, async name => {
    await beside.call('DeleteTable', { TableName: beside.models[name].tableName }).catch((error: Error) => {
      if (!isNamed(error, 'ResourceNotFoundException')) throw error
    })
  })
}

async function describe (db: Database, name: TableName): Promise<Described> {
  try {
    return (await db.call('DescribeTable', { TableName: db.models[name].tableName })).Table
  } catch (error) {
    if (isNamed(error, 'ResourceNotFoundException')) return undefined
    throw error
  }
}
