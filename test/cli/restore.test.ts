import { join } from 'node:path'
import t from 'tap'
import type { Call, Operations } from '../../src/dynamodb/call.js'
import { openMemoryEngine } from '../../src/dynamodb/embedded/open-engine.js'
import { memoryBlobs } from '../../src/repositories/blobs.js'
import type { TableName } from '../../src/models/models.js'
import { openDatabase, type Database } from '../../src/repositories/database.js'
import { holdDeliveries } from '../../src/repositories/delivery-hold.js'
import { countItems, scanned, tableNames, type RawItem } from '../../src/repositories/scan-tables.js'
import { ensureTables } from '../../src/repositories/tables.js'
import { startAwsStub } from '../helpers/aws-stub.js'
import { buildCli, killAll, posthorn } from '../helpers/cli.js'
import { startDynamoDbServer } from '../helpers/dynamodb-server.js'
import { eventually } from '../helpers/receiver.js'

// A stage whose DynamoDB restores to a moment. What the embedded engine lacks of it is emulated here, as DynamoDB's reference has it.

const PREFIX = 'posthorn-test-'
const MOMENT = Date.parse('2026-11-01T12:00:00Z')
const SUFFIX = '-restored-20261101120000'
const EARLIEST = MOMENT - 3_600_000
const dist = join(t.testdir(), 'dist')
await buildCli(dist)
t.teardown(killAll)

/** All items of a table. */
async function itemsOf (db: Database, name: TableName): Promise<RawItem[]> {
  const items: RawItem[] = []
  for await (const page of scanned(db, name)) items.push(...page)
  return items
}

/** Requests and answers of DynamoDB, as the emulation takes them apart. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Fields = Record<string, any>

type Hook = (operation: string, input: Fields) => Promise<object | undefined>

/** A stage's DynamoDB, with point-in-time recovery to the moment at which `remember` was called. */
async function startStage () {
  const engine = openMemoryEngine()
  const call = engine.call as (operation: string, input: object) => Promise<Fields>
  const db = openDatabase({ dynamodbEndpoint: 'embedded', tablePrefix: PREFIX }, memoryBlobs(), engine)
  await ensureTables(db)
  const kept = new Map<string, RawItem[]>()
  const state = { isOn: true, restores: [] as Array<Fields>, looks: 0, hook: (async () => undefined) as Hook, writes: 0 }

  const OWN: Record<string, (input: Fields) => Promise<object>> = {
    async DescribeContinuousBackups ({ TableName }) {
      await call('DescribeTable', { TableName })
      const window = { EarliestRestorableDateTime: EARLIEST / 1000, LatestRestorableDateTime: Date.now() / 1000 - 300 }
      return {
        ContinuousBackupsDescription: {
          ContinuousBackupsStatus: 'ENABLED',
          PointInTimeRecoveryDescription: state.isOn ? { PointInTimeRecoveryStatus: 'ENABLED', ...window } : { PointInTimeRecoveryStatus: 'DISABLED' }
        }
      }
    },
    async RestoreTableToPointInTime (input) {
      const { SourceTableName, TargetTableName: TableName } = input
      const { TableNames } = await call('ListTables', {})
      if (TableNames.includes(TableName)) throw Object.assign(new Error('Table already exists'), { name: 'TableAlreadyExistsException', status: 400 })
      state.restores.push(input)
      await copyTable(SourceTableName, TableName)
      return { TableDescription: { TableName, TableStatus: 'CREATING' } }
    },
    async DescribeTable (input) {
      const { Table } = await call('DescribeTable', input)
      // Restores take their time: the first looks at the tables beside find them in the making.
      const isEarly = input.TableName.endsWith(SUFFIX) && state.looks++ < 3
      return { Table: { ...Table, ...isEarly && { TableStatus: 'CREATING' } } }
    }
  }

  /** Makes a table with the keys of another one and with what was remembered of it. */
  async function copyTable (from: string, to: string): Promise<void> {
    const { Table } = await call('DescribeTable', { TableName: from })
    const keys = Table.KeySchema.map((one: { AttributeName: string }) => one.AttributeName)
    await call('CreateTable', {
      TableName: to, BillingMode: 'PAY_PER_REQUEST', KeySchema: Table.KeySchema,
      AttributeDefinitions: Table.AttributeDefinitions.filter((one: { AttributeName: string }) => keys.includes(one.AttributeName))
    })
    for (const Item of kept.get(from) ?? []) await call('PutItem', { TableName: to, Item })
  }

  const server = await startDynamoDbServer({
    ...engine,
    call: (async (operation: string, input: Fields) => {
      if (/Put|Write|Update|Delete/.test(operation)) state.writes++
      const hooked = await state.hook(operation, input)
      return hooked ?? await (OWN[operation]?.(input) ?? call(operation, input))
    }) as unknown as Call
  })
  t.teardown(server.close)
  const remember = async () => {
    for (const name of tableNames(db)) kept.set(db.models[name].tableName, await itemsOf(db, name))
  }
  const env = {
    AWS_ENDPOINT_URL: await startAwsStub({
      parameters: {}, outputs: {}, concurrency: { ConcurrentExecutions: 1, UnreservedConcurrentExecutions: 1 }, gatewayRate: 1, refused: {}
    }),
    AWS_ENDPOINT_URL_DYNAMODB: server.endpoint, AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'posthorn', AWS_SECRET_ACCESS_KEY: 'posthorn'
  }
  const run = (args: string[]) => posthorn(dist, ['restore', '--stage', 'test', ...args], env)
  const restore = async (args: string[]) => {
    const program = run([...args, '--json'])
    const code = await program.exited
    return { code, report: JSON.parse(program.stdout() || '{}'), error: program.stderr() }
  }
  return { db, call, state, remember, copyTable, run, restore }
}

