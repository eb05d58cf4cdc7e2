import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import t from 'tap'
import { loadConfig } from '../../src/config.js'
import { openEmbeddedDatabase } from '../../src/hosting/embedded-database.js'
import * as deliveries from '../../src/repositories/deliveries.js'
import type { Delivery } from '../../src/repositories/deliveries.js'
import { directoryBlobs } from '../../src/repositories/blobs.js'
import { openDatabase, type Database } from '../../src/repositories/database.js'
import * as messages from '../../src/repositories/messages.js'
import { chance, runs } from '../helpers/chance.js'
import { createHost, type Host } from '../helpers/killable.js'
import { eventually, startReceiver, type Received } from '../helpers/receiver.js'
import type { Api } from '../helpers/server.js'

// A process of its own: it kills servers, for a minute.

// Each kill costs a start, 1.5 s of CPU. With a random seed there are more of them.
const KILLS = runs(10, 40)
// A slow machine kills less often.
const KILLING_MS = 100_000
const CLIENTS = 4
const MAX_MESSAGES = 250
const RETRIES = 3

interface Traffic { accepted: Map<string, string>, stop: () => Promise<void> }

/** Clients that send messages until they are stopped. They repeat requests without an answer with the same idempotency key. */
function startTraffic (api: Api, appId: string): Traffic {
  const accepted = new Map<string, string>()
  const stop = new AbortController()
  let sent = 0
  const send = async (client: number) => {
    while (!stop.signal.aborted && sent < MAX_MESSAGES) {
      const n = ++sent
      const payload = `{"n":${n},"text":"${'x'.repeat(n % 10 === 0 ? 3000 : 10)}"}`
      const eventId = n % 3 === 0 ? `"eventId":"event-${n}",` : ''
      const body = `{${eventId}"eventType":"order.paid","payload":${payload}}`
      for (;;) {
        const answer = await api('POST', `/app/${appId}/msg`, body, { 'idempotency-key': `${client}-${n}` }).catch(() => undefined)
        if (answer?.status === 202) {
          accepted.set(answer.body.id, payload)
          break
        }
        if (answer && answer.status < 500) throw new Error(`${answer.status} ${answer.text}`)
        await wait(20)
      }
      await wait(chance.next() * 20)
    }
  }
  const clients = Array.from({ length: CLIENTS }, async (_, client) => await send(client))
  return {
    accepted,
    async stop () {
      stop.abort()
      await Promise.all(clients)
    }
  }
}

async function atWork (host: Host, { accepted }: Traffic): Promise<void> {
  await eventually('the server is up', host.isUp)
  const target = accepted.size + Math.floor(chance.next() * 12)
  const deadline = Date.now() + 1500
  while (accepted.size < target && Date.now() < deadline) await wait(2)
  await wait(chance.next() * 40)
}

async function everyMessage (db: Database, appId: string) {
  const found: messages.Message[] = []
  let iterator: string | undefined
  for (;;) {
    const page = await messages.list(db, { id: appId }, { limit: 250, iterator }, { now: Date.now(), withPayload: true })
    found.push(...page.data)
    if (page.done) return found
    iterator = page.iterator!
  }
}

const isSettled = ({ status, nextAttempt }: { status: number, nextAttempt: string | null }) => status === 0 || nextAttempt === null

/** Answers by path. `seen` counts the requests for each message there. */
async function startEndpoints () {
  const seen = new Map<string, Received[]>()
  const receiver = await startReceiver((request, response) => {
    const key = `${request.path} ${request.headers['webhook-id']}`
    seen.set(key, [...seen.get(key) ?? [], request])
    const status = request.path === '/dead' || (request.path === '/flaky' && seen.get(key)!.length === 1) ? 500 : 204
    setTimeout(() => response.writeHead(status).end(), request.path === '/slow' ? 150 : 0)
  })
  return { receiver, seen, paths: ['/healthy', '/flaky', '/slow', '/dead'] }
}

interface Told { path: string, payload: string, requests: Received[], attempts: Array<{ status: number }>, delivery: Delivery | undefined }

