import t from 'tap'
import { drainRate } from '../../../src/delivery/endpoint-health/circuit.js'
import { leaseMs } from '../../../src/delivery/engine.js'
import { checkResendable, resend } from '../../../src/delivery/attempt/resend.js'
import * as tasks from '../../../src/delivery/tasks/run-task.js'
import * as deliveries from '../../../src/repositories/deliveries.js'
import * as endpoints from '../../../src/repositories/endpoints.js'
import * as messages from '../../../src/repositories/messages.js'
import type { Message } from '../../../src/repositories/messages.js'
import * as storedTasks from '../../../src/repositories/tasks.js'
import { beside, driven, FAILURES, pass, send, START, type Driven } from '../../helpers/driven.js'
import { everythingDue, newEndpoint, openTestDatabase } from '../../helpers/engine.js'
import { eventually, startReceiver } from '../../helpers/receiver.js'
import { startTestServer } from '../../helpers/server.js'

const failing = { statusCode: 500 }

const stored = async ({ db, endpoint: { appId, id } }: Driven) => (await endpoints.read(db, appId, id))!
const stateOf = async ({ db, endpoint }: Driven, { id: msgId }: Message) => (await deliveries.read(db, { endpointId: endpoint.id, msgId }))!
const since = ({ engine }: Driven, from = START) => engine.sent.filter(({ at }) => at >= from).map(({ at }) => at - from)

t.test('A circuit opens when several messages fail. From then on no request is sent.', async t => {
  const rig = await driven({ answer: () => failing })
  await send(rig, FAILURES)
  t.equal(rig.engine.sent.length, FAILURES)
  t.match(await stored(rig), { circuit: { state: 'open', opens: 1, since: START, until: START + 30_000 } })
  const [late] = await send(rig)
  await pass(29_000, rig)
  t.equal(rig.engine.sent.length, FAILURES, 'neither retries nor a new message')
  const waiting = await stateOf(rig, late!)
  t.match(waiting, { state: 'pending', attempts: 0, lease: null })
  t.ok(waiting.dueAt! >= START + 30_000, 'the delivery waits in the table')
  t.equal(rig.engine.lines.filter(({ msg }) => msg === 'endpoint.circuit-opened').length, 1)
})

t.test('While a circuit is open, time passes without a database call.', async t => {
  const rig = await driven({ answer: () => failing })
  await send(rig, FAILURES)
  await pass(6000, rig)
  rig.calls.length = 0
  await pass(20_000, rig)
  t.same(rig.calls, [])
})

t.test('A delivery that meets an open circuit costs one write. Its payload is not read.', async t => {
  const rig = await driven({ answer: () => failing })
  await send(rig, FAILURES)
  await pass(6000, rig)
  rig.calls.length = 0
  await send(rig)
  t.same(rig.calls.filter(({ table }) => table === 'deliveries')
    .map(({ name }) => name), ['PutItem'], 'a new delivery is stored in its waiting state')

  await pass(30_000, rig) // Until the time at which the failed deliveries come back. One of them is the probe.
  await pass(50_000, rig)
  rig.calls.length = 0
  await pass(60_000, rig)
  const count = (name: string, table: string) => rig.calls.filter(call => call.table === table && call.name === name).length
  const writes = count('PutItem', 'deliveries')
  const attempts = count('PutItem', 'attempts')
  const payloads = count('GetItem', 'messages')
  const returns = count('GetItem', 'deliveries')
  t.ok(returns > attempts, 'some deliveries came back while the circuit was open')
  t.equal(payloads, attempts, 'payloads are read for attempts only')
  t.equal(writes, returns + attempts, 'one write for each delivery that waits, two for a probe')
})

t.test('After the cool-down one probe is sent. If it fails, the next probe comes after twice the time.', async t => {
  const rig = await driven({ answer: () => failing })
  await send(rig, FAILURES)
  await pass(600_000, rig)
  const probes = since(rig).slice(FAILURES)
  t.same(probes.slice(0, 2), [45_000, 120_000], 'half the spread of 30 s after the cool-downs of 30 and 60 s')
  t.ok(probes.length <= 4, `${probes.length} in ten minutes`)
  t.match(await stored(rig), { circuit: { state: 'open', since: START } })
})

