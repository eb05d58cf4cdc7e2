import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { accept } from '../../../src/delivery/accept/accept.js'
import { createLocalDispatcher } from '../../../src/delivery/hand-off/local/dispatcher-local.js'
import { sweep } from '../../../src/delivery/hand-off/sweep.js'
import * as tasks from '../../../src/delivery/tasks/run-task.js'
import * as endpointAttempts from '../../../src/repositories/endpoint-attempts.js'
import type { Endpoint } from '../../../src/repositories/endpoints.js'
import * as stored from '../../../src/repositories/tasks.js'
import type { Task } from '../../../src/repositories/tasks.js'
import {
  createTestEngine, everythingDue, newEndpoint, newMessage, openTestDatabase, startRig, type Rig, type TestEngine
} from '../../helpers/engine.js'
import { eventually, startReceiver } from '../../helpers/receiver.js'
import { startTestServer } from '../../helpers/server.js'

const env = { POSTHORN_RETRY_SCHEDULE: '', POSTHORN_CIRCUIT_BREAKER: 'false' }
const always = () => true

/** An endpoint for which this number of messages is missing. */
async function missing ({ engine, application }: Rig, count: number, change: Partial<Endpoint> = {}): Promise<Endpoint> {
  for (let made = 0; made < count; made += 50) {
    await Promise.all(Array.from({ length: Math.min(50, count - made) }, async () => await accept(engine, application, newMessage())))
  }
  return await newEndpoint(engine, application, change)
}

async function begin (engine: TestEngine, endpoint: Endpoint, change: Partial<tasks.NewTask> = {}): Promise<Task> {
  const now = engine.clock.now()
  // The time in an id has steps of 4 ms. The next step is after all messages that the test has sent.
  return await tasks.begin(engine, endpoint, { kind: 'endpoint.replay', since: now - 60_000, until: now + 4, filter: {}, ...change })
}

const read = async ({ db, clock }: TestEngine, { orgId, id }: Task) => (await stored.read(db, { orgId, id }, clock.now()))!
const finished = async (engine: TestEngine, task: Task) => await eventually('the end of the task', async () => {
  const current = await read(engine, task)
  return current.status === 'running' ? undefined : current
})

async function attemptsTo ({ db, clock }: TestEngine, { id }: Endpoint) {
  const found = []
  for (let iterator: string | null = null; ;) {
    const page = await endpointAttempts.ofEndpoint(db, id, { limit: 250, ...(iterator !== null && { iterator }) }, clock.now())
    found.push(...page.data)
    if (page.done) return found
    iterator = page.iterator
  }
}

t.test('A task whose process dies in the middle of a batch continues, and requests no resend twice.', async t => {
  const database = await openTestDatabase()
  const rig = await startRig({ on: database, env })
  const { engine } = rig
  const endpoint = await missing(rig, 130)
  let asked = 0
  // The process dies after 60 resends of the batch: the rest and the position are not written.
  rig.inject(({ name, table, input }) => {
    const isAsk = name === 'PutItem' && table === 'deliveries' && ['qtask_', '\\"last\\":null', '\\"tasks\\"'].every(part =>
      JSON.stringify(input).includes(part))
    if (isAsk) asked++
    return (isAsk && asked > 60) || (table === 'tasks' && name === 'PutItem' && asked > 0) ? 'fail' : undefined
  })
  const task = await begin(engine, endpoint)
  await eventually('the crash', () => asked > 60)
  await rig.dispatcher.close()
  rig.inject()
  t.match(await read(engine, task), { status: 'running', position: null, resent: 0 })
  const next = createLocalDispatcher({ concurrency: 100, isAlone: true })
  t.teardown(next.close)
  const survivor = createTestEngine({ db: rig.db, dispatcher: next, env })
  await next.start(survivor)
  t.match(await finished(survivor, task), { status: 'finished', resent: 130, dueAt: null, lease: null })
  const made = await attemptsTo(survivor, endpoint)
  t.equal(made.length, 130)
  t.equal(new Set(made.map(({ msgId }) => msgId)).size, 130)
  t.ok(made.every(({ triggerType }) => triggerType === 1))
  t.equal(await everythingDue(rig), 0)
})