type Stage = Awaited<ReturnType<typeof startStage>>

const soon = String(Math.floor(Date.now() / 1000) + 86_400)
const TO = ['--to', new Date(MOMENT).toISOString()]

const put = async ({ call }: Stage, name: string, Item: RawItem) => await call('PutItem', { TableName: PREFIX + name, Item })
const drop = async ({ call }: Stage, name: string, Key: RawItem) => await call('DeleteItem', { TableName: PREFIX + name, Key })
const all = async ({ db }: Stage) => Object.fromEntries(await Promise.all(tableNames(db).map(async name =>
  [name, (await itemsOf(db, name)).map(item => JSON.stringify(item)).sort()] as const)))
const tables = async ({ call }: Stage): Promise<string[]> => (await call('ListTables', {})).TableNames

/** A stage with items in six tables, which are remembered. */
async function filledStage (): Promise<Stage> {
  const stage = await startStage()
  for (let n = 0; n < 230; n++) {
    const id = `msg_${String(n).padStart(4, '0')}`
    await put(stage, 'messages', { list: { S: 'app_1' }, id: { S: id }, data: { S: `{"n":${n}}` }, expiresAt: { N: soon } })
    await put(stage, 'deliveries', { endpointId: { S: 'ep_1' }, msgId: { S: id }, data: { S: '{}' }, expiresAt: { N: soon } })
  }
  await put(stage, 'applications', { orgId: { S: 'org_1' }, id: { S: 'app_1' }, rev: { N: '1' }, name: { S: 'Acme' } })
  await put(stage, 'endpoints', { appId: { S: 'app_1' }, id: { S: 'ep_1' }, rev: { N: '1' }, secret: { B: Buffer.from([0, 255]) } })
  await put(stage, 'aliases', { key: { S: 'uid|acme' }, target: { S: 'app_1' }, at: { N: '1' } })
  await put(stage, 'tasks', { orgId: { S: 'org_1' }, id: { S: 'task_1' }, rev: { N: '1' } })
  await stage.remember()
  return stage
}

