import t from 'tap'
import { Svix, type ApiException } from 'svix'
import * as tasks from '../../src/delivery/tasks/run-task.js'
import { usageRange } from '../../src/rules/statistics-rules.js'
import type { AppEventTypes, AppStats } from '../../src/delivery/tasks/usage.js'
import { createIdFactory } from '../../src/lib/ids.js'
import { eachOf } from '../../src/lib/parallel.js'
import * as attempts from '../../src/repositories/attempts.js'
import type * as endpoints from '../../src/repositories/endpoints.js'
import * as results from '../../src/repositories/task-results.js'
import * as stored from '../../src/repositories/tasks.js'
import type { Task } from '../../src/repositories/tasks.js'
import { createTestEngine, newApplication, newEndpoint, startRig, type Rig, type TestEngine } from '../helpers/engine.js'
import { eventually, startReceiver } from '../helpers/receiver.js'
import { memoryHost } from '../helpers/memory-app.js'
import { startTestServer } from '../helpers/server.js'

const server = await startTestServer({ POSTHORN_RETRY_SCHEDULE: '' })
const receiver = await startReceiver(({ path }, response) => { response.writeHead(path.startsWith('/fails') ? 500 : 200).end() })
t.teardown(async () => { await Promise.all([server.close(), receiver.close()]) })
const HOUR_MS = 3_600_000

async function organization () {
  const token = await server.token()
  const svix = new Svix(token, { serverUrl: server.url })
  const finished = async (id: string) => await eventually('the end of the task', async () => {
    const task = await svix.backgroundTask.get(id)
    return task.status === 'running' ? undefined : task
  })
  const send = async (appId: string, count: number) => {
    for (let sent = 0; sent < count; sent++) await svix.message.create(appId, { eventType: 'a', payload: {} })
  }
  const count = async (since: Date, until: Date, appIds?: string[]) =>
    await finished((await svix.statistics.aggregateAppStats({ since, until, ...(appIds && { appIds }) })).id)
  return { svix, token, api: await server.api(token), finished, send, count }
}

const around = () => [new Date(Date.now() - HOUR_MS), new Date(Date.now() + HOUR_MS)] as const
const statusOf = async (call: Promise<unknown>) => await call.then(() => 0, (error: unknown) => (error as ApiException<unknown>).code)

t.test('aggregateAppStats counts the attempts of every application, including those to deleted endpoints.', async t => {
  const { svix, api, send, finished, count } = await organization()
  const one = await svix.application.create({ name: 'one', uid: 'first' })
  const two = await svix.application.create({ name: 'two' })
  const none = await svix.application.create({ name: 'none' })
  const gone = await svix.endpoint.create(one.id, { url: `${receiver.url}/fails` })
  await svix.endpoint.create(one.id, { url: receiver.url })
  await svix.endpoint.create(two.id, { url: receiver.url })
  const before = new Date()
  await send(one.id, 3)
  await send(two.id, 2)
  await eventually('the attempts', async () => (await Promise.all([one.id, two.id].map(async id =>
    (await api('GET', `/app/${id}/delivery`)).body.data)))
    .flat().every(({ state }) => state === 'succeeded' || state === 'exhausted'))
  await svix.endpoint.delete(one.id, gone.id)
  const begun = await svix.statistics.aggregateAppStats({ since: before, until: new Date(Date.now() + HOUR_MS) })
  t.match(begun, { id: /^qtask_.{27}$/, status: 'running', task: 'application.stats', unresolvedAppIds: [], updatedAt: Date })
  const stats = [[one.id, 'first', 6], [two.id, null, 2], [none.id, null, 0]].map(
    ([appId, appUid, messageDestinations]) => ({ appId, appUid, messageDestinations })
  )
  t.strictSame((await finished(begun.id)).data, { appStats: stats })
  t.strictSame((await count(new Date(0), before)).data, { appStats: stats.map(each => ({ ...each, messageDestinations: 0 })) })
  t.strictSame((await count(new Date(), new Date())).data.appStats.length, 3)
  const { data: [listed] } = await svix.backgroundTask.list({ limit: 1 })
  t.match(listed, { task: 'application.stats', status: 'finished', data: {} })
  t.notOk('appStats' in listed!.data, 'a list of tasks has no results')
})

