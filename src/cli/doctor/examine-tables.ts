import type { CreateTableCommandInput, TableDescription, Projection } from '@aws-sdk/client-dynamodb'
import { EXPIRY } from '../../facts/table-definitions.js'
import { shapes } from '../../models/shapes.js'
import { memoryBlobs } from '../../repositories/blobs.js'
import { openDatabase, type Database } from '../../repositories/database.js'
import { definitions } from '../../repositories/tables.js'
import { reasonOf, type Finding } from './finding.js'
import type { Target } from './target.js'

const CHECK = 'tables'

/** Checks that every table of the models exists, is active, has its keys and indexes, its TTL, and point-in-time recovery. */
export async function checkTables (target: Target): Promise<Finding[]> {
  if (target.isEmbedded) {
    return [{ check: CHECK, verdict: 'skip', says: 'they are in the server\'s own database: its readiness speaks for them' }]
  }
  if (target.awsProblem !== undefined) return [{ check: CHECK, verdict: 'skip', says: 'AWS cannot be asked' }]
  const db = openDatabase(target.config, memoryBlobs())
  try {
    const wanted = definitions(db)
    const found = (await Promise.all(wanted.map(async definition => await checkTable(db, definition, target)))).flat()
    const failed = found.filter(({ verdict }) => verdict === 'fail')
    const lacks = merged(found.filter(({ verdict }) => verdict !== 'fail'))
    if (failed.length > 0) return [...failed, ...lacks]
    return [{
      check: CHECK,
      verdict: 'pass',
      says: `${wanted.length} tables ${target.config.tablePrefix}* are active, with the keys and indexes of the models`
    }, ...lacks]
  } finally {
    await db.close()
  }
}

async function checkTable (db: Database, definition: CreateTableCommandInput, target: Target): Promise<Finding[]> {
  const name = definition.TableName!
  let table: TableDescription
  try {
    table = (await db.call('DescribeTable', { TableName: name })).Table!
  } catch (error) {
    const isMissing = (error as Error).name === 'ResourceNotFoundException'
    return [{
      check: CHECK, verdict: 'fail', says: isMissing ? `${name} is missing` : `${name}: ${reasonOf(error)}`,
      todo: isMissing
        ? 'Deploy, or start a Node server on this database, which creates it; look at POSTHORN_TABLE_PREFIX and the region.'
        : 'Look at POSTHORN_DYNAMODB_ENDPOINT, the region and the credentials\' permissions (dynamodb:Describe*).'
    }]
  }
  const problems = [...statusProblems(table), ...differences(definition, table), ...streamProblems(db, table, target)]
  if (problems.length > 0) {
    return [{
      check: CHECK,
      verdict: 'fail',
      says: `${name}: ${problems.join('; ')}`,
      todo: 'Deploy the version that runs; keys cannot be changed, so a table with other keys was made by something else.'
    }]
  }
  return await checkUpkeep(db, name, target.config.tablePrefix)
}

const statusProblems = ({ TableStatus, GlobalSecondaryIndexes = [] }: TableDescription) => [
  ...(TableStatus === 'ACTIVE' ? [] : [`it is ${TableStatus}`]),
  ...GlobalSecondaryIndexes.filter(({ IndexStatus }) => IndexStatus !== undefined && IndexStatus !== 'ACTIVE')
    .map(({ IndexName, IndexStatus }) => `its index ${IndexName} is ${IndexStatus}`)
]

// Behind a queue the fan-out reads the stream of the messages; without one nothing is ever delivered.
const streamProblems = ({ models }: Database, { TableName, StreamSpecification }: TableDescription, { queues }: Target) =>
  queues.work.length > 0 && TableName === models.messages.tableName && StreamSpecification?.StreamEnabled !== true
    ? ['it has no stream']
    : []

