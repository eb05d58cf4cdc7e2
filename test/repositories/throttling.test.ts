import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { buildApp } from '../../src/app.js'
import { loadConfig } from '../../src/config.js'
import { createTableDispatcher } from '../../src/delivery/hand-off/table/dispatcher-table.js'
import { createEngine } from '../../src/hosting/create-engine.js'
import { createLog } from '../../src/lib/logger.js'
import { createTokens } from '../../src/http/tokens.js'
import { noBlobs } from '../../src/repositories/blobs.js'
import { openDatabase } from '../../src/repositories/database.js'

/** The API over a DynamoDB that gives all requests the same answer, and the number of these requests. */
async function api (t: Test, { status, type }: { status: number, type: string }) {
  let asked = 0
  const server = createServer((request, response) => {
    asked++
    request.resume().on('end', () => response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' })
      .end(JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: 'no' })))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const config = loadConfig({
    POSTHORN_DYNAMODB_ENDPOINT: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, POSTHORN_JWT_SECRET: 'a secret of this test',
    POSTHORN_MAIN_SECRET: 'another secret of it'
  })
  const db = openDatabase(config, noBlobs())
  const engine = createEngine({ config, mainSecret: config.mainSecret, db, dispatcher: createTableDispatcher(), log: createLog('silent') })
  const tokens = createTokens(config, Date.now)
  const app = await buildApp({ engine, tokens })
  t.teardown(async () => {
    await app.close()
    await db.close()
    server.closeAllConnections()
    server.close()
  })
  const authorization = `Bearer ${await tokens.mint({ kind: 'org', orgId: 'org_1' }, 3600)}`
  const send = async () => await app.inject({
    method: 'POST', url: '/api/v1/app/app_1/msg', headers: { authorization, host: 'localhost' }, payload: { eventType: 'a.b', payload: {} }
  })
  return { send, asked: () => asked }
}

t.test('Throttling by DynamoDB becomes a 503 with Retry-After, after the few tries of the client, for every request.', async t => {
  for (const type of ['ProvisionedThroughputExceededException', 'ThrottlingException', 'RequestLimitExceeded']) {
    const { send, asked } = await api(t, { status: 400, type })
    const answer = await send()
    t.match(answer, { statusCode: 503, headers: { 'retry-after': '1' } }, type)
    t.match(answer.json(), { code: 'service_unavailable' })
    t.equal(asked(), 3)
  }
})

t.test('A database that fails repeatedly gets no calls for a while. Requests are answered with 503 at once.', async t => {
  const { send, asked } = await api(t, { status: 500, type: 'InternalServerError' })
  let before = -1
  for (let n = 0; n < 30 && asked() !== before; n++) {
    before = asked()
    t.equal((await send()).statusCode, 503)
  }
  t.ok(asked() >= 30 && asked() < 40, `${asked()} calls`)
  const { statusCode, headers } = await send()
  t.match({ statusCode, headers }, { statusCode: 503, headers: { 'retry-after': '1' } })
})