t.test('aggregateAppStats can be limited to some applications, and reports unknown ones.', async t => {
  const { svix, api, count } = await organization()
  const one = await svix.application.create({ name: 'one', uid: 'first' })
  const two = await svix.application.create({ name: 'two' })
  await svix.application.create({ name: 'three' })
  const [since, until] = around()
  const begun = await svix.statistics.aggregateAppStats({
    since, until, appIds: ['unknown', two.id, 'first', one.id, 'app_none', 'x'.repeat(3000)]
  })
  t.strictSame(begun.unresolvedAppIds, ['unknown', 'app_none', 'x'.repeat(3000)])
  const { data } = await count(since, until, ['first', two.id, one.id])
  t.strictSame(data.appStats.map(({ appId }: AppStats) => appId), [one.id, two.id])
  for (const appIds of [['unknown'], []]) {
    t.match(await api('POST', '/stats/usage/app', { since, until, appIds }), {
      status: 422, body: { detail: [{ loc: ['body', 'appIds'] }] }
    })
  }
  t.match(await api('POST', '/stats/usage/app', { since: until, until: since }), {
    status: 422, body: { detail: [{ loc: ['body', 'since'] }] }
  })
  for (const body of [{}, { since }, { since, until: 'soon' }, { since, until, appIds: 'first' }]) {
    t.equal((await api('POST', '/stats/usage/app', body)).status, 422, JSON.stringify(body))
  }
})

t.test('aggregateEventTypes lists the event types of the endpoints of each application.', async t => {
  const { svix, finished } = await organization()
  for (const name of ['a', 'b', 'c']) await svix.eventType.create({ name, description: '' })
  const some = await svix.application.create({ name: 'some' })
  const all = await svix.application.create({ name: 'all' })
  const none = await svix.application.create({ name: 'none' })
  await svix.endpoint.create(some.id, { url: receiver.url, filterTypes: ['b', 'a'] })
  await svix.endpoint.create(some.id, { url: receiver.url, filterTypes: ['b'], disabled: true })
  await svix.endpoint.create(all.id, { url: receiver.url })
  await svix.endpoint.create(all.id, { url: receiver.url, filterTypes: ['c'] })
  const gone = await svix.endpoint.create(none.id, { url: receiver.url })
  await svix.endpoint.delete(none.id, gone.id)
  const begun = await svix.statistics.aggregateEventTypes()
  t.match(begun, { id: /^qtask_/, status: 'running', task: 'event-type.aggregate', updatedAt: Date })
  t.strictSame((await finished(begun.id)).data, {
    event_types: [
      { appId: some.id, explicitlySubscribedEventTypes: ['a', 'b'], hasCatchAllEndpoint: false },
      { appId: all.id, explicitlySubscribedEventTypes: ['c'], hasCatchAllEndpoint: true },
      { appId: none.id, explicitlySubscribedEventTypes: [], hasCatchAllEndpoint: false }
    ]
  })
})

t.test('An organization without applications has empty statistics, and a portal may not read any.', async t => {
  const { svix, count, finished } = await organization()
  t.strictSame((await count(...around())).data, { appStats: [] })
  const begun = await svix.statistics.aggregateEventTypes()
  t.strictSame((await finished(begun.id)).data, { event_types: [] })
  const app = await svix.application.create({ name: 'a' })
  const { token } = await svix.authentication.appPortalAccess(app.id, {})
  const portal = new Svix(token, { serverUrl: server.url })
  t.equal(await statusOf(portal.statistics.aggregateEventTypes()), 403)
  t.equal(await statusOf(portal.statistics.aggregateAppStats({ since: new Date(), until: new Date() })), 403)
  t.equal(await statusOf(portal.backgroundTask.get(begun.id)), 404)
})

t.test('Scheduled messages are not counted.', t => {
  t.strictSame(usageRange(0, 2000, 1000), { since: 0, until: 1004 })
  t.strictSame(usageRange(0, 500, 1000), { since: 0, until: 500 })
  t.throws(() => usageRange(501, 500, 1000))
  t.end()
})

const attemptOf = ({ newId }: TestEngine, { appId, id: endpointId }: Pick<endpoints.Endpoint, 'appId' | 'id'>): attempts.Attempt => ({
  appId, msgId: newId('msg_').id, id: newId('atmpt_').id, endpointId, url: 'https://example.com/', status: 0, responseStatusCode: 200,
  response: '', responseDurationMs: 1, triggerType: 0, eventType: 'a', channels: null
})

const WIDTH = 16

/** More applications than one step counts, and one with more endpoints than one step counts. */
async function crowd ({ engine }: Rig): Promise<{ orgId: string, expected: Map<string, number> }> {
  const first = await newApplication(engine)
  const { orgId } = first
  const others = await eachOf(Array.from({ length: 70 }), WIDTH, async () => await newApplication(engine, { orgId }))
  const expected = new Map<string, number>([first, ...others].map(({ id }) => [id, 0]))
  const targets = [...Array.from({ length: 120 }, () => first), ...others.slice(0, 30)]
  await eachOf([...targets.entries()], WIDTH, async ([at, application]) => {
    const endpoint = await newEndpoint(engine, application)
    const count = at % 3
    for (let made = 0; made < count; made++) await attempts.record(engine.db, attemptOf(engine, endpoint))
    expected.set(application.id, expected.get(application.id)! + count)
  })
  return { orgId, expected }
}

