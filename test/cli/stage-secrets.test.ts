import { generateKeyPairSync } from 'node:crypto'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { loadConfig } from '../../src/config.js'
import { rotateOnStage, dropOnStage, LAST_MS } from '../../src/cli/secrets/change-stage-secrets.js'
import { closeStage, openStage, type StageSecrets } from '../../src/cli/secrets/stage-secrets.js'
import { createTableDispatcher } from '../../src/delivery/hand-off/table/dispatcher-table.js'
import { createTokens, type Tokens } from '../../src/http/tokens.js'
import { readSecrets } from '../../src/lambda/read-secrets.js'
import { createVault, type Vault } from '../../src/lib/secret-encryption.js'
import { memoryBlobs } from '../../src/repositories/blobs.js'
import { openDatabase, type Database } from '../../src/repositories/database.js'
import { bindMainSecret } from '../../src/repositories/main-secrets.js'
import { ensureTables } from '../../src/repositories/tables.js'
import { buildCli, killAll, posthorn } from '../helpers/cli.js'
import { startDynamoDbServer } from '../helpers/dynamodb-server.js'
import { createTestEngine, newApplication, newEndpoint } from '../helpers/engine.js'
import { startSsmAndLambda } from '../helpers/ssm-and-lambda.js'

// A process of its own: functions read their settings from its environment.

// A stage of its own: the tables, the parameters, and the three functions that read secrets.

const [JWT, MAIN] = ['/posthorn/test/jwt-secret', '/posthorn/test/main-secret']
const [JWT_2, MAIN_2] = [`${JWT}-second`, `${MAIN}-second`]
// The engine of tests seals with this main secret.
const [FIRST_JWT, FIRST_MAIN] = ['the first secret of the tokens, long', 'the main secret of these tests']
const FUNCTIONS = ['posthorn-test-http', 'posthorn-test-authorizer', 'posthorn-test-deliver']

const dist = join(t.testdir(), 'dist')
await buildCli(dist)
t.teardown(killAll)
const aws = await startSsmAndLambda()
const dynamodb = await startDynamoDbServer()
t.teardown(dynamodb.close)
const env = {
  AWS_ENDPOINT_URL: aws.url, AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint, AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'posthorn',
  AWS_SECRET_ACCESS_KEY: 'posthorn'
}
Object.assign(process.env, env)
const config = loadConfig({ POSTHORN_DYNAMODB_ENDPOINT: 'aws', POSTHORN_TABLE_PREFIX: 'posthorn-test-' })
const db = openDatabase(config, memoryBlobs())
t.teardown(async () => { await db.close() })
await ensureTables(db)

t.beforeEach(async () => {
  aws.parameters.clear()
  aws.functions.clear()
  aws.calls.length = 0
  aws.refused.clear()
  aws.onStart = async () => {}
  for (const name of FUNCTIONS) {
    aws.functions.set(name, { LastModified: new Date(Date.now() - 60_000).toISOString(), Description: '', versions: 0 })
  }
  const before = Date.now() / 1000 - 3600
  aws.put(JWT, FIRST_JWT, { LastModifiedDate: before })
  aws.put(MAIN, FIRST_MAIN, { LastModifiedDate: before })
  for (const table of ['aliases', 'endpoints', 'applications'] as const) await emptied(db, table)
  await bindMainSecret(db, createVault(FIRST_MAIN))
})

async function emptied ({ call, models }: Database, table: 'aliases' | 'endpoints' | 'applications') {
  const { tableName: TableName, keyNames } = models[table]
  const { Items = [] } = await call('Scan', { TableName })
  for (const item of Items) await call('DeleteItem', { TableName, Key: Object.fromEntries(keyNames.map(name => [name, item[name]!])) })
}

async function secrets (...args: string[]) {
  const program = posthorn(dist, ['secrets', ...args, '--stage', 'test'], env)
  return { code: await program.exited, out: program.stdout(), err: program.stderr() }
}