t.test('Of two processes on one database, one sends the probe.', async t => {
  let hang = false
  let letGo = () => {}
  const answer = async () => {
    if (hang) await new Promise<void>(resolve => { letGo = resolve })
    return failing
  }
  const one = await driven({ answer, isAlone: false })
  const two = await beside(one, { answer, isAlone: false })
  await send(one, FAILURES)
  hang = true
  const before = one.engine.sent.length + two.engine.sent.length
  const isQuiet = () => one.busy() + two.busy() === 0
  await one.clock.runTo(START + 100_000, isQuiet)
  t.equal(one.engine.sent.length + two.engine.sent.length - before, 1)
  t.match(await stored(one), { circuit: { state: 'half-open' } })
  letGo()
})

t.test('A probe whose process died is sent again when its time is over.', async t => {
  const rig = await driven()
  const lease = leaseMs(rig.engine)
  await endpoints.updateState(rig.db, rig.endpoint, () =>
    ({ circuit: { state: 'half-open', since: START - 1, until: START + lease, opens: 1 } }))
  await send(rig, 3)
  await pass(lease - 1, rig)
  t.same(since(rig), [])
  await pass(60_000, rig)
  t.equal(since(rig).length, 3)
  t.ok(since(rig)[0]! >= lease)
  t.match(await stored(rig), { circuit: { state: 'closed' } })
})

t.test('When the probe succeeds, the waiting deliveries are sent at a growing rate.', async t => {
  let isDown = true
  const rig = await driven({ answer: () => isDown ? failing : {}, random: Math.random })
  await send(rig, FAILURES)
  await send(rig, 100)
  isDown = false
  const before = rig.engine.sent.length
  await pass(110_000, rig)
  const sent = rig.engine.sent.slice(before).map(({ at }) => at)
  t.equal(sent.length, FAILURES + 100, 'all of them')
  const { circuit } = await stored(rig)
  t.match(circuit, { state: 'closed', opens: 0 })
  for (let second = 0; second < 30; second++) {
    const from = circuit!.since + second * 1000
    const count = sent.filter(at => at > from && at <= from + 1000).length
    t.ok(count <= drainRate(circuit, from + 1000) * 1.3 + 2, `second ${second}: ${count}`)
  }
  t.equal(await everythingDue(rig), 0)
  t.equal(rig.engine.lines.filter(({ msg }) => msg === 'endpoint.circuit-closed').length, 1)
})

t.test('The state of a circuit is stored: a process that starts later finds the circuit open.', async t => {
  const first = await driven({ answer: () => failing })
  await send(first, FAILURES)
  await first.dispatcher.close()
  const second = await beside(first)
  await send(second)
  await pass(29_000, second)
  t.same(since(second), [])
  await pass(120_000, second)
  t.equal(second.engine.sent.length, FAILURES + 1, 'the later process sends the deliveries that the first left')
})

t.test('A process that does not know yet that another process closed the circuit reads once and sends.', async t => {
  const one = await driven({ isAlone: false })
  await endpoints.updateState(one.db, one.endpoint, () => ({ circuit: { state: 'open', since: START, until: START + 1, opens: 1 } }))
  await one.clock.runTo(START + 10, one.isQuiet)
  await endpoints.ofApplication(one.db, one.application.id)
  const other = await openTestDatabase(one.prefix)
  await endpoints.updateState(other.db, one.endpoint, () => ({ circuit: { state: 'closed', since: START - 60_000, until: 0, opens: 0 } }))
  one.calls.length = 0
  await send(one, 2)
  t.equal(one.engine.sent.length, 2)
  const reads = one.calls.filter(({ table, name }) => table === 'endpoints' && name === 'GetItem').length
  t.ok(reads >= 1 && reads <= 2, `${reads} reads`)
  t.equal(one.calls.filter(({ table, name }) => table === 'endpoints' && name !== 'GetItem' && name !== 'Query').length, 0)
})

t.test('A closed circuit and no rate limit cost no calls beyond the budget of a delivered message.', async t => {
  const rig = await driven()
  await send(rig)
  rig.calls.length = 0
  await send(rig, 1, { idempotencyKey: 'idem|a' })
  const calls = rig.calls.filter(({ name, table }) => !(table === 'messages' && name === 'GetItem')).map(({ name, table }) =>
    `${name} ${table}`)
  t.same(calls, [
    'PutItem aliases', 'PutItem messages', 'PutItem deliveries', 'UpdateItem messages', 'PutItem attempts', 'PutItem deliveries'
  ].filter(call => calls.includes(call)), 'in this order')
  t.equal(calls.length, 6)
  t.equal(rig.calls.length, 7, 'the payload is read once')
})

