import t, { type Test } from 'tap'
import { accept } from '../../src/delivery/accept/accept.js'
import { waitingOf } from '../../src/delivery/endpoint-health/waits-for.js'
import * as lists from '../../src/repositories/delivery-lists.js'
import * as endpoints from '../../src/repositories/endpoints.js'
import { driven, FAILURES, pass, send, START, type Driven } from '../helpers/driven.js'
import { newMessage, proxyDown } from '../helpers/engine.js'
import { eventually, startReceiver } from '../helpers/receiver.js'
import { startTestServer } from '../helpers/server.js'

const HOUR_MS = 3_600_000

/** The reason for which each unfinished delivery waits, and its next attempt, oldest message first. */
async function undelivered ({ db, clock, endpoint: { appId, id } }: Driven) {
  const now = clock.now()
  const endpoint = await endpoints.read(db, appId, id)
  const { data } = await lists.ofEndpoint(db, { id, appId }, { limit: 250, state: 'undelivered' }, now)
  return data.reverse().map(delivery => ({ delivery, ...waitingOf(delivery, endpoint, now) }))
}

const reasonsOf = (found: Awaited<ReturnType<typeof undelivered>>) => [...new Set(found.map(({ waitsFor }) => waitsFor))]

/** Checks for several seconds that each waiting delivery has a next attempt in the future. */
async function liesAhead (t: Test, rig: Driven, seconds: number): Promise<Set<string | undefined>> {
  const seen = new Set<string | undefined>()
  const late: unknown[] = []
  for (let second = 0; second < seconds; second++) {
    await pass(1000, rig)
    for (const { delivery, waitsFor, nextAt } of await undelivered(rig)) {
      if (delivery.state === 'pending' && !(nextAt! > rig.clock.now())) late.push({ second, waitsFor, nextAt })
      seen.add(waitsFor)
    }
  }
  t.strictSame(late, [])
  return seen
}

t.test('A delivery behind an open circuit shows the circuit and a time in the future.', async t => {
  const rig = await driven({ answer: () => ({ statusCode: 503 }) })
  await send(rig, FAILURES)
  await send(rig, 30)
  const found = await undelivered(rig)
  t.equal(found.length, FAILURES + 30)
  t.strictSame(reasonsOf(found), ['retry', 'circuit'])
  t.match(found[0]!.delivery, { attempts: 1, last: { code: 503, status: 2 } })
  const seen = await liesAhead(t, rig, 120)
  t.strictSame([...seen].sort(), ['circuit', 'retry', 'turn'].filter(one => seen.has(one)))
  t.ok(seen.has('circuit'))
})

t.test("A rate limit, a Retry-After and the server's own proxy are different reasons.", async t => {
  const limited = await driven({ change: { throttleRate: 1 } })
  await send(limited, 8)
  t.ok(reasonsOf(await undelivered(limited)).every(reason => reason === 'rate'))
  t.ok((await undelivered(limited)).length >= 5)
  await liesAhead(t, limited, 4)

  const resting = await driven({
    answer: () => ({ statusCode: 429, retryAfter: '600' }), env: { POSTHORN_CIRCUIT_BREAKER: 'false', POSTHORN_RETRY_SCHEDULE: '10m' }
  })
  await send(resting, 1)
  await send(resting, 2)
  t.strictSame(reasonsOf(await undelivered(resting)), ['retry', 'retry-after'])

  const cut = await driven({ answer: () => proxyDown() })
  await send(cut, 2)
  const [first] = await undelivered(cut)
  t.match(first, { waitsFor: 'proxy', delivery: { attempts: 0, last: null, heldFor: 'proxy' } })
  await liesAhead(t, cut, 5)
})

t.test('Scheduled deliveries, and deliveries to disabled or deleted endpoints, show this reason.', async t => {
  const rig = await driven({ answer: () => ({ statusCode: 0, failure: 'dns' }), env: { POSTHORN_CIRCUIT_BREAKER: 'false' } })
  await accept(rig.engine, rig.application, newMessage({ deliverAt: START + HOUR_MS }))
  await send(rig, 1)
  const [later, failed] = await undelivered(rig)
  t.match(later, { waitsFor: 'scheduled', nextAt: START + HOUR_MS })
  t.match(failed, { waitsFor: 'retry', delivery: { last: { failure: 'dns', code: 0 } } })
  await endpoints.update(rig.db, rig.endpoint, () => ({ disabled: true }), rig.clock.now())
  t.strictSame(reasonsOf(await undelivered(rig)), ['disabled'])
  await pass(6000, rig)
  t.match((await undelivered(rig))[1], { waitsFor: undefined, delivery: { state: 'canceled', reason: 'endpoint disabled' } })
  await endpoints.remove(rig.db, rig.endpoint, rig.clock.now())
  t.strictSame((await undelivered(rig))[0]!.waitsFor, 'deleted')
})