/** The errors of one delivery, by the requests at the endpoint, the lists of the API and the table. */
function faultsOf ({ path, payload, requests, attempts, delivery }: Told): string[] {
  const isDead = path === '/dead'
  const faults = {
    'never arrived': requests.length === 0,
    'arrived changed': requests.some(({ body }) => body.toString() !== payload),
    [`is ${delivery?.state}`]: delivery?.state !== (isDead ? 'exhausted' : 'succeeded'),
    'is not settled': delivery?.lease !== null || delivery.dueAt !== null,
    'has more attempts recorded than made': attempts.length > requests.length,
    'has attempts that are not recorded': isDead ? attempts.length < RETRIES + 1 : !attempts.some(({ status }) => status === 0)
  }
  return Object.entries(faults).flatMap(([fault, isThere]) => isThere ? [fault] : [])
}

t.test('A server that is killed repeatedly loses no message that was answered with 202.', async t => {
  const directory = t.testdir({ data: {} })
  const host = await createHost(directory, {
    POSTHORN_RETRY_SCHEDULE: '100ms,300ms,500ms',
    POSTHORN_REQUEST_TIMEOUT: '2s',
    POSTHORN_CIRCUIT_BREAKER: 'false'
  })
  t.teardown(async () => await host.kill('SIGKILL'))
  const { receiver, seen, paths } = await startEndpoints()
  t.teardown(receiver.close)

  host.start()
  await eventually('the server is up', host.isUp)
  const api = await host.api('org_kill')
  const { body: { id: appId } } = await api('POST', '/app', { name: 'killed' })
  const endpointIds = new Map<string, string>()
  for (const path of paths) endpointIds.set(path, (await api('POST', `/app/${appId}/endpoint`, { url: receiver.url + path })).body.id)

  const traffic = startTraffic(api, appId)
  const began = Date.now()
  let kills = 0
  for (; kills < KILLS && Date.now() - began < KILLING_MS; kills++) {
    // Most are killed at work, after zero or more messages, some while they are still starting.
    if (kills % 5 === 4) await wait(chance.next() * 500)
    else await atWork(host, traffic)
    await host.kill('SIGKILL')
    host.start()
  }
  await eventually('the server is up', host.isUp)
  await traffic.stop()
  const { accepted } = traffic
  t.comment(`${kills} kills, ${accepted.size} messages, ${receiver.received.length} requests`)

  const unsettled = new Set(accepted.keys())
  await eventually('every delivery is settled', async () => {
    for (const id of unsettled) {
      const { body } = await api('GET', `/app/${appId}/msg/${id}/endpoint`)
      if (body.data.length === paths.length && body.data.every(isSettled)) unsettled.delete(id)
    }
    return unsettled.size === 0
  }).catch((error: unknown) => t.fail(String(error)))

  const listed = new Map<string, Array<{ endpointId: string, status: number }>>()
  for (const id of accepted.keys()) {
    const { body } = await api('GET', `/app/${appId}/attempt/msg/${id}?limit=250`)
    listed.set(id, body.data)
  }
  await host.kill('SIGTERM')

  const config = loadConfig({ POSTHORN_DATA_DIR: host.dataDir })
  const db = openDatabase(config, directoryBlobs(join(host.dataDir, 'blobs')), await openEmbeddedDatabase(config))
  t.teardown(db.close)

  const stored = await everyMessage(db, appId)
  t.same(
    new Map(stored.map(({ id, payload }) => [id, payload!.toString()])), accepted, 'exactly the accepted messages are stored, once each'
  )
  t.equal(stored.length, accepted.size)

  const wrong: string[] = []
  for (const [msgId, payload] of accepted) {
    for (const path of paths) {
      const endpointId = endpointIds.get(path)!
      const told = {
        path,
        payload,
        requests: seen.get(`${path} ${msgId}`) ?? [],
        attempts: listed.get(msgId)!.filter(attempt => attempt.endpointId === endpointId),
        delivery: await deliveries.read(db, { endpointId, msgId })
      }
      wrong.push(...faultsOf(told).map(fault => `${msgId} at ${path}: ${fault}`))
    }
  }
  t.same(wrong, [])
  if (wrong.length > 0) t.comment(host.log.join(''))

  const span = { from: 0, until: Number.MAX_SAFE_INTEGER, limit: 10_000 }
  t.same((await deliveries.due(db, span)).keys, [], 'no delivery is left due')
  t.same((await messages.due(db, span)).keys, [], 'no fan-out is left due')
})