async function begin (
  engine: TestEngine, orgId: string, kind: 'application.stats' | 'event-type.aggregate' = 'application.stats'
): Promise<Task> {
  return await tasks.begin(engine, { orgId, appId: '', id: '' }, { kind, since: 0, until: engine.clock.now() + 4, filter: {} })
}

const finished = async ({ db, clock }: TestEngine, task: Task) => await eventually('the end of the task', async () => {
  const current = await stored.read(db, task, clock.now())
  return current?.status === 'running' ? undefined : current
})

t.test('A count of many steps that crashes at any of its calls continues, and counts everything exactly once.', async t => {
  const rig = await startRig()
  const { orgId, expected } = await crowd(rig)
  const inOrder = [...expected].sort(([a], [b]) => a < b ? -1 : 1)
  await rig.dispatcher.close()
  // A closed dispatcher runs nothing. The test runs the steps, up to the given database call: that call is applied and its answer lost.
  const runUntil = async (task: Task | undefined, dieAt: number) => {
    const engine = createTestEngine({ db: rig.db, dispatcher: rig.dispatcher })
    const running = task ?? await begin(engine, orgId)
    let calls = 0
    rig.inject(() => ++calls < dieAt ? undefined : calls === dieAt ? 'lose' : 'fail')
    await tasks.run(engine, running, () => true).catch(() => {})
    rig.inject()
    return { calls, task: (await stored.read(rig.db, running, Date.now()))! }
  }
  const counted = async ({ orgId, id }: Task) =>
    (await results.read<AppStats>(rig.db, { orgId, id })).map(({ appId, messageDestinations }) => [appId, messageDestinations])
  const whole = await runUntil(undefined, Infinity)
  t.match(whole.task, { status: 'finished', dueAt: null, lease: null })
  t.strictSame(await counted(whole.task), inOrder)
  t.ok(whole.task.batches >= 4, `it took ${whole.task.batches} steps`)
  for (let dieAt = 2; dieAt < whole.calls; dieAt += Math.ceil(whole.calls / 6)) {
    const { task } = await runUntil(undefined, dieAt)
    const again = await runUntil(task, Infinity)
    t.equal(again.task.status, 'finished')
    t.strictSame(await counted(again.task), inOrder, `it died at call ${dieAt} of ${whole.calls}`)
  }
})

t.test('A process that lost the lease of its task does not overwrite the results of the next one.', async t => {
  const rig = await startRig()
  const { engine, db } = rig
  const task = { orgId: 'org_parts', id: engine.newId('qtask_').id, rev: 3, batches: 0 }
  await results.write(db, task, [1])
  await results.write(db, { ...task, rev: 5 }, [1, 2])
  await results.write(db, { ...task, rev: 4 }, ['late'])
  await results.write(db, { ...task, rev: 6, batches: 1 }, [3])
  t.strictSame(await results.read(db, task), [1, 2, 3])
})

t.test('Results that are too large for an answer make the task fail with a reason.', async t => {
  const rig = await startRig()
  const { engine } = rig
  const application = await newApplication(engine)
  const names = (from: number) => Array.from({ length: 1000 }, (_, i) => `${String(from + i).padStart(6, '0')}.${'x'.repeat(240)}`)
  await newEndpoint(engine, application, { eventTypes: names(0) })
  const fine = await finished(engine, await begin(engine, application.orgId, 'event-type.aggregate'))
  t.match(fine, { status: 'finished' })
  t.equal((await results.read<AppEventTypes>(rig.db, fine))[0]!.explicitlySubscribedEventTypes.length, 1000)
  await newEndpoint(engine, application, { eventTypes: names(1000) })
  t.match(await finished(engine, await begin(engine, application.orgId, 'event-type.aggregate')), {
    status: 'failed', reason: /larger than an answer/
  })
})

const iso = (at: number) => new Date(at).toISOString()

async function bucketWorld () {
  const { organization, engine } = await memoryHost()
  const api = await organization('org_buckets')
  const { body: { id: appId } } = await api('POST', '/app', { name: 'a' })
  const { body: { token } } = await api('POST', `/auth/app-portal-access/${appId}`, {})
  const portal = async (method: string, path: string) => await api(method, path, undefined, { authorization: `Bearer ${token}` })
  const endpoint = async (): Promise<string> => (await api('POST', `/app/${appId}/endpoint`, { url: 'https://example.com/' })).body.id
  const record = async (
    endpointId: string, { at, code, ms, failure }: { at: number, code: number, ms: number, failure?: 'timeout' }
  ) => await attempts.record(engine.db, {
    id: createIdFactory({ now: () => at })('atmpt_').id, appId, msgId: engine.newId('msg_').id, endpointId, url: 'https://example.com/',
    status: code === 200 ? 0 : 2, responseStatusCode: code, response: '', responseDurationMs: ms, triggerType: 0, eventType: 'a',
    channels: null, ...(failure && { failure })
  })
  return { api, base: `/app/${appId}`, portal, appId, endpoint, record, now: engine.clock.now() }
}