const valueOf = (name: string) => aws.parameters.get(name)?.Value

/** The stage as the command opens it, but the waits take no time. */
function stage (t: Test, paused: number[] = []): StageSecrets {
  const on = { ...openStage('test', config, () => {}), pause: async (ms: number) => { paused.push(ms) } }
  t.teardown(async () => { await closeStage(on) })
  return on
}

interface Read { tokens: Tokens | undefined, vault: Vault | undefined }

/** The functions as they run: each has the secrets that its own code read when it started. */
async function runningFunctions () {
  const running = new Map<string, Read>()
  const start = async (name: string) => {
    const needs = name.endsWith('authorizer')
      ? ['jwtSecret'] as const
      : name.endsWith('deliver') ? ['mainSecret'] as const : ['jwtSecret', 'mainSecret'] as const
    const given = loadConfig({
      POSTHORN_DYNAMODB_ENDPOINT: 'aws', POSTHORN_JWT_SECRET_PARAMETER: JWT, POSTHORN_MAIN_SECRET_PARAMETER: MAIN
    }, { serverless: true, secrets: needs })
    const read = await readSecrets(given, needs)
    running.set(name, {
      tokens: read.jwtSecret === undefined ? undefined : createTokens(read, Date.now),
      vault: read.mainSecret === undefined ? undefined : createVault(read.mainSecret, read.mainSecretSecond)
    })
  }
  for (const name of FUNCTIONS) await start(name)
  const part = (name: string) => running.get(`posthorn-test-${name}`)!
  return { start, part }
}

t.test('a rotation: at every moment each function takes the tokens, and opens what the others sealed', async t => {
  const { start, part } = await runningFunctions()
  let compared = 0
  const agree = async () => {
    compared++
    const token = await part('http').tokens!.mint({ kind: 'org', orgId: 'org_a' }, 60)
    await part('authorizer').tokens!.verify(`Bearer ${token}`)
    part('deliver').vault!.open(part('http').vault!.seal('a secret'))
  }
  aws.onStart = async name => {
    await start(name)
    await agree()
  }
  const [engine, old] = [createTestEngine({ db, dispatcher: createTableDispatcher() }), part('http')]
  const application = await newApplication(engine)
  const endpoint = await newEndpoint(engine, application)
  const sealedBefore = await sealedSecret(endpoint.id)
  const oldToken = await old.tokens!.mint({ kind: 'org', orgId: 'org_a' }, 3600)
  const paused: number[] = []
  const on = stage(t, paused)

  await rotateOnStage(on, 'main')
  await rotateOnStage(on, 'jwt')
  t.ok(compared > 6, `${compared} moments`)
  t.same(paused, [LAST_MS, LAST_MS, LAST_MS, LAST_MS], 'each change is known everywhere before the next one')
  t.not(valueOf(MAIN), FIRST_MAIN)
  t.same([valueOf(MAIN_2), valueOf(JWT_2)], [FIRST_MAIN, FIRST_JWT])
  const sealed = await sealedSecret(endpoint.id)
  t.not(sealed, sealedBefore, 'it is encrypted anew')
  t.equal(createVault(valueOf(MAIN)!).open(sealed), createVault(FIRST_MAIN).open(sealedBefore))
  await part('authorizer').tokens!.verify(`Bearer ${oldToken}`)

  await t.rejects(rotateOnStage(on, 'main'), /An earlier change has not ended.*secrets drop main --stage test/)
  await t.rejects(rotateOnStage(on, 'jwt'), /An earlier change has not ended.*secrets drop jwt --stage test/)
  await dropOnStage(on, 'main')
  await dropOnStage(on, 'jwt')
  t.notOk(aws.parameters.has(MAIN_2) || aws.parameters.has(JWT_2))
  t.throws(() => part('deliver').vault!.open(sealedBefore), 'the old secret opens nothing any more')
  await t.rejects(part('authorizer').tokens!.verify(`Bearer ${oldToken}`))
  t.equal(part('deliver').vault!.open(sealed), createVault(FIRST_MAIN).open(sealedBefore))
  await t.rejects(dropOnStage(on, 'jwt'), /There is no old secret/)
})