t.test('A server that stops in the middle of a task continues the task after its restart.', async t => {
  const dataDir = await mkdtemp(join(tmpdir(), 'posthorn-'))
  // After ten requests the receiver does not answer until the stop has begun.
  let stopping = () => {}
  const stopped = new Promise<void>(resolve => { stopping = resolve })
  const receiver = await startReceiver((_received, response) => {
    void (receiver.received.length > 10 ? stopped : Promise.resolve()).then(() => response.writeHead(200).end())
  })
  t.teardown(async () => { await receiver.close(); await rm(dataDir, { recursive: true }) })
  const settings = {
    POSTHORN_DATA_DIR: dataDir, POSTHORN_JWT_SECRET: 'the secret of tokens', POSTHORN_MAIN_SECRET: 'the main secret of it',
    POSTHORN_DELIVERY_CONCURRENCY: '20'
  }
  const first = await startTestServer(settings)
  const token = await first.token('org_restarted')
  const api = await first.api(token)
  const { body: { id: appId } } = await api('POST', '/app', { name: 'a' })
  await Promise.all(Array.from({ length: 120 }, async () => await api('POST', `/app/${appId}/msg`, { eventType: 'a', payload: {} })))
  const { body: { id } } = await api('POST', `/app/${appId}/endpoint`, { url: receiver.url })
  const { body: task } = await api('POST', `/app/${appId}/endpoint/${id}/replay-missing`, {
    since: new Date(Date.now() - 60_000).toISOString()
  })
  await eventually('some resends', () => receiver.received.length >= 10)
  const closed = first.close()
  stopping()
  await closed
  t.ok(receiver.received.length < 120, 'the server stopped in the middle')
  const second = await startTestServer(settings)
  t.teardown(second.close)
  const again = await second.api(token)
  const ended = await eventually('the end', async () => {
    const { body } = await again('GET', `/background-task/${task.id}`)
    return body.status === 'running' ? undefined : body
  })
  t.match(ended, { status: 'finished', data: { resent: 120, outstanding: 0 } })
  const ids = receiver.received.map(({ headers }) => headers['webhook-id'])
  t.equal(new Set(ids).size, 120)
  t.equal(ids.length, 120)
})

t.test('A task waits while many of its resends are outstanding.', async t => {
  let release = () => {}
  const released = new Promise<void>(resolve => { release = resolve })
  const rig = await startRig({ env, answer: async () => { await released; return {} } })
  const { engine } = rig
  const endpoint = await missing(rig, 520)
  const task = await begin(engine, endpoint)
  await eventually('two batches', async () => (await read(engine, task)).resent >= 500)
  await eventually('its patience', async () => (await read(engine, task)).lease === null)
  t.match(await read(engine, task), { status: 'running', resent: 500, isWalked: false, outstanding: { length: 500 } })
  t.ok(await everythingDue(rig) <= 500)
  release()
  t.match(await finished(engine, task), { status: 'finished', resent: 520 })
  t.equal((await attemptsTo(engine, endpoint)).length, 520)
})

t.test('An endpoint whose circuit is open gets one request. The task waits until the circuit closes.', async t => {
  const now = Date.now()
  const rig = await startRig({
    env: { POSTHORN_RETRY_SCHEDULE: '', POSTHORN_CIRCUIT_BREAKER: 'true' }, answer: () => ({ statusCode: 500 })
  })
  const { engine } = rig
  const endpoint = await missing(rig, 3, { circuit: { state: 'open', since: now, until: now + 3_600_000, opens: 1 } })
  const task = await begin(engine, endpoint)
  await eventually('its patience', async () => {
    const { lease, resent } = await read(engine, task)
    return lease === null && resent === 3
  })
  const { status, waitMs, outstanding } = await read(engine, task)
  t.match({ status, outstanding }, { status: 'running', outstanding: { length: 2 } })
  t.ok(waitMs > 1000)
  t.equal(engine.sent.length, 1)
})

