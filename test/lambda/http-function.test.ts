import { createServer, type AddressInfo } from 'node:net'
import { readFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { join } from 'node:path'
import { brotliDecompressSync, gzipSync } from 'node:zlib'
import t, { type Test } from 'tap'
import { bundle } from '../../infra/bundle.js'
import { startDynamoDbServer } from '../helpers/dynamodb-server.js'
import { lambdaRuntimeMissing, startLambda, type Lambda } from '../helpers/lambda-runtime.js'
import { eventually, startReceiver } from '../helpers/receiver.js'
import { startTestServer, type TestServer } from '../helpers/server.js'
import { comparable, overSocket, throughLambda, type Ask } from '../helpers/lambda-answers.js'
import { shapes, type Shape } from '../helpers/lambda-events.js'
import { askAll, type Tokens } from '../helpers/lambda-requests.js'
import { noise } from '../helpers/chance.js'

const skip = lambdaRuntimeMissing()
const folder = t.testdir()
const { http: metafile } = await bundle(folder, ['http'])
const outputs = new Map(Object.entries(metafile!.outputs))
const [entry] = [...outputs].find(([, { entryPoint }]) => entryPoint === 'src/lambda/http-function.ts')!

const inputsOf = (paths: string[]) => paths.flatMap(path => Object.keys(outputs.get(path)!.inputs))
const importsOf = (paths: string[]) =>
  paths.flatMap(path => outputs.get(path)!.imports.filter(({ external }) => external).map(({ path }) => path))
const kb = (bytes: number[]) => `${Math.round(bytes.reduce((sum, one) => sum + one, 0) / 1024)} KB`

const SECRETS = { POSTHORN_JWT_SECRET: noise(32).toString('hex'), POSTHORN_MAIN_SECRET: noise(32).toString('hex') }
let organizations = 0
const [v1, , , v2] = shapes as [Shape, Shape, Shape, Shape]

async function lambda (t: Test, env: Record<string, string>): Promise<Lambda> {
  const running = await startLambda({
    bundle: join(folder, 'http', 'index.mjs'), handler: 'handler', env: { POSTHORN_LOG_LEVEL: 'silent', ...env }, timeoutMs: 30_000
  })
  t.teardown(running.stop)
  return running
}

async function database (t: Test): Promise<Record<string, string>> {
  const embedded = await startDynamoDbServer()
  t.teardown(embedded.close)
  return { ...SECRETS, POSTHORN_DYNAMODB_ENDPOINT: embedded.endpoint, POSTHORN_WHITELIST_SUBNETS: '127.0.0.0/8' }
}

t.test('Behind API Gateway the app answers as it does over a socket.', { skip }, async t => {
  const env = await database(t)
  const server = await startTestServer(env)
  t.teardown(server.close)
  const receiver = await startReceiver((_received, response) => { response.writeHead(200).end('thank "you"\n') })
  t.teardown(receiver.close)
  const running = await lambda(t, env)

  const expected = await everything(overSocket(server.url), await seeded(server, receiver.url))
  for (const { title, expected: wanted, status } of expected) t.equal(status, wanted, title)
  for (const shape of shapes) {
    await t.test(shape.name, async t => {
      const got = await everything(throughLambda(running, shape), await seeded(server, receiver.url))
      t.equal(got.length, expected.length)
      for (const [at, one] of got.entries()) t.strictSame(one, expected[at], one.title)
    })
  }

  await t.test('A page that would be too large for Lambda ends early, in both directions.', async t => {
    const orgId = 'org_large_pages'
    const authorization = `Bearer ${await server.token(orgId)}`
    const api = await server.api(await server.token(orgId))
    await api('POST', '/app', { name: 'large', uid: 'large' })
    for (let n = 0; n < 6; n++) {
      await api('POST', '/app/large/msg', { eventType: 'large', eventId: `n${n}`, payload: { text: '"\\'.repeat(180_000) } })
    }
    const newestFirst = ['n5', 'n4', 'n3', 'n2', 'n1', 'n0']
    for (const ask of [overSocket(server.url), throughLambda(running, v1), throughLambda(running, v2)]) {
      const all = await walk(ask, { authorization }, ({ iterator }) => iterator)
      t.equal(all.pages, 2, 'three of 1.4 MB fit, four do not')
      t.strictSame(all.eventIds, newestFirst)
      const [oldest] = (await api('GET', '/app/large/msg?with_content=false')).body.data.slice(-1)
      const back = await walk(ask, { authorization }, ({ prevIterator }) => prevIterator, `-${oldest.id}`)
      t.equal(back.pages, 2)
      t.strictSame([...back.eventIds].sort().reverse(), newestFirst.slice(0, -1))
    }
  })

  await t.test('A payload that is too large for an item is refused if there is no blob store, before anything is stored.', async t => {
    const orgId = 'org_blobs'
    const headers = { authorization: `Bearer ${await server.token(orgId)}`, 'content-type': 'application/json' }
    await (await server.api(await server.token(orgId)))('POST', '/app', { name: 'blobs', uid: 'blobs' })
    const send = async (bytes: number) => await throughLambda(running, v2)({
      method: 'POST', target: '/api/v1/app/blobs/msg', headers,
      body: JSON.stringify({ eventType: 'a', payload: { random: noise(bytes).toString('base64') } })
    })
    t.equal((await send(250_000)).status, 202)
    const refused = await send(600_000)
    t.equal(refused.status, 413)
    t.match(JSON.parse(refused.body.toString()), { code: 'payload_too_large', detail: /blob store/ })
    const { body } = await throughLambda(running, v2)({ method: 'GET', target: '/api/v1/app/blobs/msg', headers })
    t.equal(JSON.parse(body.toString()).data.length, 1)
  })
})

t.test('An event that is not a request is an error that says so. The function stays alive.', { skip }, async t => {
  const { invoke } = await lambda(t, { ...SECRETS, POSTHORN_DYNAMODB_ENDPOINT: 'http://127.0.0.1:1' })
  const proxied = v1.event({ method: 'GET', target: '/api/v1/health' }) as Record<string, unknown>
  const foreign: Array<[what: RegExp, event: unknown]> = [
    [/one is from aws:sqs/, { Records: [{ messageId: '1', body: 'secret-body', eventSource: 'aws:sqs', awsRegion: 'eu-west-1' }] }],
    [/one is from aws:sns/, { Records: [{ EventSource: 'aws:sns', Sns: { Message: 'secret-body' } }] }],
    [/one is from aws\.events/, { version: '0', source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} }],
    [/one is from aws:elb/, { ...proxied, requestContext: { elb: { targetGroupArn: 'arn' } } }],
    [/unknown kind/, { ...proxied, type: 'REQUEST', methodArn: 'arn' }],
    [/unknown kind/, { ...proxied, path: undefined }],
    [/unknown kind/, { ...proxied, httpMethod: undefined }],
    [/unknown kind/, { version: '2.0', rawPath: '/', requestContext: {} }],
    [/unknown kind/, {}],
    [/unknown kind/, []],
    [/unknown kind/, 'text'],
    [/one is null/, null]
  ]
  for (const [message, event] of foreign) {
    const error = await invoke(event).then(() => undefined, (error: Error) => error)
    t.match(error, { name: 'TypeError', message }, JSON.stringify(event)?.slice(0, 60))
    t.match(error?.message, /answers API Gateway proxy events/)
    t.notMatch(error?.message, /secret/)
  }
  t.match(await invoke(proxied), { statusCode: 204, body: '' })
  const bare = { httpMethod: 'GET', path: '/api/v1/health', headers: null, multiValueHeaders: null, body: null, requestContext: {} }
  t.match(await invoke(bare), { statusCode: 204 }, 'as the test button of the console sends it')
})

