import t from 'tap'
import { buildApp } from '../../src/app.js'
import { loadConfig } from '../../src/config.js'
import { createVault } from '../../src/lib/secret-encryption.js'
import { bindMainSecret } from '../../src/repositories/main-secrets.js'
import { lateSecrets } from '../../src/lambda/late-secrets.js'
import { createTokens } from '../../src/http/tokens.js'
import { contextOf, deployment, MAIN_SECRET, prepare } from '../helpers/functions.js'

// Functions with another main secret than the one that their database was first used with.

const JWT = 'the secret that signs the tokens of these tests'
const deployed = await deployment()
prepare(deployed.env)
await bindMainSecret(deployed.db, createVault('the secret that was there first'))

t.test('deliver fails as a whole, logs the reason, and works when the secret is right.', async t => {
  const { handler } = await import('../../src/lambda/deliver-function.js')
  const { checkSecret } = await import('../../src/lambda/check-secret.js')
  const said: string[] = []
  const log = { error: (_fields: object, msg: string) => { said.push(msg) } } as never
  await t.rejects(checkSecret(deployed.db, createVault(MAIN_SECRET), log), { name: 'WrongMainSecret' })
  t.same(said, ['secrets.main-secret-wrong'])
  const written: string[] = []
  const write = process.stdout.write.bind(process.stdout)
  t.teardown(() => { process.stdout.write = write })
  process.stdout.write = (text: string, ...rest: []) => { written.push(text); return write(text, ...rest) }
  await t.rejects(handler({ Records: [] }, contextOf()), {
    name: 'WrongMainSecret', message: /not the main secret that this database was first used with/
  })
  const told = written.flatMap(text => text.split('\n')).filter(line => line.startsWith('{')).map(line => JSON.parse(line))
  t.match(told.filter(({ stuck }) => stuck !== undefined), [
    { stuck: 1, Function: /deliver/, _aws: { CloudWatchMetrics: [{ Namespace: 'Posthorn', Metrics: [{ Name: 'stuck' }] }] } }
  ], 'the field that the alarm counts')
  process.env.POSTHORN_MAIN_SECRET = 'the secret that was there first'
  t.same(await handler({ Records: [] }, contextOf()), { batchItemFailures: [] })
  process.env.POSTHORN_MAIN_SECRET = MAIN_SECRET
})

t.test('http answers reads, and refuses every change with 503 in the shape of the contract.', async t => {
  let now = Date.now()
  const lines: unknown[] = []
  const log = {
    ...deployed.engine.log, error: (fields: object, msg: string) => { lines.push({ ...fields, msg }) }, warn: () => {}
  } as never
  const config = loadConfig({ POSTHORN_JWT_SECRET: JWT, POSTHORN_MAIN_SECRET: MAIN_SECRET, POSTHORN_DYNAMODB_ENDPOINT: 'aws' })
  const secrets = lateSecrets({ config, db: deployed.db, log, now: () => now })
  const app = await buildApp({
    engine: { ...deployed.engine, vault: secrets.vault }, tokens: secrets.tokens, before: async app => secrets.guard(app)
  })
  await secrets.arrived()
  const token = await createTokens({ ...config, jwtSecret: JWT }, Date.now).mint({ kind: 'org', orgId: 'org_a' }, 600)
  const ask = async (method: 'GET' | 'POST', url: string, payload?: object) =>
    await app.inject({ method, url, headers: { authorization: `Bearer ${token}` }, ...(payload && { payload }) })
  t.equal((await ask('GET', '/api/v1/app')).statusCode, 200)
  t.match(lines, [{ msg: 'secrets.main-secret-wrong' }])
  t.equal((await ask('GET', '/api/v1/health')).statusCode, 204)
  const refused = await ask('POST', '/api/v1/app', { name: 'an app' })
  t.equal(refused.statusCode, 503)
  t.match(refused.json(), { code: 'main_secret_wrong', detail: /main secret/ })

  now += 11_000
  await secrets.arrived()
  await ask('GET', '/api/v1/app')
  t.equal(lines.length, 2, 'a corrected secret is read soon')
})

t.test('A database that does not answer does not refuse a right secret. A new database accepts the first secret.', async t => {
  const { checkSecret } = await import('../../src/lambda/check-secret.js')
  const { openTestDatabase } = await import('../helpers/engine.js')
  const other = await openTestDatabase()
  const log = deployed.engine.log
  other.inject(() => 'fail')
  await checkSecret(other.db, createVault(MAIN_SECRET), log)
  other.inject()
  await checkSecret(other.db, createVault('any secret'), log)
  const bound = await Promise.allSettled(['one', 'two', 'three'].map(async secret => await bindMainSecret(other.db, createVault(secret))))
  t.equal(bound.filter(({ status }) => status === 'fulfilled').length, 1)
})