async function sealedSecret (id: string): Promise<string> {
  const { Items = [] } = await db.call('Scan', { TableName: db.models.endpoints.tableName, ConsistentRead: true })
  return Items.find(item => Object.values(item).some(value => value.S === id))!.secret!.S!
}

t.test('a rotation that ends at any call goes on where it stood, and no sealed value is ever lost', async t => {
  const whole = stage(t)
  await rotateOnStage(whole, 'main')
  const calls = aws.calls.filter(one => /^(Put|PUT)/.test(one)).length
  t.ok(calls >= 7, `${calls} changes`)
  for (let fails = 0; fails < calls; fails++) {
    aws.parameters.clear()
    await emptied(db, 'aliases')
    await emptied(db, 'endpoints')
    await bindMainSecret(db, createVault(FIRST_MAIN))
    aws.put(MAIN, FIRST_MAIN, { LastModifiedDate: Date.now() / 1000 - 3600 })
    const engine = createTestEngine({ db, dispatcher: createTableDispatcher() })
    const endpoint = await newEndpoint(engine, await newApplication(engine))
    const plain = createVault(FIRST_MAIN).open(await sealedSecret(endpoint.id))
    const on = stage(t)
    let left = fails
    const cut = <A extends unknown[], R>(work: (...args: A) => Promise<R>) => async (...args: A): Promise<R> => {
      if (left-- === 0) throw new Error('the network is gone')
      return await work(...args)
    }
    const broken: StageSecrets = {
      ...on, parameters: { ...on.parameters, write: cut(on.parameters.write) },
      functions: { ...on.functions, restart: cut(on.functions.restart) }
    }
    await rotateOnStage(broken, 'main').catch((error: Error) => t.equal(error.message, 'the network is gone'))
    const vault = () => createVault(valueOf(MAIN)!, valueOf(MAIN_2))
    t.equal(vault().open(await sealedSecret(endpoint.id)), plain, `after ${fails} calls the parameters open it`)
    await rotateOnStage(on, 'main').catch((error: Error) => t.match(error.message, /An earlier change has not ended/))
    t.not(valueOf(MAIN), FIRST_MAIN)
    t.equal(valueOf(MAIN_2), FIRST_MAIN)
    await dropOnStage(on, 'main')
    t.equal(createVault(valueOf(MAIN)!).open(await sealedSecret(endpoint.id)), plain, `after ${fails} calls and a second try`)
  }
})

t.test('a successor that is not in use yet is told, and can be given up', async t => {
  aws.put(JWT_2, 'a successor that nothing uses yet')
  t.match(await secrets(), {
    code: 1, out: /jwt .*a successor is not in use yet: npx posthorn secrets rotate jwt --stage test goes on, .* gives it up/
  })
  t.match(await secrets('drop', 'jwt'), { code: 0 })
  t.same([valueOf(JWT), valueOf(JWT_2)], [FIRST_JWT, undefined])
})

t.test('the old main secret does not go while something is encrypted with it', async t => {
  aws.put(MAIN_2, FIRST_MAIN)
  aws.put(MAIN, 'a second main secret, long enough')
  t.match(await secrets('drop', 'main'), { code: 1, err: /still encrypted with the old main secret.*secrets rotate main --stage test/ })
  t.equal(valueOf(MAIN_2), FIRST_MAIN)
})