t.test('Missing or wrong settings are named when the function starts, without their values.', { skip }, async t => {
  const nothing = await lambda(t, {})
  await t.rejects(nothing.invoke({}), {
    name: 'ConfigError',
    message: /POSTHORN_JWT_SECRET is not set[^]*POSTHORN_MAIN_SECRET is not set[^]*POSTHORN_DYNAMODB_ENDPOINT must be aws or the URL/
  })
  const wrong = await lambda(t, {
    ...SECRETS, POSTHORN_DYNAMODB_ENDPOINT: 'aws', POSTHORN_RETRY_SCHEDULE: 'hidden-value', POSTHORN_JWT_ALGORITHM: 'hidden-too'
  })
  const error = await wrong.invoke({}).then(() => undefined, (error: Error) => error)
  t.match(error, { name: 'ConfigError', message: /POSTHORN_RETRY_SCHEDULE[^]*/ })
  t.match(error?.message, /POSTHORN_JWT_ALGORITHM/)
  t.notMatch(JSON.stringify([error?.message, wrong.log()]), /hidden|undefined/)
  for (const secret of Object.values(SECRETS)) t.notMatch(wrong.log(), secret)
})

t.test('The start makes no call. A database that does not answer causes a 503.', { skip }, async t => {
  // On AWS the client has its credentials from the environment, and its address from the region or from a variable.
  const credentials = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'key', AWS_SESSION_TOKEN: 'token' }
  for (const name of ['POSTHORN_DYNAMODB_ENDPOINT', 'AWS_ENDPOINT_URL_DYNAMODB']) {
    let connections = 0
    const listener = createServer(socket => {
      connections++
      socket.destroy()
    })
    await new Promise<void>(resolve => listener.listen(0, '127.0.0.1', resolve))
    t.teardown(() => listener.close())
    const url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`
    const running = await lambda(t, { ...SECRETS, ...credentials, POSTHORN_DYNAMODB_ENDPOINT: 'aws', [name]: url })
    t.match(await running.invoke(v2.event({ method: 'GET', target: '/api/v1/health' })), { statusCode: 204 })
    t.equal(connections, 0)
    const ready = await running.invoke(v2.event({ method: 'GET', target: '/api/v1/health/ready' }))
    t.match(ready, { statusCode: 503 })
    t.ok(connections > 0, 'a call would be counted here')
  }
})

t.test('Secrets in SSM are read once, also after a read that failed.', { skip }, async t => {
  const env = await database(t)
  const names = { POSTHORN_JWT_SECRET_PARAMETER: '/posthorn/jwt', POSTHORN_MAIN_SECRET_PARAMETER: '/posthorn/main' }
  const values = new Map([['/posthorn/jwt', SECRETS.POSTHORN_JWT_SECRET], ['/posthorn/main', SECRETS.POSTHORN_MAIN_SECRET]])
  const asked: string[][] = []
  let isThere = false
  const ssm = createHttpServer((request, response) => {
    let body = ''
    request.on('data', chunk => { body += chunk })
    request.on('end', () => {
      const { Names, WithDecryption } = JSON.parse(body) as { Names: string[], WithDecryption: boolean }
      t.ok(WithDecryption)
      asked.push(Names)
      const found = isThere ? Names : Names.slice(1)
      response.setHeader('content-type', 'application/x-amz-json-1.1')
      response.end(JSON.stringify({ Parameters: found.map(Name => ({ Name, Value: values.get(Name), Type: 'SecureString' })) }))
    })
  })
  await new Promise<void>(resolve => ssm.listen(0, '127.0.0.1', resolve))
  t.teardown(() => { ssm.closeAllConnections(); ssm.close() })
  const server = await startTestServer(env)
  t.teardown(server.close)

  const { POSTHORN_JWT_SECRET: _jwt, POSTHORN_MAIN_SECRET: _main, ...rest } = env
  const credentials = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'key', AWS_SESSION_TOKEN: 'token' }
  const running = await lambda(t, {
    ...rest, ...names, ...credentials, AWS_ENDPOINT_URL_SSM: `http://127.0.0.1:${(ssm.address() as AddressInfo).port}`
  })
  const headers = { authorization: `Bearer ${await server.token('org_ssm')}`, 'content-type': 'application/json' }
  const ask = async () => await running.invoke(v1.event({ method: 'GET', target: '/api/v1/app', headers }))
  // The read begins with the function. It may have failed before the request, which then reads again.
  await t.rejects(ask(), { message: /SSM has no value for \/posthorn\/jwt/ })
  isThere = true
  t.ok(asked.length <= 2, `${asked.length} reads for one request`)
  const before = asked.length
  t.match(await ask(), { statusCode: 200 })
  const body = JSON.stringify({ name: 'a', uid: 'a' })
  t.match(await running.invoke(v1.event({ method: 'POST', target: '/api/v1/app', headers, body })), { statusCode: 201 })
  const endpoint = await running.invoke(v1.event({
    method: 'POST', target: '/api/v1/app/a/endpoint', headers, body: '{"url":"https://example.com/","uid":"e"}'
  }))
  t.match(endpoint, { statusCode: 201 }, 'values are sealed with the main secret')
  const shown = await (await server.api(await server.token('org_ssm')))('GET', '/app/a/endpoint/e/secret')
  t.match(shown.body.key, /^whsec_/, 'the other host opens the sealed value')
  t.equal(asked.length, before + 1, 'a value that was read is not read again')
  for (const secret of Object.values(SECRETS)) t.notMatch(running.log(), secret)
})