/** Requests a resend, as the route does. */
async function resendByHand (rig: Driven, ...all: Message[]): Promise<void> {
  await Promise.all(all.map(async ({ appId, id }) => {
    const message = (await messages.read(rig.db, appId, id, { now: rig.clock.now(), withPayload: true }))!
    checkResendable(message)
    await resend(rig.engine, message, await endpoints.find(rig.db, appId, rig.endpoint.id))
  }))
  await rig.clock.settle(rig.isQuiet)
}

/** An endpoint whose circuit stays open for a quarter of an hour, and the deliveries that wait for it. */
async function startResting (waiting: number, change: Partial<Parameters<typeof driven>[0]> = {}): Promise<{
  rig: Driven, state: { isDown: boolean }, waits: Message[]
}> {
  const state = { isDown: true }
  const rig = await driven({ answer: () => state.isDown ? failing : {}, ...change })
  await endpoints.updateState(rig.db, rig.endpoint, () => ({ circuit: { state: 'open', since: START, until: START + 900_000, opens: 6 } }))
  return { rig, state, waits: await send(rig, waiting) }
}

t.test('A resend is sent at once as the probe of an open circuit. Its success closes the circuit.', async t => {
  const { rig, state, waits } = await startResting(3)
  t.equal(rig.engine.sent.length, 0)
  state.isDown = false
  await resendByHand(rig, waits[1]!)
  t.same(rig.engine.sent.map(({ headers }) => headers['webhook-id']), [waits[1]!.id])
  t.match(await stateOf(rig, waits[1]!), { state: 'succeeded', resends: 0 })
  t.match(await stored(rig), { circuit: { state: 'closed' } })
})

t.test('A failed resend leaves the circuit open. The next probe comes at its planned time.', async t => {
  const { rig, waits } = await startResting(3)
  for (const waiting of [waits[0]!, waits[1]!, waits[0]!]) {
    await pass(1000, rig)
    await resendByHand(rig, waiting)
  }
  t.equal(rig.engine.sent.length, 3, 'one request for each resend')
  t.match(await stored(rig), { circuit: { state: 'open', since: START, until: START + 900_000, opens: 6 } })
  t.match(await stateOf(rig, waits[0]!), { state: 'pending', attempts: 0, resends: 0 })
  await pass(800_000, rig)
  t.equal(rig.engine.sent.length, 3, 'no other request is sent meanwhile')
})

t.test('Many resends at once send two requests to an endpoint that is down. All are sent when it is back.', async t => {
  const down = await startResting(30)
  await resendByHand(down.rig, ...down.waits)
  await pass(60_000, down.rig)
  t.ok(down.rig.engine.sent.length >= 1 && down.rig.engine.sent.length <= 2, `${down.rig.engine.sent.length}`)
  const back = await startResting(30)
  back.state.isDown = false
  await resendByHand(back.rig, ...back.waits)
  await pass(15_000, back.rig)
  t.equal(back.rig.engine.sent.length, 30)
})

t.test('A resend does not wait for Retry-After.', async t => {
  const rig = await driven()
  await endpoints.updateState(rig.db, rig.endpoint, () => ({ holdUntil: START + 60_000 }))
  const [message] = await send(rig)
  t.equal(rig.engine.sent.length, 0)
  await resendByHand(rig, message!)
  t.equal(rig.engine.sent.length, 1)
})

t.test('A resend takes the next slot of a rate limit.', async t => {
  const rig = await driven({ change: { throttleRate: 1 } })
  const all = await send(rig, 40)
  await pass(2000, rig)
  const last = all.at(-1)!
  await resendByHand(rig, last)
  const [before, from] = [rig.engine.sent.length, rig.clock.now()]
  await pass(4000, rig)
  t.ok(rig.engine.sent.slice(before).some(({ headers }) => headers['webhook-id'] === last.id), 'not after the forty')
  t.ok(rig.engine.sent.filter(({ at }) => at > from).length <= 4, 'the rate is kept')
})