t.test('check says where the secrets stand, and shows none', async t => {
  t.match(await secrets('check'), {
    code: 0, out: /^jwt {2}\/posthorn\/test\/jwt-secret: there, written 20.*\nmain \/posthorn\/test\/main-secret: there, written 20.*\n$/
  })
  aws.parameters.delete(JWT)
  aws.put(MAIN, 'a main secret of another stage')
  const wrong = await secrets('check')
  t.match(wrong, {
    code: 1, out: /jwt .*it is missing: npx posthorn secrets restore <your copy> --stage test\nmain .*not the one of the tables: .*restore/
  })
  aws.put(MAIN, FIRST_MAIN)
  aws.put(JWT, FIRST_JWT, { Type: 'String' })
  const behind = await secrets('check', '--json')
  t.match(JSON.parse(behind.out), { secrets: { jwt: { state: 'plain' }, main: { state: 'right', change: 'none' } }, behind: FUNCTIONS })
  t.match(await secrets(), {
    code: 1,
    out: /stored as plain text.*\n.*\nposthorn-test-http, posthorn-test-authorizer, posthorn-test-deliver may not have read what was written last: npx posthorn secrets restart --stage test/
  })
  for (const { out, err } of [wrong, behind]) for (const value of [FIRST_JWT, FIRST_MAIN]) t.notOk((out + err).includes(value))
})

t.test('restart starts every function that reads secrets anew; where an alias has the requests, by a new version behind it', async t => {
  aws.functions.get('posthorn-test-http')!.live = '7'
  aws.functions.get('posthorn-test-http')!.versions = 7
  const started: string[] = []
  aws.onStart = async name => { started.push(name) }
  t.match(await secrets('restart'), {
    code: 0, out: /posthorn-test-http, posthorn-test-authorizer, posthorn-test-deliver read their secrets anew/
  })
  t.same(started, FUNCTIONS)
  t.equal(aws.functions.get('posthorn-test-http')!.live, '8')
  t.match(aws.functions.get('posthorn-test-deliver')!.Description, /^Reads its secrets anew since 20/)
  started.length = 0
  t.match(await secrets('restart', 'jwt'), { code: 0 })
  t.same(started, ['posthorn-test-http', 'posthorn-test-authorizer'])
  started.length = 0
  aws.functions.delete('posthorn-test-authorizer')
  t.match(await secrets('restart', 'jwt'), { code: 0, out: /^posthorn-test-http read their secrets anew/ }, 'a stage may have no authorizer')
  t.same(started, ['posthorn-test-http'])
  aws.functions.get('posthorn-test-http')!.shifting = { 9: 0.1 }
  t.match(await secrets('restart'), { code: 1, err: /deployment of posthorn-test-http is still shifting/ })
  Object.assign(aws.functions.get('posthorn-test-http')!, { shifting: undefined, isRolledBack: true })
  t.match(await secrets('restart'), { code: 1, err: /posthorn-test-http was rolled back: its requests go to version/ })
  aws.functions.delete('posthorn-test-http')
  t.match(await secrets('restart'), { code: 1, err: /There is no function posthorn-test-http/ })
})

t.test('a copy is made once, for its owner alone, and restores what is missing or wrong', async t => {
  const file = join(t.testdir(), 'copy.json')
  t.match(await secrets('keep', file), { code: 0, out: /vault outside the account/ })
  t.equal(statSync(file).mode & 0o077, 0)
  t.same(JSON.parse(readFileSync(file, 'utf8')), { jwtSecret: FIRST_JWT, mainSecret: FIRST_MAIN })
  t.match(await secrets('keep', file), { code: 1, err: /exists already/ })
  aws.calls.length = 0
  t.match(await secrets('restore', file), { code: 0, out: /jwt {2}the stage has it already\nmain the stage has it already/ })
  t.notOk(aws.calls.some(call => /^(Put|PUT)/.test(call)), 'nothing is changed')

  aws.parameters.delete(JWT)
  aws.put(MAIN, 'what is not the main secret', { KeyId: 'the key of the stage' })
  t.match(await secrets('restore', file), { code: 0, out: /jwt {2}restored.*\nmain restored/ })
  t.match(
    [valueOf(JWT), valueOf(MAIN), valueOf(MAIN_2)], [FIRST_JWT, FIRST_MAIN, 'what is not the main secret'],
    'what was sealed meanwhile stays readable'
  )
  t.match([...aws.parameters.values()], Array(3).fill({ Type: 'SecureString', KeyId: 'the key of the stage' }))
  t.same([...aws.functions.values()].map(({ Description }) => Description.startsWith('Reads')), [true, true, true])
  t.match(await secrets('drop', 'main'), { code: 0 })

  aws.put(JWT, 'another secret for tokens')
  t.match(await secrets('restore', file), { code: 0, out: /jwt {2}left as it is: .*npx posthorn secrets restore <file> jwt --stage test/ })
  t.equal(valueOf(JWT), 'another secret for tokens')
  t.match(await secrets('restore', file, 'jwt'), { code: 0, out: /^jwt {2}restored/ })
  t.equal(valueOf(JWT), FIRST_JWT)
})