t.test('A Node server on the same tables delivers a message that a Lambda function accepted.', { skip }, async t => {
  const env = await database(t)
  const receiver = await startReceiver()
  t.teardown(receiver.close)
  const first = await startTestServer(env)
  const token = await first.token('org_handed_over')
  const api = await first.api(token)
  await api('POST', '/app', { name: 'app', uid: 'app' })
  await api('POST', '/app/app/endpoint', { url: receiver.url, uid: 'ep' })
  await first.close()

  const running = await lambda(t, env)
  const ask = throughLambda(running, v1)
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const accepted = await ask({
    method: 'POST', target: '/api/v1/app/app/msg', headers, body: '{"eventType":"a","eventId":"evt","payload":{ "kept" : 1.0 }}'
  })
  t.equal(accepted.status, 202)
  t.equal(receiver.received.length, 0, 'the function delivers nothing itself')

  const second = await startTestServer(env)
  t.teardown(second.close)
  await eventually('the delivery', () => receiver.received.length > 0)
  t.equal(receiver.received[0]!.body.toString(), '{ "kept" : 1.0 }')
  const read = async (target: string) => JSON.parse((await ask({ method: 'GET', target, headers })).body.toString())
  await eventually('the attempt in the list', async () => (await read('/api/v1/app/app/attempt/msg/evt')).data.length === 1)

  const resent = await ask({ method: 'POST', target: '/api/v1/app/app/msg/evt/endpoint/ep/resend', headers })
  t.equal(resent.status, 202)
  const third = await startTestServer(env)
  t.teardown(third.close)
  await eventually('the resent delivery', () => receiver.received.length === 2)
})

