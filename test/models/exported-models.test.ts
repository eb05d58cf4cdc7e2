import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import dynamoose from 'dynamoose'
import t from 'tap'
import { openModels } from '../../src/models/exported-models.js'
import { buildCommands } from '../../infra/commands.js'
import { killAll, ROOT, run } from '../helpers/cli.js'
import { startDynamoDbServer } from '../helpers/dynamodb-server.js'
import { setEnvironment } from '../helpers/environment.js'
import { eventually, startReceiver } from '../helpers/receiver.js'
import { startTestServer } from '../helpers/server.js'

const ACCESS = {
  AWS_ACCESS_KEY_ID: 'x',
  AWS_SECRET_ACCESS_KEY: 'x',
  AWS_REGION: 'us-east-1',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true'
}
const credentials = { accessKeyId: 'x', secretAccessKey: 'x' }

const database = await startDynamoDbServer()
setEnvironment(ACCESS)
const server = await startTestServer({
  POSTHORN_DYNAMODB_ENDPOINT: database.endpoint,
  POSTHORN_TABLE_PREFIX: 'own-',
  POSTHORN_CIRCUIT_FAILURES: '2',
  POSTHORN_WHITELIST_SUBNETS: '127.0.0.1'
})
const receiver = await startReceiver((_received, response) => { response.writeHead(500).end() })
t.teardown(async () => {
  killAll()
  await server.close()
  await receiver.close()
  await database.close()
})
const orgId = 'org_models'
const api = await server.api(await server.token(orgId))
const connection = { region: 'us-east-1', endpoint: database.endpoint, credentials }

// A folder in which `posthorn` is this package as it is built and packed.
const folder = t.testdir()
const packed = join(folder, 'node_modules/posthorn')
mkdirSync(packed, { recursive: true })
// Otherwise the folder is in this package, which finds itself by its name.
writeFileSync(join(folder, 'package.json'), '{"name":"own"}')
writeFileSync(join(packed, 'package.json'), readFileSync('package.json'))
await buildCommands(join(packed, 'dist'), 'outside')
symlinkSync(join(ROOT, 'node_modules'), join(packed, 'node_modules'))

const tsc = async (args: string[], cwd: string) => await promisify(execFile)(join(ROOT, 'node_modules/.bin/tsc'), args, { cwd })
const { body: app } = await api('POST', '/app', { name: 'a', uid: 'a', metadata: { plan: 'large' } })
const newEndpoint = async (fields: object): Promise<{ id: string }> =>
  (await api('POST', '/app/a/endpoint', { url: receiver.url, ...fields })).body

t.test('The script of docs/data.md lists the endpoints that get no messages, with the reasons.', async t => {
  await api('PUT', '/event-type/it.happened', { description: '' })
  const failing = await newEndpoint({ eventTypes: ['it.happened'] })
  const off = await newEndpoint({ disabled: true, metadata: { constructor: 'x' } })
  await newEndpoint({ eventTypes: ['another'] })
  await api('DELETE', `/app/a/endpoint/${(await newEndpoint({ disabled: true })).id}`)
  for (let sent = 0; sent < 2; sent++) await api('POST', '/app/a/msg', { eventType: 'it.happened', payload: {} })
  await eventually('the circuit is open', async () => {
    const { circuit } = (await openModels('own-', connection).endpoints.get({ appId: app.id, id: failing.id }))
    return circuit?.state === 'open'
  })
  const [, script] = /`unwell\.mjs`[^]*?```js\n([^]*?)```/.exec(readFileSync('docs/data.md', 'utf8'))!
  writeFileSync(join(folder, 'unwell.mjs'), script!)

  const settings = { ...ACCESS, POSTHORN_TABLE_PREFIX: 'own-', DYNAMODB_ENDPOINT: database.endpoint }
  const program = run('node', [join(folder, 'unwell.mjs'), app.id], settings)
  t.equal(await program.exited, 0)
  t.equal(program.stderr(), '')
  const lines = program.stdout().trimEnd().split('\n').sort()
  const expected = [
    [failing.id, `${receiver.url}/: circuit open until 20\\d\\d-\\S+Z, last answer 500`],
    [off.id, `${receiver.url}/: disabled, no attempt`]
  ].sort()
  t.equal(lines.length, expected.length)
  for (const [at, [id, rest]] of expected.entries()) t.match(lines[at], new RegExp(`^${id} ${rest}$`))
})

t.test('The types of the package contain the attributes of each model.', async t => {
  await tsc(['-p', 'src/models', '--outDir', join(packed, 'dist/types')], ROOT)
  writeFileSync(join(folder, 'use.mts'), `
    import { openModels } from 'posthorn/models'
    const models = openModels('own-', { region: 'us-east-1', endpoint: 'http://127.0.0.1:1' })
    const { circuit, url } = await models.endpoints.get({ appId: 'app_1', id: 'ep_1' })
    export const until: number = circuit!.until
    export const names: string[] = (await models['event-types'].query('orgId').eq('org_1').exec()).map(({ name }) => name)
    // @ts-expect-error a URL is a text
    export const wrong: number = url
    // @ts-expect-error there is no such model
    models.nothing
  `)
  const types = ['--types', 'node', '--typeRoots', join(ROOT, 'node_modules/@types')]
  const options = ['--noEmit', '--strict', '--skipLibCheck', '--target', 'ES2023', '--module', 'NodeNext', ...types]
  const { stdout } = await tsc([...options, 'use.mts'], folder).catch((error: { stdout: string }) => error)
  t.equal(stdout, '')
})

t.test('Models read by get, query and scan, over a connection or a Dynamoose instance. They make no table.', async t => {
  const instance = new dynamoose.Instance()
  instance.aws.ddb.set(new instance.aws.ddb.DynamoDB(connection))
  for (const models of [openModels('own-', connection), openModels('own-', instance)]) {
    t.match(await models.applications.get({ orgId, id: app.id }), { uid: 'a', metadata: { plan: 'large' } })
    t.match(await models['event-types'].query('orgId').eq(orgId).exec(), [{ name: 'it.happened', archived: false }])
    t.match(await models.aliases.scan().exec(), [{ target: app.id }])
  }
  await t.rejects(openModels('other-', connection).applications.scan().exec(), { name: 'ResourceNotFoundException' })
})

t.test('A name that Dynamoose cannot use throws an error, but not in a read that does not request it.', async t => {
  const { body: odd } = await api('POST', '/app', { name: 'odd', metadata: { constructor: 'x' } })
  const { applications } = openModels('own-', connection)
  const key = { orgId, id: odd.id }
  await t.rejects(applications.get(key))
  t.match(await applications.get(key, { attributes: ['name'] }), { name: 'odd' })
})

t.test('A value that is neither a prefix nor an instance of this Dynamoose is refused.', async t => {
  t.throws(() => openModels(undefined as never), { name: 'TypeError', message: /prefix/ })
  t.throws(() => openModels('own-', { aws: {} } as never), { name: 'TypeError', message: /another copy/ })
})
