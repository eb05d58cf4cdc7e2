import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import {
  BatchWriteItemCommand, CreateBackupCommand, DynamoDBClient, RestoreTableFromBackupCommand, ScanCommand
} from '@aws-sdk/client-dynamodb'
import { GetObjectCommand, ListBucketsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { DeleteParameterCommand, GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { Webhook } from 'standardwebhooks'
import { Svix } from 'svix'
import t from 'tap'
import { killAll, run as startProgram } from '../helpers/cli.js'
import { fetched, startMiniStack } from '../helpers/ministack.js'
import { eventually, startReceiver } from '../helpers/receiver.js'

// `npm run test:deploy`: the whole product as it is deployed, in an emulated AWS. Other tests prove the parts that MiniStack
// does not emulate (docs/aws.md, "What is proven, and how").

t.setTimeout(1_200_000)

const run = promisify(execFile)
const WITHIN_MS = 60_000
const ORG = 'org_default'
const DEPLOY = ['deploy', '--', '--require-approval', 'never', '--outputs-file', 'outputs.json']
let failures = 2

interface Outputs { ApiUrl: string, FirstToken: string, DashboardUrl: string }

async function deployed () {
  const program = await fetched('.ci/ministack.sh')
  const node = await fetched('.ci/node.sh 24')
  if ('missing' in program) return { skip: `MiniStack cannot be had here: ${program.missing}` }
  if ('missing' in node) return { skip: `Node 24, which the functions run on, cannot be had here: ${node.missing}` }
  const receiver = await startReceiver(({ path }, response) => {
    response.writeHead(path === '/flaky' && failures-- > 0 ? 500 : 204).end()
  })
  // The receiver is on loopback, and the first retries come within seconds.
  const settings = { POSTHORN_WHITELIST_SUBNETS: '127.0.0.0/8', POSTHORN_RETRY_SCHEDULE: '1s,1s' }
  const aws = await startMiniStack({ program: program.path, nodeBin: node.path, settings })
  t.teardown(async () => {
    await aws.stop()
    await receiver.close()
  })
  const folder = await mkdtemp(join(tmpdir(), 'posthorn-deploy-'))
  t.teardown(async () => { await rm(folder, { recursive: true, force: true }) })
  const env = { ...process.env, ...aws.env, CI: 'true' }
  await installPackage(folder)
  // The address below is that of a REST API in the emulator.
  const configure = async (more: object) => await writeFile(
    join(folder, 'posthorn.config.mjs'), `export default ${JSON.stringify({ dev: { gateway: { kind: 'rest' }, tracesEvents: true, payloadDays: 30, ...more } })}\n`
  )
  await configure({})
  const posthorn = async (args: string[], settings: NodeJS.ProcessEnv = {}) =>
    await run('npx', ['--no-install', 'posthorn', ...args], {
      cwd: folder, env: { ...env, ...settings }, timeout: 240_000, maxBuffer: 2 ** 26
    })
  try {
    await posthorn(['bootstrap'])
    await posthorn(DEPLOY)
  } catch (error) {
    t.comment(aws.log().split('\n').slice(-60).join('\n'))
    throw error
  }
  const stacks = JSON.parse(await readFile(join(folder, 'outputs.json'), 'utf8')) as Record<string, Outputs>
  const outputs = stacks['posthorn-dev-service']!
  // Not by npx, which would not pass a signal on.
  const listening = (url: string, token: string, ...args: string[]) => startProgram(
    join(folder, 'node_modules/.bin/posthorn'), ['listen', ...args], { POSTHORN_URL: url, POSTHORN_TOKEN: token, HOME: folder }, folder
  )
  t.teardown(killAll)
  return { aws, folder, receiver, outputs, posthorn, listening, configure, api: localUrl(aws.url, outputs.ApiUrl) }
}

/** The files of a user without a clone: the package, and the CDK beside it. */
async function installPackage (folder: string): Promise<void> {
  const { devDependencies } = JSON.parse(await readFile('package.json', 'utf8')) as { devDependencies: Record<string, string> }
  await run('npm', ['pack', '--pack-destination', folder], { maxBuffer: 2 ** 26 })
  const tarball = (await readdir(folder)).find(name => name.endsWith('.tgz'))!
  const cdk = ['aws-cdk', 'aws-cdk-lib', 'constructs'].map(name => `${name}@${devDependencies[name]}`)
  await run('npm', ['install', '--no-audit', '--no-fund', join(folder, tarball), ...cdk], { cwd: folder, maxBuffer: 2 ** 26 })
}

// The emulator's gateway is at a path; in AWS it has its own host name.
function localUrl (url: string, apiUrl: string): string {
  const { hostname, pathname } = new URL(apiUrl)
  const [stage] = pathname.split('/').filter(Boolean)
  return `${url}/restapis/${hostname.split('.')[0]}/${stage}/_user_request_`
}

const here = await deployed()
if ('skip' in here) t.test('The stack is deployed.', { skip: here.skip }, async () => {})
else await proven(here)

async function proven (
  { aws, api, folder, receiver, outputs, posthorn, listening, configure }: Exclude<Awaited<ReturnType<typeof deployed>>, { skip: string }>
): Promise<void> {
  const options = { endpoint: aws.url, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }
  const dynamodb = new DynamoDBClient(options)
  const s3 = new S3Client({ ...options, forcePathStyle: true })
  const token = await tokenOf(outputs)
  let svix = new Svix(token, { serverUrl: api })
  for (const name of ['invoice.paid', 'order.shipped', 'report.ready', 'contact.created', 'rotated']) {
    await svix.eventType.create({ name, description: name })
  }
  const app = await svix.application.create({ name: 'Shop', uid: 'shop' })

  async function tokenOf ({ FirstToken }: Outputs): Promise<string> {
    const name = /--name (\S+)/.exec(FirstToken)![1]!
    const { Parameter } = await new SSMClient(options).send(new GetParameterCommand({ Name: name, WithDecryption: true }))
    const { stdout } = await posthorn(['token', ORG], { POSTHORN_JWT_SECRET: Parameter!.Value! })
    return stdout.trim()
  }

  const at = (path: string) => receiver.received.filter(one => one.path === path)

  t.test('A message that is sent through the gateway arrives, signed, through stream, fan-out, queue and delivery.', async t => {
    const endpoint = await svix.endpoint.create(app.id, { url: `${receiver.url}/plain`, filterTypes: ['invoice.paid'] })
    const { key } = await svix.endpoint.getSecret(app.id, endpoint.id)
    const message = await svix.message.create(app.id, { eventType: 'invoice.paid', payload: { id: 7, note: 'grüße' } })
    await eventually('the delivery', () => at('/plain').length > 0, WITHIN_MS)
    const [request] = at('/plain')
    t.same(new Webhook(key).verify(request!.body, request!.headers as Record<string, string>), { id: 7, note: 'grüße' })
    const attempts = await eventually('the attempt in the list', async () => {
      const { data } = await svix.messageAttempt.listByMsg(app.id, message.id)
      return data.length > 0 && data
    }, WITHIN_MS)
    t.match(attempts, [{ status: 0, responseStatusCode: 204, endpointId: endpoint.id }])
    const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: 'posthorn-dev-messages' }))
    const own = Items.find(({ list }) => list!.S!.startsWith('part|'))
    t.ok(own?.payload, 'payloadDays of the stage: the payload is an item of its own')
    t.ok(Math.abs(Number(own!.expiresAt!.N) - Date.now() / 1000 - 30 * 86_400) < 3600)
  })

  t.test('A delivery to an endpoint that fails twice is retried.', async t => {
    await svix.endpoint.create(app.id, { url: `${receiver.url}/flaky`, filterTypes: ['order.shipped'] })
    const message = await svix.message.create(app.id, { eventType: 'order.shipped', payload: {} })
    await eventually('the third attempt', () => at('/flaky').length >= 3, WITHIN_MS)
    await eventually(
      'all three attempts in the list', async () => (await svix.messageAttempt.listByMsg(app.id, message.id)).data.length === 3, WITHIN_MS
    )
    t.same(new Set(at('/flaky').map(({ headers }) => headers['webhook-id'])), new Set([message.id]))
  })

  t.test('A payload that is too large for an item goes through the bucket, byte for byte.', async t => {
    await svix.endpoint.create(app.id, { url: `${receiver.url}/large`, filterTypes: ['report.ready'] })
    const payload = { text: Array.from({ length: 60_000 }, (_, i) => String.fromCharCode(33 + (i * 7919) % 90)).join('') }
    const message = await svix.message.create(app.id, { eventType: 'report.ready', payload })
    await eventually('the delivery', () => at('/large').length > 0, WITHIN_MS)
    t.same(JSON.parse(at('/large')[0]!.body.toString()), payload)
    t.same((await svix.message.get(app.id, message.id)).payload, payload)
  })

  t.test('A file that is put into the bucket is imported, and its report is beside it.', async t => {
    await svix.endpoint.create(app.id, { url: `${receiver.url}/imported`, filterTypes: ['contact.created'] })
    const Bucket = await uploadBucket()
    const lines = [
      '{"eventType":"contact.created","payload":{"n":1}}', '{"eventType":"contact.created"}',
      '{"eventType":"contact.created","payload":{"n":2}}'
    ]
    await s3.send(new PutObjectCommand({ Bucket, Key: `inbox/${ORG}/shop/my contacts.ndjson.gz`, Body: gzipSync(lines.join('\n')) }))
    await eventually('both valid lines', () => at('/imported').length >= 2, WITHIN_MS)
    t.same(at('/imported').map(({ body }) => body.toString()).sort(), ['{"n":1}', '{"n":2}'])
    const report = await eventually('the report', async () => await s3.send(new GetObjectCommand(
      { Bucket, Key: `reports/${ORG}/shop/my contacts.ndjson.gz.ndjson` }
    )).then(({ Body }) => Body!.transformToString(), () => undefined), WITHIN_MS)
    const [counts, refused] = report.trim().split('\n').map(line => JSON.parse(line) as object)
    t.match(counts, { entries: 3, accepted: 2, refused: 1 })
    t.match(refused, { line: 2 })
  })

  async function uploadBucket (): Promise<string> {
    const { Buckets = [] } = await s3.send(new ListBucketsCommand({}))
    return Buckets.map(({ Name }) => Name!).find(name => name.includes('upload'))!
  }

  t.test('`posthorn listen` forwards messages of the stage to a local server, signed and in order; its next run continues there.', async t => {
    await svix.eventType.create({ name: 'local.tested', description: 'For listen.' })
    const path = '/local'
    const listen = async () => {
      const program = listening(api, token, `${receiver.url}${path}`, '--app', 'shop', '--type', 'local.tested', '--name', 'laptop', '--json')
      const secret = await eventually('listen is ready', () => {
        if (program.child.exitCode !== null) throw new Error(program.stderr())
        return /Secret: (whsec_\S+)/.exec(program.stderr())?.[1]
      }, WITHIN_MS)
      return { program, secret }
    }
    const send = async (n: number) => await svix.message.create(app.id, { eventType: 'local.tested', payload: { n } })
    const numbers = () => [...new Set(at(path).map(({ body }) => (JSON.parse(body.toString()) as { n: number }).n))]
    const { program, secret } = await listen()
    for (const n of [1, 2, 3]) await send(n)
    await eventually('three messages', () => {
      if (program.child.exitCode !== null) throw new Error(program.stderr())
      return numbers().length >= 3
    }, WITHIN_MS).catch((error: unknown) => {
      t.comment(`stderr: ${program.stderr()}\nstdout: ${program.stdout()}`)
      throw error
    })
    new Webhook(secret).verify(at(path)[0]!.body, at(path)[0]!.headers as Record<string, string>)
    program.child.kill('SIGINT')
    await program.exited
    // This machine sleeps.
    for (const n of [4, 5]) await send(n)
    const second = await listen()
    t.equal(second.secret, secret)
    await eventually('what was sent meanwhile', () => numbers().length >= 5, WITHIN_MS)
    t.same(numbers(), [1, 2, 3, 4, 5])
    second.program.child.kill('SIGINT')
    await second.program.exited
  })

  t.test('A forged token and a missing one are refused by the gateway, without calling the app.', async t => {
    const [head, body] = token.split('.')
    for (const authorization of [undefined, `Bearer ${head}.${body}.${'A'.repeat(43)}`]) {
      const answer = await fetch(`${api}/api/v1/app`, { headers: authorization ? { authorization } : {} })
      t.ok([401, 403].includes(answer.status), String(answer.status))
      t.ok(answer.headers.get('x-amzn-errortype'), "the answer is the gateway's")
      t.same(await answer.json(), { code: 'authentication_failed', detail: 'Invalid token' })
    }
    t.equal((await fetch(`${api}/api/v1/health`)).status, 204, 'public paths need no token')
  })

  /** Deletes all items of a table below the API. Returns how many there were. */
  async function empty (TableName: string, keys: string[]): Promise<number> {
    const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName }))
    for (const item of Items) {
      const Key = Object.fromEntries(keys.map(key => [key, item[key]!]))
      await dynamodb.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: [{ DeleteRequest: { Key } }] } }))
    }
    return Items.length
  }

  t.test('Items that were deleted from the tables come back from restored ones; delivered messages are not sent again.', async t => {
    const endpoint = await svix.endpoint.create(app.id, { url: `${receiver.url}/restored`, filterTypes: ['invoice.paid'] })
    const message = await svix.message.create(app.id, { eventType: 'invoice.paid', payload: { id: 8 } })
    await eventually('its delivery is on record', async () => {
      const { data } = await svix.messageAttempt.listAttemptedMessages(app.id, endpoint.id)
      return data.some(({ id, status }) => id === message.id && status === 0)
    }, WITHIN_MS)
    const keys = { endpoints: ['appId', 'id'], deliveries: ['endpointId', 'msgId'], messages: ['list', 'id'] }
    for (const [name, attributes] of Object.entries(keys)) {
      const TableName = `posthorn-dev-${name}`
      const { BackupDetails } = await dynamodb.send(new CreateBackupCommand({ TableName, BackupName: name }))
      const BackupArn = BackupDetails!.BackupArn
      await dynamodb.send(new RestoreTableFromBackupCommand({ BackupArn, TargetTableName: `${TableName}-copy` }))
      t.ok(await empty(TableName, attributes) > 0)
    }
    // MiniStack restores backups only; a restore to a moment is tested in test/cli/restore.test.ts.
    const refused = await posthorn(['restore', '--stage', 'dev', '--to', '1m']).then(() => '', ({ stderr }) => String(stderr))
    t.match(refused, /Without point-in-time recovery/, 'dev has none')
    const { stdout } = await posthorn(['restore', '--stage', 'dev', '--from', '-copy', '--tables', Object.keys(keys).join(), '--json'])
    const { tables } = JSON.parse(stdout) as { tables: Record<string, { found: number, restored: number }> }
    for (const name of Object.keys(keys)) t.ok(tables[name]!.found > 0 && tables[name]!.restored === tables[name]!.found, name)
    t.same((await svix.message.get(app.id, message.id)).payload, { id: 8 })
    const next = await svix.message.create(app.id, { eventType: 'invoice.paid', payload: { id: 9 } })
    const idsAt = (path: string) => at(path).map(({ headers }) => headers['webhook-id'])
    await eventually('the endpoint works', () => idsAt('/restored').includes(next.id), WITHIN_MS)
    t.same(idsAt('/restored').filter(id => id === message.id), [message.id])
  })

  t.test('Secrets that are lost come back from a copy; functions read them anew behind their alias.', async t => {
    const secrets = async (...args: string[]) => await posthorn(['secrets', ...args, '--stage', 'dev', '--json']).then(
      ({ stdout }) => ({ code: 0, stdout }), ({ code, stdout }: { code: number, stdout: string }) => ({ code, stdout })
    )
    t.match(await secrets('check'), { code: 0 })
    t.match(await secrets('keep', 'copy.json'), { code: 0 })
    await new SSMClient(options).send(new DeleteParameterCommand({ Name: '/posthorn/dev/jwt-secret' }))
    t.match(await secrets('check'), { code: 1, stdout: /"missing"/ })
    t.match(await secrets('restore', 'copy.json'), { code: 0, stdout: /"jwt": ?"restored"/ })
    t.match(await secrets('check'), { code: 0 })
    t.equal((await svix.application.get(app.id)).uid, 'shop', 'functions that began anew accept the same tokens')
  })

  // Each rotation waits twice, for the last invocation that knows only the old secret.
  t.test('Secrets are rotated while messages go on; old tokens work until the old secret is dropped.', async t => {
    const endpoint = await svix.endpoint.create(app.id, { url: `${receiver.url}/rotated`, filterTypes: ['rotated'] })
    const { key } = await svix.endpoint.getSecret(app.id, endpoint.id)
    const deliveredOver = async (client: Svix) => {
      const { id } = await client.message.create(app.id, { eventType: 'rotated', payload: {} })
      const request = await eventually('its delivery', () => at('/rotated').find(({ headers }) => headers['webhook-id'] === id), WITHIN_MS)
      new Webhook(key).verify(request.body, request.headers as Record<string, string>)
    }
    await posthorn(['secrets', 'rotate', 'jwt', '--stage', 'dev'])
    const fresh = new Svix(await tokenOf(outputs), { serverUrl: api })
    for (const client of [svix, fresh]) await deliveredOver(client)
    await posthorn(['secrets', 'rotate', 'main', '--stage', 'dev'])
    await deliveredOver(fresh)
    t.equal((await fresh.endpoint.getSecret(app.id, endpoint.id)).key, key, 'what was sealed with the old one is read')
    for (const which of ['jwt', 'main']) await posthorn(['secrets', 'drop', which, '--stage', 'dev'])
    await deliveredOver(fresh)
    const refused = await svix.application.get(app.id).then(() => undefined, ({ code }: { code: number }) => code)
    t.ok([401, 403].includes(refused!), `a token of the old secret: ${refused}`)
    svix = fresh
  })

  t.test('A deployed version that cannot start is taken back by `posthorn rollback`.', async t => {
    await configure({ settings: { POSTHORN_LOG_LEVEL: 'loud' } })
    await posthorn(DEPLOY)
    const health = async () => (await fetch(`${api}/api/v1/health`)).status
    await eventually('the broken version has the requests', async () => await health() >= 500, WITHIN_MS)
    const rollback = async () => JSON.parse((await posthorn(['rollback', '--stage', 'dev', '--json'])).stdout) as { steps: Array<{ name: string }> }
    const names = (await rollback()).steps.map(({ name }) => name)
    t.same(names.sort(), ['authorizer', 'deliver', 'fan-out', 'http', 'import', 'sweep'].map(name => `posthorn-dev-${name}`))
    await eventually('the version of before has them', async () => await health() === 204, WITHIN_MS)
    const before = at('/plain').length
    await svix.message.create(app.id, { eventType: 'invoice.paid', payload: { id: 10 } })
    await eventually('a message is accepted, fanned out and delivered', () => at('/plain').length > before, WITHIN_MS)
    t.same((await rollback()).steps, [], 'a second time, nothing is left to do')
    const refused = await posthorn(['secrets', 'restart', '--stage', 'dev']).then(() => '', ({ stderr }) => String(stderr))
    t.match(refused, /was rolled back/, 'no restart brings the broken version back')
  })

  t.test('Behind an HTTP API, as by default, the app checks tokens: 401 in the contract\'s form, and no authorizer is left.', async t => {
    await configure({ gateway: { kind: 'http' } })
    await posthorn(DEPLOY)
    const stacks = JSON.parse(await readFile(join(folder, 'outputs.json'), 'utf8')) as Record<string, Outputs>
    // The emulator's host name is no valid one; its gateway is at a path too, with the stage.
    const [, id] = /\/\/(\w+)\./.exec(stacks['posthorn-dev-service']!.ApiUrl)!
    const url = `${aws.url}/_aws/execute-api/${id}/$default`
    const [head, body] = token.split('.')
    for (const authorization of [undefined, `Bearer ${head}.${body}.${'A'.repeat(43)}`]) {
      const answer = await fetch(`${url}/api/v1/app`, { headers: authorization ? { authorization } : {} })
      t.equal(answer.status, 401)
      t.same(await answer.json(), { code: 'authentication_failed', detail: 'Invalid token' })
    }
    t.equal((await fetch(`${url}/api/v1/health`)).status, 204)
    const before = at('/plain').length
    const current = await tokenOf(outputs)
    const sent = await fetch(`${url}/api/v1/app/shop/msg`, {
      method: 'POST', headers: { authorization: `Bearer ${current}`, 'content-type': 'application/json' },
      body: JSON.stringify({ eventType: 'invoice.paid', payload: { id: 11 } })
    })
    t.equal(sent.status, 202)
    await eventually('the message is delivered', () => at('/plain').length > before, WITHIN_MS)
    const restarted = JSON.parse((await posthorn(['secrets', 'restart', 'jwt', '--stage', 'dev', '--json'])).stdout) as { restarted: string[] }
    t.same(restarted.restarted, ['posthorn-dev-http'])
  })

  t.test('`posthorn destroy` removes everything.', async t => {
    await posthorn(['destroy', '--', '--force'])
    const { Buckets = [] } = await s3.send(new ListBucketsCommand({}))
    t.same(Buckets.map(({ Name }) => Name).filter(name => name?.includes('posthorn')), [])
  })
}