t.test('Threads of the bundle check payloads and read documents, also after a thread ended.', { skip }, async t => {
  const env = await database(t)
  const server = await startTestServer(env)
  t.teardown(server.close)
  const running = await lambda(t, env)
  for (const shape of [v1, v2]) {
    const headers = {
      authorization: `Bearer ${await server.token(`org_threads_${shape === v1 ? 1 : 2}`)}`, 'content-type': 'application/json'
    }
    const ask = async (method: string, path: string, body: object) =>
      await throughLambda(running, shape)({ method, target: `/api/v1${path}`, headers, body: JSON.stringify(body) })
    const define = async (name: string, schema: object) =>
      await ask('PUT', `/event-type/${name}`, { description: '', validatePayload: true, schemas: { 1: schema } })
    const send = async (eventType: string, payload: object) => (await ask('POST', '/app/a/msg', { eventType, payload })).status
    t.equal((await ask('POST', '/app', { name: 'a', uid: 'a' })).status, 201)
    t.equal((await define('checked', { required: ['id'] })).status, 201)
    t.equal((await define('evil', { properties: { x: { pattern: '^(a+)+$' } } })).status, 201)
    for (let n = 0; n < 2; n++) {
      t.equal(await send('checked', { id: 1 }), 202)
      t.equal(await send('checked', {}), 422)
      t.equal(await send('evil', { x: `${'a'.repeat(40)}!` }), 422)
    }
    const specRaw = 'openapi: 3.1.0\ninfo: { title: t, version: "1" }\nwebhooks: { a.b: { post: {} } }\n'
    const imported = await ask('POST', '/event-type/import/openapi', { specRaw })
    t.match([imported.status, JSON.parse(imported.body.toString())], [200, { data: { modified: ['a.b'] } }])
  }
})

interface LambdaAnswer { statusCode: number, headers: Record<string, string>, body: string, isBase64Encoded: boolean }

t.test('Portal and console are served from beside the bundle, compressed, behind both kinds of API.', { skip }, async t => {
  const running = await lambda(t, await database(t))
  for (const shape of [v1, v2]) {
    const get = async (target: string, headers: Record<string, string>) => {
      const answer = await running.invoke(shape.event({ method: 'GET', target, headers })) as LambdaAnswer
      return {
        status: answer.statusCode, headers: answer.headers, body: Buffer.from(answer.body, answer.isBase64Encoded ? 'base64' : 'utf8')
      }
    }
    const page = await get('/portal/login', {})
    t.match([page.status, page.headers['content-security-policy']], [200, /^default-src 'none'/])
    t.match((await get('/console', {})).headers['content-security-policy'], /frame-ancestors 'none'/)
    const [script = ''] = /portal-\w+\.js/.exec(page.body.toString()) ?? []
    const plain = await get(`/portal/${script}`, {})
    const packed = await get(`/portal/${script}`, { 'accept-encoding': 'gzip, br' })
    t.match([plain.status, packed.status, packed.headers['content-encoding']], [200, 200, 'br'])
    t.ok(brotliDecompressSync(packed.body).equals(plain.body), 'no byte is lost on the way')
  }
})