t.test('the main secret alone in a file, as the AWS CLI writes it, is a copy too', async t => {
  const file = join(t.testdir({ 'main-secret': `${FIRST_MAIN}\n` }), 'main-secret')
  aws.parameters.delete(MAIN)
  t.match(await secrets('restore', file), { code: 0, out: /^main restored/ })
  t.equal(valueOf(MAIN), FIRST_MAIN)
})

t.test('secrets of another stage, and files that are none, are refused before anything is changed', async t => {
  const folder = t.testdir({
    'other.json': JSON.stringify({ jwtSecret: 'a secret of another stage', mainSecret: 'a secret of another stage' }),
    'damaged.json': '{"jwtSecret":',
    'empty.json': '{}',
    'short.json': '{"mainSecret":"zzz-short"}',
    'words.txt': 'zzz these are words\nof a text'
  })
  aws.parameters.delete(JWT)
  aws.parameters.delete(MAIN)
  const refusals = {
    'other.json': /main secret in .*other\.json is not that of stage test.*another stage.*Nothing was changed/,
    'damaged.json': /damaged/,
    'empty.json': /has no secrets: it needs jwtSecret, mainSecret/,
    'short.json': /mainSecret .*at least 16/,
    'words.txt': /no secret in one line/,
    'none.json': /cannot be read \(ENOENT\)/
  }
  for (const [name, err] of Object.entries(refusals)) {
    const refused = await secrets('restore', join(folder, name))
    t.match(refused, { code: 1, err }, name)
    t.notMatch(refused.err, /zzz/)
  }
  t.equal(aws.parameters.size, 0)
  t.notOk(aws.calls.some(call => /^(Put|PUT|POST)/.test(call)))
  aws.put(MAIN, 'a secret of another stage')
  aws.put(JWT, FIRST_JWT)
  t.match(await secrets('rotate', 'main'), { code: 1, err: /not the one of its tables, so nothing is changed: restore it first/ })
  t.match(await secrets('keep', join(folder, 'new.json')), { code: 1, err: /would be worth nothing/ })
  t.notOk(existsSync(join(folder, 'new.json')))
})