t.test('Attempts are counted in buckets, in total and by endpoint, with latencies and kinds of failure.', async t => {
  const { api, base, portal, appId, endpoint, record, now } = await bucketWorld()
  const [good, bad] = [await endpoint(), await endpoint()]
  const HOUR = 3_600_000
  const hour = Math.floor(now / HOUR) * HOUR
  await record(good, { at: hour - 3 * HOUR + 60_000, code: 200, ms: 100 })
  await record(good, { at: hour - 3 * HOUR + 61_000, code: 200, ms: 200 })
  await record(bad, { at: hour - 2 * HOUR, code: 503, ms: 50 })
  await record(bad, { at: hour - 2 * HOUR + 1000, code: 0, ms: 15_000, failure: 'timeout' })
  const path = `/stats/app/${appId}/attempt`
  const query = `startDate=${iso(hour - 3 * HOUR)}&endDate=${iso(hour - 1)}`
  const zero = [0, 0, 0]
  for (const look of ['first', 'second']) {
    const { status, body } = await api('GET', `${path}?period=OneHour&${query}`)
    t.equal(status, 200)
    t.strictSame(body, {
      period: 'OneHour',
      startDates: [hour - 3 * HOUR, hour - 2 * HOUR, hour - HOUR].map(at => new Date(at).toISOString().replace('.000', '')),
      successCount: [2, 0, 0], failureCount: [0, 2, 0], canceledCount: zero, latencyP50: [99, 49, null], latencyP95: [197, 49, null],
      failures: { '5xx': [0, 1, 0], timeout: [0, 1, 0] }, complete: true
    }, `${look} look`)
    const { body: apart } = await api('GET', `${path}?byEndpoint=true&${query}`)
    t.match(apart, {
      endpoints: [
        { endpointId: bad, successCount: zero, failureCount: [0, 2, 0] }, { endpointId: good, successCount: [2, 0, 0], failures: {} }
      ], successCount: [2, 0, 0], done: true
    })
    t.match((await api('GET', `${path}?byEndpoint=true&limit=1&${query}`)).body, {
      endpoints: { length: 1 }, iterator: bad, done: false, successCount: zero
    })
    const { body: named } = await portal('GET', `${path}?endpointIds=${good}&endpointIds=ep_unknown&endpointIds=${bad}&${query}`)
    t.match(named, { endpoints: [{ endpointId: good, successCount: [2, 0, 0] }, { endpointId: bad, failureCount: [0, 2, 0] }] })
    t.equal(named.endpoints.length, 2)
    t.match((await portal('GET', `${path}?endpointId=${good}&${query}`)).body, { successCount: [2, 0, 0], failureCount: zero })
  }
  t.equal((await api('GET', `${path}?period=FiveMinutes&${query}`)).body.successCount.length, 36)
  t.strictSame((await api('GET', `${path}?period=FiveMinutes&${query}`)).body.successCount.slice(0, 2), [2, 0])
  const days = (await api('GET', `${path}?period=OneDay`)).body
  t.equal(days.startDates.length, 29)
  t.equal(days.successCount.reduce((sum: number, one: number) => sum + one), 2)
  t.match((await api('GET', path)).body, { startDates: { length: 25 } })
  for (const [wrong, words] of [
    [`period=FiveMinutes&startDate=${iso(now - 25 * HOUR)}`, /at most 1 days/],
    [`period=OneHour&startDate=${iso(now - 15 * 24 * HOUR)}`, /at most 14 days/], [
      `period=OneDay&startDate=${iso(now - 91 * 24 * HOUR)}`, /at most 90 days/
    ], [`startDate=${iso(now)}&endDate=${iso(now - HOUR)}`, /after endDate/]
  ] as const) {
    t.match(await api('GET', `${path}?${wrong}`), { status: 422, body: { detail: [{ loc: ['query', 'startDate'], msg: words }] } }, wrong)
  }
  const many = Array.from({ length: 251 }, (_, n) => `ep_${n}`).join()
  const tooMany = { status: 422, body: { detail: [{ loc: ['query', 'endpointIds'], msg: /at most 250/ }] } }
  t.match(await api('GET', `${path}?endpointIds=${many}`), tooMany)
  t.equal((await api('GET', `${path}?endpointId=unknown`)).status, 404)
  t.equal((await api('GET', `${base}/endpoint/${good}`)).status, 200)
})