t.test('One delivery of a recovery may be the probe. The other deliveries follow when the probe succeeds.', async t => {
  for (const isDown of [true, false]) {
    const state = { isDown: true }
    const rig = await driven({ answer: () => state.isDown ? failing : {}, env: { POSTHORN_CIRCUIT_FAILURES: '1000' } })
    await send(rig, 20)
    await endpoints.updateState(rig.db, rig.endpoint, () =>
      ({ circuit: { state: 'open', since: START, until: START + 900_000, opens: 6 } }))
    await pass(8000, rig)
    t.equal(rig.engine.sent.length, 20, 'the retries of the others wait')
    state.isDown = isDown
    const { orgId, id } = await tasks.begin(rig.engine, rig.endpoint, {
      kind: 'endpoint.recover', since: START - 1000, until: START + 1000, filter: {}
    })
    await pass(45_000, rig)
    t.equal(rig.engine.sent.length - 20, isDown ? 1 : 20, isDown ? 'one request' : 'all deliveries')
    t.match(await stored(rig), { circuit: { state: isDown ? 'open' : 'closed' } })
    t.match(await storedTasks.read(rig.db, { orgId, id }, rig.clock.now()), { resent: 20, status: isDown ? 'running' : 'finished' })
  }
})

t.test('A recovery also sends the messages that had no attempt yet, because the circuit is open. One of them may be the probe.', async t => {
  for (const isDown of [true, false]) {
    const state = { isDown: true }
    const rig = await driven({ answer: () => state.isDown ? failing : {}, env: { POSTHORN_CIRCUIT_FAILURES: '1000' } })
    await send(rig, 3)
    await endpoints.updateState(rig.db, rig.endpoint, () =>
      ({ circuit: { state: 'open', since: START, until: START + 900_000, opens: 6 } }))
    await pass(8000, rig)
    const waiting = await send(rig, 5)
    state.isDown = isDown
    const from = rig.clock.now()
    await pass(1000, rig)
    t.equal(rig.engine.sent.length, 3, 'only the three attempts from before')
    // The range has the five only.
    const { orgId, id } = await tasks.begin(rig.engine, rig.endpoint, {
      kind: 'endpoint.recover', since: from - 1000, until: from + 1000, filter: {}
    })
    await pass(45_000, rig)
    const sent = rig.engine.sent.slice(3).map(({ headers }) => headers['webhook-id'])
    t.equal(sent.length, isDown ? 1 : 5)
    t.same(sent.filter(name => !waiting.some(message => message.id === name)), [])
    t.equal(new Set(sent).size, sent.length, 'each once')
    t.match(await storedTasks.read(rig.db, { orgId, id }, rig.clock.now()), { resent: 5, status: isDown ? 'running' : 'finished' })
    if (isDown) continue
    await pass(900_000, rig)
    const all = rig.engine.sent.slice(3).map(({ headers }) => headers['webhook-id']!)
    t.same(waiting.filter(message => all.filter(name => name === message.id).length !== 1), [], 'no attempt follows at the planned time')
  }
})

t.test('A recovery asks for no second request while the first attempt of a message is under way.', async t => {
  let letGo = () => {}
  const isOver = new Promise<void>(resolve => { letGo = resolve })
  const rig = await driven({ answer: async () => { await isOver; return {} } })
  await endpoints.updateState(rig.db, rig.endpoint, () => ({ circuit: { state: 'open', since: START, until: START + 5000, opens: 1 } }))
  const [waiting] = await send(rig)
  const isQuiet = () => rig.busy() === 0
  await rig.clock.runTo(START + 21_000, isQuiet)
  t.match(await stateOf(rig, waiting!), { state: 'pending', last: null, heldFor: 'circuit', lease: { owner: /./ } }, 'it is the probe')
  const { orgId, id } = await tasks.begin(rig.engine, rig.endpoint, {
    kind: 'endpoint.recover', since: START - 1000, until: START + 1000, filter: {}
  })
  await rig.clock.runTo(START + 24_000, isQuiet)
  letGo()
  await pass(60_000, rig)
  t.equal(rig.engine.sent.length, 1)
  t.match(await storedTasks.read(rig.db, { orgId, id }, rig.clock.now()), { resent: 0, status: 'finished' })
})