t.test('A reason disappears with its cause.', async t => {
  let isDown = true
  const rig = await driven({ answer: () => isDown ? proxyDown() : { statusCode: 500 }, env: { POSTHORN_CIRCUIT_BREAKER: 'false' } })
  await send(rig, 1)
  isDown = false
  await pass(61_000, rig)
  const [one] = await undelivered(rig)
  t.match(one, { waitsFor: 'retry', delivery: { heldUntil: null } })
  t.notOk('heldFor' in one!.delivery)
})

t.test('One call lists undelivered messages of an application or of one endpoint; stats count them; canceled ones are filtered.', async t => {
  const server = await startTestServer({ POSTHORN_RETRY_SCHEDULE: '1h', POSTHORN_CIRCUIT_FAILURES: '3' })
  const receiver = await startReceiver(({ path }, response) => {
    response.writeHead(path === '/good' ? 200 : path === '/gone' ? 410 : 500).end()
  })
  t.teardown(async () => { await Promise.all([server.close(), receiver.close()]) })
  const api = await server.api()
  const { body: { id: appId } } = await api('POST', '/app', { name: 'a' })
  const base = `/app/${appId}`
  const endpoint = async (path: string, fields = {}) =>
    (await api('POST', `${base}/endpoint`, { url: receiver.url + path, ...fields })).body.id as string
  const [good, bad, gone, once] = [
    await endpoint('/good'), await endpoint('/bad'), await endpoint('/gone'), await endpoint('/bad', { retrySchedule: [] })
  ]
  const list = async (query: string) =>
    (await api('GET', `${base}/delivery?limit=250&${query}`)).body.data as Array<Record<string, string | null>>
  const ids: string[] = []
  const post = async () => ids.push((await api('POST', `${base}/msg`, { eventType: 'a', payload: { n: ids.length } })).body.id)
  for (let n = 0; n < 8; n++) await post()
  // How many attempts are on their way when a circuit opens depends on the machine.
  await eventually('the open circuits', async () => {
    const behind = (await list('state=undelivered')).filter(({ waitsFor }) => waitsFor === 'circuit').map(({ endpointId }) => endpointId)
    return (behind.includes(bad) && behind.includes(once)) || !await post()
  })
  await eventually('the other deliveries', async () => (await list(`state=succeeded&endpoint_id=${good}`)).length === ids.length &&
    (await list(`endpoint_id=${gone}&state=canceled`)).length > 0)
  await eventually('no running attempt', async () => (await list('state=undelivered')).every(({ waitsFor }) => waitsFor !== 'attempt' &&
    waitsFor !== 'turn'))

  const found = await list('state=undelivered')
  t.strictSame(new Set(found.map(({ endpointId }) => endpointId)), new Set([bad, gone, once]))
  const all = await list('')
  t.strictSame(found, all.filter(({ state }) => state !== 'succeeded'))
  const ofBad = await list(`state=undelivered&endpoint_id=${bad}`)
  t.strictSame(ofBad.map(({ msgId }) => msgId), [...ids].reverse())
  const now = Date.now()
  for (const one of found.filter(({ state }) => state === 'pending')) {
    t.ok(Date.parse(one.nextAttempt!) > now, `${one.waitsFor} ${one.nextAttempt}`)
  }
  t.match(ofBad.at(-1), {
    state: 'pending', waitsFor: 'retry', attempts: 1, manualAttempts: 0,
    lastAttempt: { status: 2, responseStatusCode: 500, failure: null, triggerType: 0 }
  })
  const { body: attempted } = await api('GET', `${base}/endpoint/${bad}/msg`)
  for (const one of attempted.data) t.ok(Date.parse(one.nextAttempt) > now)

  for (const id of [bad, gone, once]) {
    const { body: { undelivered: counted } } = await api('GET', `${base}/endpoint/${id}/stats`)
    const of = (state: string) => all.filter(one => one.endpointId === id && one.state === state).length
    t.strictSame(counted, { pending: of('pending'), exhausted: of('exhausted'), canceled: of('canceled') })
  }
  t.strictSame((await api('GET', `${base}/endpoint/${good}/stats`)).body.undelivered, { pending: 0, exhausted: 0, canceled: 0 })

  const canceled = all.filter(({ endpointId, state }) => endpointId === gone && state === 'canceled')
  const { body: messages } = await api('GET', `${base}/endpoint/${gone}/msg?status=4`)
  t.strictSame(
    messages.data.map(({ id, status, statusText }: Record<string, string>) => [id, status, statusText]),
    canceled.map(({ msgId }) => [msgId, 4, 'canceled'])
  )
  const { body: attempts } = await api('GET', `${base}/attempt/endpoint/${gone}?status=4`)
  t.match(attempts.data, canceled.filter(({ lastAttempt }) => lastAttempt).map(({ msgId }) => ({
    msgId, status: 4, statusText: 'canceled', responseStatusCode: 410
  })))
  t.ok(attempts.data.length > 0)
})