t.test('What is missing comes back as it was; what is there stays as it is; the restored tables are deleted.', async t => {
  const stage = await filledStage()
  const before = await all(stage)
  for (let n = 10; n < 225; n++) await drop(stage, 'messages', { list: { S: 'app_1' }, id: { S: `msg_${String(n).padStart(4, '0')}` } })
  await drop(stage, 'endpoints', { appId: { S: 'app_1' }, id: { S: 'ep_1' } })
  const renamed = { orgId: { S: 'org_1' }, id: { S: 'app_1' }, rev: { N: '2' }, name: { S: 'Acme, Inc.' } }
  await put(stage, 'applications', renamed)
  const later = { list: { S: 'app_1' }, id: { S: 'msg_9999' }, data: { S: '{}' }, expiresAt: { N: soon } }
  await put(stage, 'messages', later)
  const damaged = await all(stage)

  const trial = await stage.restore([...TO, '--dry-run'])
  t.match(trial, {
    code: 0, report: { stage: 'test', isTrial: true, suffix: SUFFIX, areKept: true, tables: { messages: { found: 230, missing: 215, restored: 0 } } }
  }, trial.error)
  t.same(await all(stage), damaged, 'a dry run changes nothing')
  t.equal(stage.state.restores.length, 9)
  t.ok(stage.state.restores.every(one => one.RestoreDateTime === MOMENT / 1000 && one.GlobalSecondaryIndexOverride.length === 0))

  const told = stage.run([...TO, '--dry-run'])
  t.equal(await told.exited, 0)
  t.match(told.stderr(), /^Restores to 2026-11-01T12:00:00\.000Z \(UTC\)\n/)
  t.notMatch(trial.error, 'Restores to', 'JSON alone')
  t.match(told.stdout(), /messages: 215 of 230 items are missing\n[^]*To put the items back: .*restore --stage test --to 2026-11-01T12:00:00\.000Z\n/)

  const { code, report, error } = await stage.restore(TO)
  t.equal(code, 0, error)
  t.equal(stage.state.restores.length, 9, 'the tables of the dry run are used')
  t.match(report.tables, {
    messages: { found: 230, missing: 215, restored: 215 }, endpoints: { found: 1, missing: 1, restored: 1 },
    applications: { found: 1, missing: 0, restored: 0 }, deliveries: { found: 230, missing: 0, restored: 0 }
  })
  t.same(await all(stage), {
    ...before, applications: [JSON.stringify(renamed)], messages: [...before.messages!, JSON.stringify(later)].sort()
  })
  t.same((await tables(stage)).filter(name => name.endsWith(SUFFIX)), [])
})

t.test('Deliveries are back before the first message, which the stream announces.', async t => {
  const stage = await filledStage()
  for (const name of ['messages', 'deliveries'] as const) {
    for (const item of await itemsOf(stage.db, name)) {
      await drop(stage, name, name === 'messages' ? { list: item.list!, id: item.id! } : { endpointId: item.endpointId!, msgId: item.msgId! })
    }
  }
  const order: string[] = []
  stage.state.hook = async (operation, { TableName }) => { if (operation === 'PutItem') order.push(TableName); return undefined }
  t.equal((await stage.restore(TO)).code, 0)
  t.equal(order.length, 460)
  t.equal(order.lastIndexOf(`${PREFIX}deliveries`), order.indexOf(`${PREFIX}messages`) - 1)
})

t.test('Items that have expired, rows of attention and the hold of deliveries do not come back.', async t => {
  const stage = await startStage()
  await put(stage, 'messages', { list: { S: 'app_1' }, id: { S: 'msg_1' }, expiresAt: { N: '1700000000' } })
  await put(stage, 'tasks', { orgId: { S: 'org_1' }, id: { S: 'attn_0000000000001_endpoint-disabled_ep_1' } })
  await put(stage, 'throttles', { key: { S: 'app_1' } })
  await holdDeliveries(stage.db)
  await stage.remember()
  for (const name of tableNames(stage.db)) {
    for (const item of await itemsOf(stage.db, name)) {
      const { Table } = await stage.call('DescribeTable', { TableName: PREFIX + name })
      const keys = Table.KeySchema.map(({ AttributeName }: { AttributeName: string }) => AttributeName) as string[]
      await drop(stage, name, Object.fromEntries(keys.map(key => [key, item[key]!])))
    }
  }
  const { code, report, error } = await stage.restore(TO)
  t.equal(code, 0, error)
  t.match(report.tables, { messages: { found: 0 }, tasks: { found: 0 }, aliases: { found: 0 } })
  t.same(Object.values(await countItems(stage.db)).filter(count => count > 0), [])
})