t.test('a wrong stage, a missing parameter, refused calls and wrong words are told', async t => {
  const nowhere = posthorn(dist, ['secrets', 'check', '--stage', 'nowhere'], env)
  t.equal(await nowhere.exited, 1)
  t.match(nowhere.stderr(), /There are no tables of a stage 'nowhere' in us-east-1/)
  const missing = posthorn(dist, ['secrets', 'rotate', 'main', '--stage', 'nowhere'], env)
  t.equal(await missing.exited, 1)
  t.match(missing.stderr(), /There is no parameter \/posthorn\/nowhere\/main-secret in us-east-1: look at --stage/)
  aws.refused.add('GetParameters')
  t.match(await secrets('check'), { code: 1, err: /SSM refuses GetParameters \(AccessDeniedException.*need ssm:GetParameters/ })
  aws.refused.clear()
  aws.refused.add('PUT configuration')
  t.match(await secrets('restart'), { code: 1, err: /Lambda refuses PUT posthorn-test-http\/configuration \(AccessDeniedException/ })
  for (const [words, err] of [
    [['keep'], /Name the file/], [['restore'], /Name the file/], [['rotate'], /Say which one/], [['rotate', 'all'], /jwt, main/],
    [['check', 'main'], /one word too many/], [['drop', 'jwt', 'main'], /one word too many/],
    [['forget'], /check, rotate, drop, keep, restore, restart/]
  ] as const) t.match(await secrets(...words), { code: 2, err }, words.join(' '))
  const local = posthorn(dist, ['secrets', 'restart'], {})
  t.equal(await local.exited, 2)
  t.match(local.stderr(), /restart is for a stage in AWS: add --stage/)
})

t.test('a private key gets a private key of its kind as its successor; a public one is told how', async t => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  aws.put(JWT, privateKey.export({ type: 'pkcs8', format: 'pem' }) as string)
  const on = stage(t)
  await rotateOnStage(on, 'jwt')
  const read = await readSecrets(loadConfig(
    { POSTHORN_DYNAMODB_ENDPOINT: 'aws', POSTHORN_JWT_SECRET_PARAMETER: JWT, POSTHORN_JWT_ALGORITHM: 'EdDSA' },
    { serverless: true, secrets: ['jwtSecret'] }
  ), ['jwtSecret'])
  const old = createTokens({ ...read, jwtSecret: read.jwtSecretSecond }, Date.now)
  const both = createTokens(read, Date.now)
  for (const tokens of [old, both]) {
    t.match(await both.verify(`Bearer ${await tokens.mint({ kind: 'org', orgId: 'org_a' }, 60)}`), { orgId: 'org_a' })
  }
  await dropOnStage(on, 'jwt')
  aws.put(JWT, publicKey.export({ type: 'spki', format: 'pem' }) as string)
  await t.rejects(rotateOnStage(on, 'jwt'), /holds a public key/)
  t.notOk(aws.parameters.has(JWT_2))
})

t.test('the table is never bound by what a copy brings: an unused stage takes any', async t => {
  await emptied(db, 'aliases')
  const file = join(t.testdir(), 'copy.json')
  writeFileSync(file, JSON.stringify({ mainSecret: 'a-secret-from-elsewhere' }))
  t.match(await secrets('restore', file, 'main'), { code: 0, out: /main restored/ })
  t.equal(valueOf(MAIN), 'a-secret-from-elsewhere')
})

t.test('the commands of the runbook and of the documents do what their pages say', async t => {
  const folder = t.testdir()
  const commands = (page: string) => [...new Set([
    ...readFileSync(page, 'utf8').matchAll(/npx posthorn secrets ((?:[^`#\n]|\n(?! *\n))+?)--stage prod/g)
  ].map(([, words]) => words!.trim().replace(/\s+/g, ' ')))]
  const cure = commands('docs/runbook.md')
  t.same(cure, ['restore <your copy>'])
  const documented = commands('docs/deployment.md')
  t.same(documented, [
    'keep posthorn-prod.json', 'check', 'restore posthorn-prod.json', 'rotate jwt', 'drop jwt', 'rotate main', 'drop main', 'restart'
  ])
  const asked = async (words: string) =>
    await secrets(...words.replace(/posthorn-prod\.json|<your copy>/, join(folder, 'copy.json')).split(' '))
  t.match(await asked(documented[0]!), { code: 0 })
  for (const name of [JWT, MAIN]) {
    aws.parameters.delete(name)
    t.match(await asked(cure[0]!), { code: 0, out: /restored; functions read it anew/ })
  }
  t.same([valueOf(JWT), valueOf(MAIN)], [FIRST_JWT, FIRST_MAIN])
  for (const words of documented.filter(one => !/rotate|drop|keep/.test(one))) t.match(await asked(words), { code: 0 }, words)
})