t.test('The 413 for an answer that is too large for Lambda tells browsers not to guess its type, behind both kinds of API.', { skip }, async t => {
  const env = await database(t)
  const server = await startTestServer(env)
  t.teardown(server.close)
  const token = await server.token('org_large_export')
  const api = await server.api(token)
  for (let n = 0; n < 40; n++) {
    t.equal((await api('PUT', `/event-type/t${n}`, { description: '', schemas: { 1: { description: '"'.repeat(60_000) } } })).status, 201)
  }
  const running = await lambda(t, env)
  for (const shape of shapes) {
    const answer = await running.invoke(shape.event({
      method: 'POST', target: '/api/v1/environment/export', headers: { authorization: `Bearer ${token}` }
    }))
    t.match(answer, { statusCode: 413, headers: { 'x-content-type-options': 'nosniff' } }, shape.name)
  }
})

t.test('A cold start loads no documentation, no embedded database and no code for tests.', async t => {
  const loaded = reachable(entry, kind => kind !== 'dynamic-import')
  const everything = reachable(entry, () => true)
  const onDemand = /node_modules\/(@fastify\/swagger|yaml|glob)\/|openapi\/openapi\.json|plugins\/(docs-app|portal-files)/
  t.match(inputsOf(everything).join('\n'), onDemand, 'the code is in the bundle')
  t.strictSame(inputsOf(loaded).filter(path => onDemand.test(path)), [])
  const never = /node_modules\/(lmdb|msgpackr|tap|@tapjs|esbuild|typescript|svix|standardwebhooks)\/|^(test|infra)\/|src\/(server|dynamodb\/embedded|hosting\/first-start|cli)/
  t.strictSame(inputsOf(everything).filter(path => never.test(path)), [])
  t.strictSame(importsOf(loaded).filter(path => !/^(node:|[a-z_]+(\/[a-z]+)?$)/.test(path)), [], 'only Node\'s own modules are outside')
  for (const [what, paths] of [
    ['loaded at a cold start', loaded], ['loaded on demand', everything.filter(path => !loaded.includes(path))]
  ] as const) {
    const bytes = paths.map(path => readFileSync(path))
    t.comment(
      `${what}: ${kb(bytes.map(one => one.length))} in ${paths.length} files, ${kb(bytes.map(one => gzipSync(one).length))} gzipped`
    )
  }
})

/** An organization in which one message was delivered. */
async function seeded (server: TestServer, receiverUrl: string): Promise<Tokens> {
  const orgId = `org_lambda_${++organizations}`
  const org = await server.token(orgId)
  const api = await server.api(org)
  const { body: { id: appId } } = await api('POST', '/app', { name: 'seeded', uid: 'seeded' })
  await api('POST', '/app/seeded/endpoint', { url: `${receiverUrl}/hook`, uid: 'hook' })
  await api('POST', '/app/seeded/msg', { eventType: 'seed', eventId: 'evt-1', payload: { a: 1 } })
  await eventually('the attempt of the seeded message', async () =>
    (await api('GET', '/app/seeded/attempt/msg/evt-1')).body.data.length === 1)
  const portal = await server.tokens.mint({ kind: 'app', orgId, appId, featureFlags: [] }, 3600)
  return { org, portal, forged: `${org.slice(0, -4)}AAAA` }
}

async function everything (ask: Ask, tokens: Tokens) {
  const compare = comparable()
  return (await askAll(ask, tokens)).map(({ title, expected, answer }) =>
    ({ title: title.replace(/_[0-9A-Za-z]{27}/, ''), expected, ...compare(answer) }))
}

interface Listed { data: Array<{ eventId: string }>, iterator: string, prevIterator: string, done: boolean }

async function walk (ask: Ask, headers: Record<string, string>, next: (page: Listed) => string, start?: string) {
  const eventIds: string[] = []
  let pages = 0
  for (let iterator = start; pages < 20; pages++) {
    const { status, body } = await ask({
      method: 'GET', target: `/api/v1/app/large/msg?limit=250${iterator ? `&iterator=${iterator}` : ''}`, headers
    })
    if (status !== 200) throw new Error(`${status}: ${body.toString().slice(0, 200)}`)
    const page = JSON.parse(body.toString()) as Listed
    eventIds.push(...page.data.map(({ eventId }) => eventId))
    if (page.done) return { eventIds, pages: pages + 1 }
    iterator = next(page)
  }
  throw new Error('The list does not end.')
}

/** The files of the bundle that a file loads, beginning with itself. */
function reachable (from: string, follows: (kind: string) => boolean): string[] {
  const found = new Set([from])
  for (const path of found) {
    for (const { kind, path: target, external } of outputs.get(path)!.imports) if (!external && follows(kind)) found.add(target)
  }
  return [...found]
}