t.test('A recovery walks all that waits behind a circuit, also beside many of another endpoint.', async t => {
  const state = { isDown: true }
  const rig = await driven({ answer: () => state.isDown ? failing : {}, env: { POSTHORN_CIRCUIT_FAILURES: '100000' } })
  const open = { state: 'open', since: START, until: START + 900_000, opens: 6 } as const
  const other = await newEndpoint(rig.engine, rig.application)
  for (const endpoint of [rig.endpoint, other]) await endpoints.updateState(rig.db, endpoint, () => ({ circuit: open }))
  await send(rig, 300)
  state.isDown = false
  const { orgId, id } = await tasks.begin(rig.engine, rig.endpoint, {
    kind: 'endpoint.recover', since: START - 1000, until: rig.clock.now() + 1000, filter: {}
  })
  await pass(120_000, rig)
  t.match(await storedTasks.read(rig.db, { orgId, id }, rig.clock.now()), { resent: 300, status: 'finished' })
  t.equal(rig.engine.sent.length, 300)
  t.equal(new Set(rig.engine.sent.map(({ headers }) => headers['webhook-id'])).size, 300)
})

t.test('A setting switches circuits off.', async t => {
  const rig = await driven({ answer: () => failing, env: { POSTHORN_CIRCUIT_BREAKER: 'false', POSTHORN_RETRY_SCHEDULE: '5s' } })
  await send(rig, 3 * FAILURES)
  await pass(5000, rig)
  t.equal(rig.engine.sent.length, 6 * FAILURES)
  t.equal((await stored(rig)).circuit, null)
})

t.test('The retries of a single message keep their schedule to the millisecond, whatever the answers are.', async t => {
  for (const answer of [failing, { statusCode: 502 }, { statusCode: 504, retryAfter: '1' }] as Array<{
    statusCode: number, retryAfter?: string
  }>) {
    const rig = await driven({ answer: () => answer, env: { POSTHORN_RETRY_SCHEDULE: Array.from({ length: 15 }, () => '100ms').join() } })
    await send(rig)
    await pass(20_000, rig)
    const waits = since(rig).map((at, index, all) => at - (all[index - 1] ?? 0)).slice(1)
    const expected = answer.retryAfter === undefined ? 100 : 1100
    t.same(waits, Array.from({ length: 15 }, () => expected), JSON.stringify(answer))
    t.equal((await stored(rig)).circuit, null)
  }
})

t.test("Retry-After delays the endpoint's other messages and the retry of the message itself.", async t => {
  let answers = 0
  const rig = await driven({ answer: () => ++answers === 1 ? { statusCode: 503, retryAfter: '8' } : {} })
  const [first] = await send(rig)
  const others = await send(rig, 3)
  t.equal(rig.engine.sent.length, 1)
  t.match(await stored(rig), { holdUntil: START + 8800, circuit: null })
  await pass(8799, rig)
  t.equal(rig.engine.sent.length, 1)
  await pass(1, rig)
  t.equal(rig.engine.sent.length, 2, 'the retry of the message, at its planned time')
  t.equal(rig.engine.sent[1]!.headers['webhook-id'], first!.id)
  await pass(2000, rig)
  t.equal(rig.engine.sent.length, 5)
  for (const other of others) t.match(await stateOf(rig, other), { state: 'succeeded', attempts: 1 })
})

t.test('A very long Retry-After is respected for an hour, or for the time in the setting, also after the last attempt.', async t => {
  const rig = await driven({ answer: () => ({ statusCode: 503, retryAfter: '86400' }) })
  await send(rig)
  t.match(await stored(rig), { holdUntil: START + 3_601_000 })
  const longer = await driven({ answer: () => ({ statusCode: 503, retryAfter: '86400' }), env: { POSTHORN_RETRY_AFTER_MAX: '24h' } })
  await send(longer)
  t.match(await stored(longer), { holdUntil: START + 86_401_000 })
  const last = await driven({ answer: () => ({ statusCode: 503, retryAfter: '86400' }), env: { POSTHORN_RETRY_SCHEDULE: '' } })
  await send(last)
  t.match(await stored(last), { holdUntil: START + 3_601_000 })
})

t.test('After several answers with Retry-After, no request is sent before the latest of their times.', async t => {
  let asked = 8
  const rig = await driven({ answer: () => ({ statusCode: 503, retryAfter: String(asked) }) })
  await send(rig)
  const { holdUntil } = await stored(rig)
  asked = 9
  await send(rig)
  t.equal(rig.engine.sent.length, 1, 'the second message waits')
  t.ok(holdUntil! >= START + 8000)
  await pass(8799, rig)
  t.equal(rig.engine.sent.length, 1)
})