/** The differences of a table from its definition: keys and indexes. */
export function differences (wanted: CreateTableCommandInput, table: TableDescription): string[] {
  const keys = (given: CreateTableCommandInput['KeySchema'] = [], types = wanted.AttributeDefinitions) =>
    given.map(({ AttributeName, KeyType }) => {
      const type = types?.find(one => one.AttributeName === AttributeName)?.AttributeType
      return `${KeyType} ${AttributeName} ${type}`
    }).sort().join(', ')
  const [key, wantedKey] = [keys(table.KeySchema, table.AttributeDefinitions), keys(wanted.KeySchema)]
  const problems = key === wantedKey ? [] : [`its key is ${key}, not ${wantedKey}`]
  for (const { IndexName, KeySchema, Projection } of wanted.GlobalSecondaryIndexes ?? []) {
    const index = table.GlobalSecondaryIndexes?.find(one => one.IndexName === IndexName)
    if (!index) problems.push(`the index ${IndexName} is missing`)
    else {
      const hasKey = keys(index.KeySchema, table.AttributeDefinitions) === keys(KeySchema)
      if (!hasKey || !has(index.Projection, Projection)) problems.push(`the index ${IndexName} is another`)
    }
  }
  return problems
}

// An index with more attributes than needed works too; it costs more.
function has (found: Projection = {}, wanted: Projection = {}): boolean {
  const { NonKeyAttributes: names = [] } = found
  return found.ProjectionType === 'ALL' || (wanted.NonKeyAttributes ?? []).every(name => names.includes(name))
}

async function checkUpkeep (db: Database, name: string, prefix: string): Promise<Finding[]> {
  // Items of some tables never expire: their models know no such attribute.
  const doExpire = EXPIRY in shapes[name.slice(prefix.length) as keyof typeof shapes].types
  const expires = !doExpire || await asked(async () => {
    const { TimeToLiveDescription } = await db.call('DescribeTimeToLive', { TableName: name })
    const { TimeToLiveStatus, AttributeName } = TimeToLiveDescription ?? {}
    return (TimeToLiveStatus === 'ENABLED' || TimeToLiveStatus === 'ENABLING') && AttributeName === EXPIRY
  })
  const restores = await asked(async () => {
    const { ContinuousBackupsDescription } = await db.call('DescribeContinuousBackups', { TableName: name })
    return ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus === 'ENABLED'
  })
  return [
    ...lacking(name, expires, {
      says: 'does not expire old items by its TTL',
      todo: `Turn on the TTL of ${EXPIRY}: reads leave out what has expired, but its storage is paid for.`
    }),
    ...lacking(name, restores, {
      says: 'has no point-in-time recovery',
      todo: 'Turn it on in production: nothing else brings back what is deleted by mistake.'
    })
  ]
}

async function asked (question: () => Promise<boolean>): Promise<boolean | string> {
  try {
    return await question()
  } catch (error) {
    return (error as Error).name
  }
}

function lacking (name: string, answer: boolean | string, { says, todo }: { says: string, todo: string }): Finding[] {
  if (answer === true) return []
  if (answer === false) return [{ check: CHECK, verdict: 'warn', says: `${name} ${says}`, todo }]
  if (answer === 'UnknownOperationException') {
    return [{ check: CHECK, verdict: 'skip', says: `${name} cannot be asked whether it ${says}: this database has no such thing`, todo }]
  }
  return [{ check: CHECK, verdict: 'warn', says: `${name} ${says}, or may not be asked (${answer})`, todo }]
}

// One finding for a problem that several tables have.
function merged (findings: Finding[]): Finding[] {
  const groups = new Map<string, Finding[]>()
  for (const one of findings) {
    const rest = one.says.slice(one.says.indexOf(' ') + 1)
    groups.set(rest, [...groups.get(rest) ?? [], one])
  }
  return [...groups].map(([rest, all]) => all.length === 1 ? all[0]! : { ...all[0]!, says: `of ${all.length} tables each ${rest}` })
}
