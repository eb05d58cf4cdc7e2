import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { openMemoryEngine } from '../../src/dynamodb/embedded/open-engine.js'
import type { Call } from '../../src/dynamodb/call.js'
import { buildCli, killAll, posthorn } from '../helpers/cli.js'
import { startDynamoDbServer } from '../helpers/dynamodb-server.js'
import { eventually } from '../helpers/receiver.js'
import { startS3 } from '../helpers/s3.js'
import { apiOf, startTestServer, type Api } from '../helpers/server.js'

// Files beside the database: large payloads, files to import and their reports.

const dist = join(t.testdir(), 'dist')
await buildCli(dist)
t.teardown(killAll)
const s3 = await startS3()
const ACCESS = { AWS_ENDPOINT_URL: s3.endpoint, AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'posthorn', AWS_SECRET_ACCESS_KEY: 'posthorn' }
const LARGE = Array.from({ length: 25_000 }, (_, at) => Math.sin(at).toString(36)).join('')
const FILE = `${JSON.stringify({ eventType: 'a.b', payload: { n: 1 } })}\nno JSON\n`

async function command (args: string[], env: Record<string, string>) {
  const program = posthorn(dist, args, env)
  return { code: await program.exited, out: program.stdout(), err: program.stderr() }
}

async function start (settings: Record<string, string>) {
  const server = await startTestServer(settings)
  return { ...server, call: apiOf(server.url, await server.token('org_default')) }
}

async function reportOf (call: Api, id: string) {
  return (await call('GET', `/app/acme/import/${id}/report`)).text
}

/** A data directory with a large message and an import that has ended, whose server is stopped. */
async function dataOf (t: Test) {
  const dataDir = join(t.testdir(), 'data')
  const server = await start({ POSTHORN_DATA_DIR: dataDir })
  let isClosed = false
  t.teardown(async () => { if (!isClosed) await server.close() })
  await server.call('POST', '/app', { name: 'Acme', uid: 'acme' })
  await server.call('POST', '/app/acme/msg', { eventType: 'a.b', payload: { LARGE }, eventId: 'large' })
  const { body: { id, uploadUrl } } = await server.call('POST', '/app/acme/import')
  t.ok((await fetch(uploadUrl, { method: 'PUT', body: FILE })).ok)
  await eventually('the end of the import', async () => (await server.call('GET', `/app/acme/import/${id}`)).body.status === 'finished')
  const report = await reportOf(server.call, id)
  t.match(report, /"line":2/)
  isClosed = true
  await server.close()
  const { jwtSecret, mainSecret } = JSON.parse(readFileSync(join(dataDir, 'secrets.json'), 'utf8'))
  return { dataDir, id: String(id), report, secrets: { POSTHORN_JWT_SECRET: jwtSecret, POSTHORN_MAIN_SECRET: mainSecret } }
}

for (const where of ['the table', 'buckets']) {
  t.test(`Large payloads and files move into ${where}; a second move succeeds too.`, async t => {
    const { dataDir, id, report, secrets } = await dataOf(t)
    const dynamodb = await startDynamoDbServer()
    t.teardown(dynamodb.close)
    const buckets: Record<string, string> = where === 'buckets'
      ? { POSTHORN_BLOB_BUCKET: await s3.bucket('blobs'), POSTHORN_UPLOAD_BUCKET: await s3.bucket('uploads') }
      : {}
    for (const time of ['first', 'second']) {
      const made = await command(['move', '--to', dynamodb.endpoint, '--json'], { ...ACCESS, ...buckets, POSTHORN_DATA_DIR: dataDir })
      t.equal(made.code, 0, `${time}: ${made.err}`)
      const { payloads, missing, files } = JSON.parse(made.out)
      t.strictSame({ payloads, missing }, { payloads: 1, missing: 0 })
      t.ok(files > 0, 'files')
    }
    const moved = await start({ ...ACCESS, ...secrets, ...buckets, POSTHORN_DYNAMODB_ENDPOINT: dynamodb.endpoint })
    t.teardown(moved.close)
    t.equal((await moved.call('GET', '/app/acme/msg/large')).body.payload.LARGE, LARGE)
    t.equal(await reportOf(moved.call, id), report)
  })
}

t.test('Tables of functions are refused.', async t => {
  const { dataDir } = await dataOf(t)
  const engine = openMemoryEngine()
  const call = (async (operation: string, input: object) => {
    const answer = await (engine.call as (operation: string, input: object) => Promise<{ Table?: object }>)(operation, input)
    return operation === 'DescribeTable' ? { Table: { ...answer.Table, StreamSpecification: { StreamEnabled: true } } } : answer
  }) as Call
  const dynamodb = await startDynamoDbServer({ ...engine, call })
  t.teardown(dynamodb.close)
  const refused = await command(['move', '--to', dynamodb.endpoint], { POSTHORN_DATA_DIR: dataDir })
  t.match(refused, { code: 1, err: /belongs to functions in AWS/ })
})