t.test('Over real connections, an open circuit stops requests until a probe succeeds. Then all messages are delivered.', async t => {
  let isDown = true
  const receiver = await startReceiver((_received, response) => { response.writeHead(isDown ? 502 : 204).end() })
  const server = await startTestServer({
    POSTHORN_CIRCUIT_FAILURES: '4', POSTHORN_CIRCUIT_COOLDOWN: '2s', POSTHORN_RETRY_SCHEDULE: '100ms,100ms,100ms'
  })
  t.teardown(async () => { await server.close(); await receiver.close() })
  const api = await server.api()
  const { body: { id } } = await api('POST', '/app', { name: 'an application' })
  await api('POST', `/app/${id}/endpoint`, { uid: 'ep', url: receiver.url })
  const post = async (i: number) => await api('POST', `/app/${id}/msg`, { eventType: 'a.b', payload: { i } })
  for (let i = 0; i < 2; i++) await post(i)
  await eventually('two messages failed with an answer that counts double', () => receiver.received.length >= 2)
  const circuit = await eventually('it opens', async () => (await api('GET', `/app/${id}/endpoint/ep`)).body.circuit)
  await eventually('the requests in flight are recorded', async () =>
    (await api('GET', `/app/${id}/attempt/endpoint/ep`)).body.data.length === receiver.received.length)
  const before = receiver.received.length
  isDown = false
  await post(2)
  const [first, ...rest] = (await eventually(
    'all three are delivered', () => receiver.received.length >= before + 3 ? receiver.received : undefined
  )).slice(before)
  t.ok(first!.at >= Date.parse(circuit.until), 'the probe came after the cool-down')
  t.equal(new Set([first!, ...rest].map(({ headers }) => headers['webhook-id'])).size, 3)
  t.ok(before <= 5, `${before} attempts`)
})

t.test('An endpoint that fails for longer than the limit is disabled.', async t => {
  const rig = await failingRig('2s')
  await send(rig)
  t.match(await stored(rig), { failingSince: START, disabled: false })
  await pass(2008, rig)
  await send(rig)
  t.match(await stored(rig), { disabled: true, failingSince: null })
  t.match(rig.engine.lines.find(({ msg }) => msg === 'endpoint.disabled'), { reason: 'failing', since: START, endpointId: rig.endpoint.id })
})

t.test('An endpoint is not disabled if its failure window ended before, or if the limit is not reached.', async t => {
  const expired = await failingRig('250ms')
  await send(expired)
  await pass(1200, expired)
  await send(expired)
  t.match(await stored(expired), { disabled: false, failingSince: START + 1200 })
  const early = await failingRig('2s')
  await send(early)
  await pass(2000, early)
  await send(early)
  t.match(await stored(early), { disabled: false, failingSince: START })
})

t.test('An endpoint is not disabled if a success came in between.', async t => {
  const rig = await failingRig('2s')
  await send(rig)
  rig.state.isDown = false
  await send(rig)
  t.equal((await stored(rig)).failingSince, null)
  rig.state.isDown = true
  await pass(2008, rig)
  await send(rig)
  t.match(await stored(rig), { disabled: false, failingSince: START + 2008 })
})

t.test('410 disables the endpoint at once and stops the deliveries that wait for it.', async t => {
  const rig = await driven({ answer: ({ body }) => ({ statusCode: body.toString() === '"gone"' ? 410 : 500 }) })
  const [waiting] = await send(rig)
  await send(rig, 1, { payload: Buffer.from('"gone"') })
  t.match(await stored(rig), { disabled: true })
  await pass(60_000, rig)
  t.match(await stateOf(rig, waiting!), { state: 'canceled', reason: 'endpoint disabled', attempts: 1 })
  t.equal(rig.engine.sent.length, 2)
})

async function failingRig (limit: string): Promise<Driven & { state: { isDown: boolean } }> {
  const state = { isDown: true }
  const rig = await driven({
    answer: () => state.isDown ? failing : {},
    env: { POSTHORN_RETRY_SCHEDULE: '', POSTHORN_ENDPOINT_FAILURE_DISABLE_AFTER: limit }
  })
  return { ...rig, state }
}