t.test('A replay keeps the rate of the endpoint.', async t => {
  const rig = await startRig({ env })
  const { engine } = rig
  const endpoint = await missing(rig, 40, { throttleRate: 20 })
  await finished(engine, await begin(engine, endpoint))
  const times = engine.sent.map(({ at }) => at).sort((a, b) => a - b)
  t.equal(times.length, 40)
  t.ok(times.at(-1)! - times[0]! >= 1300, `40 at 20 a second took ${times.at(-1)! - times[0]!} ms`)
})

t.test('Two processes do not run the same task at once.', async t => {
  const database = await openTestDatabase()
  const rig = await startRig({ on: database, env, isAlone: false })
  const { engine } = rig
  const endpoint = await missing(rig, 5)
  await rig.dispatcher.close()
  const other = createTestEngine({ db: rig.db, dispatcher: rig.dispatcher, env })
  const task = await begin(engine, endpoint)
  const claimed = await stored.save(rig.db, {
    ...await read(engine, task), lease: { owner: other.instance, until: Date.now() + 60_000 }, dueAt: Date.now() + 60_000
  })
  t.match(await tasks.run(engine, task, always), { waitUntil: claimed!.lease!.until })
  t.equal((await read(engine, task)).rev, claimed!.rev)
  const [one, two] = await Promise.all([tasks.run(other, task, () => false), tasks.run(other, task, () => false)])
  t.match(
    [one, two].filter(({ waitUntil }) => waitUntil! > Date.now() + 20_000), { length: 1 },
    'a conditional write decides, and the other process looks again when the lease ends'
  )
  t.match(await read(engine, task), { resent: 5, outstanding: { length: 5 } })
})

t.test('A task whose lease ended is taken over. A task that has ended does not run again.', async t => {
  const rig = await startRig({ env, isAlone: false })
  const { engine } = rig
  const endpoint = await missing(rig, 0)
  const task = { ...await begin(engine, endpoint, { since: Date.now() + 1000, until: Date.now() }) }
  t.match(await finished(engine, task), { status: 'finished', resent: 0 })
  const { rev } = await read(engine, task)
  t.strictSame(await tasks.run(engine, task, always), {})
  t.equal((await read(engine, task)).rev, rev)
  const dead = await stored.save(rig.db, {
    ...await read(engine, task), status: 'running', lease: { owner: 'dead', until: Date.now() - 1 }, dueAt: Date.now() - 1
  })
  t.strictSame(await tasks.run(engine, dead!, always), {})
  t.match(await read(engine, task), { status: 'finished' })
})

t.test('A sweep returns the tasks that are due, and the time of the next task.', async t => {
  const rig = await startRig({ env })
  const { engine, db } = rig
  const endpoint = await missing(rig, 0)
  await rig.dispatcher.close()
  const task = await begin(engine, endpoint)
  const now = engine.clock.now()
  const terms = { from: 0, until: now, marksUntil: now, limit: 10, isHeld: () => false, asksNext: true }
  t.match(await sweep(engine, terms), { tasks: [{ orgId: task.orgId, id: task.id }], deliveries: [], nextDueAt: Infinity })
  await stored.save(db, { ...await read(engine, task), dueAt: now + 5000 })
  t.match(await sweep(engine, terms), { tasks: { length: 0 }, nextDueAt: now + 5000 })
})

t.test('A message that is to be delivered later does not count as missing.', async t => {
  const rig = await startRig({ env })
  const { engine, application } = rig
  await accept(engine, application, newMessage({ deliverAt: Date.now() + 600_000 }))
  const { message } = await accept(engine, application, newMessage({ deliverAt: Date.now() - 600_000 }))
  const task = await begin(engine, await newEndpoint(engine, application))
  t.match(await finished(engine, task), { status: 'finished', resent: 1 })
  t.match(engine.sent.map(({ headers }) => headers['webhook-id']), [message.id])
})

t.test('A database that fails for a while only delays a task.', async t => {
  const rig = await startRig({ env })
  const { engine } = rig
  const endpoint = await missing(rig, 20)
  let failures = 0
  rig.inject(({ table, name }) => table === 'messages' && name === 'Query' && failures++ < 2 ? 'fail' : undefined)
  t.match(await finished(engine, await begin(engine, endpoint)), { status: 'finished', resent: 20 })
  t.ok(failures > 2)
})