t.test('An item that is written during the restore wins over the restored one; keys without an answer are asked again.', async t => {
  const stage = await filledStage()
  await drop(stage, 'endpoints', { appId: { S: 'app_1' }, id: { S: 'ep_1' } })
  const newer = { appId: { S: 'app_1' }, id: { S: 'ep_1' }, rev: { N: '1' }, url: { S: 'https://example.com/new' } }
  let batches = 0
  stage.state.hook = async (operation, input) => {
    if (operation === 'PutItem' && input.TableName === `${PREFIX}endpoints`) await put(stage, 'endpoints', newer)
    if (operation !== 'BatchGetItem' || batches++ % 2 === 1) return undefined
    const [[name, asked]] = Object.entries(input.RequestItems) as [[string, Operations['BatchGetItem']['input'] & { Keys: RawItem[] }]]
    const answer = await stage.call('BatchGetItem', { RequestItems: { [name]: { ...asked, Keys: asked.Keys.slice(0, 1) } } })
    return { ...answer, UnprocessedKeys: asked.Keys.length > 1 ? { [name]: { ...asked, Keys: asked.Keys.slice(1) } } : {} }
  }
  const { code, report, error } = await stage.restore(TO)
  t.equal(code, 0, error)
  const nothing = { found: 230, missing: 0 }
  t.match(report.tables, { endpoints: { missing: 1, restored: 0 }, messages: nothing, deliveries: nothing })
  t.same((await all(stage)).endpoints, [JSON.stringify(newer)])
})

t.test('Tables that were restored in another way are read by their suffix, and stay.', async t => {
  const stage = await filledStage()
  for (const name of ['endpoints', 'aliases']) await stage.copyTable(PREFIX + name, `${PREFIX}${name}-copy`)
  await drop(stage, 'endpoints', { appId: { S: 'app_1' }, id: { S: 'ep_1' } })
  const some = await stage.restore(['--from', '-copy', '--tables', 'endpoints, aliases'])
  t.match(some, { code: 0, report: { suffix: '-copy', areKept: true, tables: { endpoints: { restored: 1 }, aliases: { missing: 0 } } } }, some.error)
  t.ok((await tables(stage)).includes(`${PREFIX}endpoints-copy`))
  const more = await stage.restore(['--from', '-copy'])
  t.equal(more.code, 1)
  t.match(more.error, /posthorn-test-messages-copy is missing/)
})

t.test('Ctrl-C says how to go on.', async t => {
  const stage = await filledStage()
  stage.state.looks = -1e6
  const program = stage.run(TO)
  await eventually('the restores have begun', () => program.stderr().includes('restored beside'), 60_000)
  program.child.kill('SIGINT')
  t.equal(await program.exited, 130)
  t.match(program.stderr(), /To go on: .*restore --stage test --to 2026-11-01T12:00:00\.000Z/)
  stage.state.looks = 0
  t.equal((await stage.restore(TO)).code, 0)
  t.equal(stage.state.restores.length, 9)
})

t.test('A restore that cannot be made is refused in words, and writes nothing.', async t => {
  const stage = await filledStage()
  stage.state.writes = 0
  const refused = async (args: string[], code: number, says: RegExp) => {
    const answer = await stage.restore(args)
    t.equal(answer.code, code, args.join(' '))
    t.match(answer.error, says)
  }
  await refused(['--to', new Date(Date.now() + 3_600_000).toISOString()], 2, /--to lies in the future/)
  await refused(['--to', new Date(Date.now() - 60_000).toISOString()], 2, /can restore up to 20\d\d-.*in five minutes/)
  await refused(['--to', '2026-10-01'], 2, /too early for posthorn-test-aliases, .*the earliest moment is 2026-11-01T11:00:00.000Z/)
  await refused(['--to', 'yesterday'], 2, /--to is a time such as/)
  await refused([], 2, /--to, a moment, or --from/)
  await refused([...TO, '--from', '-copy'], 2, /--to, a moment, or --from/)
  await refused(['--from', ''], 2, /--from is the end of names/)
  await refused([...TO, '--tables', 'endpoint'], 2, /--tables does not know endpoint; there are aliases, /)
  stage.state.isOn = false
  await refused(TO, 1, /Without point-in-time recovery.*posthorn-test-aliases.*pointInTimeRecovery/)
  stage.state.isOn = true
  t.equal(stage.state.writes, 0)
  t.same(stage.state.restores, [])
  await stage.call('DeleteTable', { TableName: `${PREFIX}labels` })
  await refused(TO, 1, /There is no table posthorn-test-labels.*--from/)
  const other = posthorn(dist, ['restore', ...TO], {})
  t.equal(await other.exited, 2, 'no stage')
})
