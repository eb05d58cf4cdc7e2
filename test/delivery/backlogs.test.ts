import t, { type Test } from 'tap'
import { accept } from '../../src/delivery/accept/accept.js'
import * as tasks from '../../src/delivery/tasks/run-task.js'
import { createLog } from '../../src/lib/logger.js'
import * as endpoints from '../../src/repositories/endpoints.js'
import { chance } from '../helpers/chance.js'
import { driven, pass, send, type Driven, type DrivenOptions } from '../helpers/driven.js'
import { everythingDue, newApplication, newEndpoint, newMessage, proxyDown } from '../helpers/engine.js'

t.setTimeout(300_000)

const MANY = 2000
const CROWDED = 'https://crowded.example/'
const MINUTE = 60_000
// How many deliveries one endpoint may have in flight (of 500), and how many more are handled at the same time (src/lib/pace.ts).
const AT_ONCE = 50 + 32

interface Backlog extends Driven {
  lines: Array<{ msg: string, level: number, repeated?: number }>
  /** Sends a message to the neighbour's endpoint. Returns how many requests the crowded endpoint got before it. */
  neighbour: () => Promise<number>
  /** The message id of each request that the crowded endpoint got. */
  crowded: () => string[]
}

/** A server in driven time with a crowded endpoint and a neighbour's endpoint. It is alone on its database and logs as the product does. */
async function startBacklog (options: DrivenOptions = {}): Promise<Backlog> {
  const rig = await driven({ random: chance.next, ...options, change: { url: CROWDED, ...options.change } })
  const lines: Backlog['lines'] = []
  const wakeIn = (ms: number, wake: () => void) => { rig.clock.wakeAt(rig.clock.now() + ms, wake) }
  Object.assign(rig.engine, {
    log: createLog('info', { write: line => { lines.push(JSON.parse(line) as Backlog['lines'][number]) } }, { wakeIn })
  })
  const other = await newApplication(rig.engine)
  await newEndpoint(rig.engine, other, { url: 'https://neighbour.example/' })
  const crowded = () => rig.engine.sent.filter(({ url }) => url === CROWDED).map(({ headers }) => headers['webhook-id']!)
  const neighbour = async () => {
    const before = crowded().length
    const { message } = await accept(rig.engine, other, newMessage())
    await rig.clock.settle(() => rig.engine.sent.some(({ headers }) => headers['webhook-id'] === message.id))
    const at = rig.engine.sent.findIndex(({ headers }) => headers['webhook-id'] === message.id)
    return rig.engine.sent.slice(0, at).filter(({ url }) => url === CROWDED).length - before
  }
  return { ...rig, lines, neighbour, crowded }
}

const troubles = ({ lines }: Backlog) => lines.filter(({ level }) => level >= 40)

/** Lets minutes pass. In each minute the neighbour's message is sent at once. */
async function minutes (t: Test, backlog: Backlog, count: number): Promise<void> {
  for (let minute = 0; minute < count; minute++) {
    t.ok(await backlog.neighbour() <= AT_ONCE, "the neighbour's message is sent without delay")
    await pass(MINUTE, backlog)
  }
}

/** Each condition is logged when it begins and then once a minute. */
function checkQuiet (t: Test, backlog: Backlog, { during, conditions }: { during: number, conditions: string[] }): void {
  const counts = new Map<string, number>()
  for (const { msg } of troubles(backlog)) counts.set(msg, (counts.get(msg) ?? 0) + 1)
  t.same([...counts.keys()].filter(msg => !conditions.includes(msg)), [], 'no other condition is logged')
  for (const [msg, count] of counts) t.ok(count <= during + 1, `${count} lines of ${msg} in ${during} minutes`)
}

t.test('Thousands of deliveries that wait for a rate are sent at that rate, without warnings and with a few calls each.', async t => {
  const rate = 2
  const backlog = await startBacklog({ change: { throttleRate: rate } })
  await send(backlog, MANY)
  const before = backlog.calls.length
  // Longer than the longest wait that a delivery is given.
  await minutes(t, backlog, 20)
  const times = backlog.engine.sent.filter(({ url }) => url === CROWDED).map(({ at }) => at)
  t.equal(new Set(backlog.crowded()).size, MANY)
  t.equal(times.length, MANY)
  const most = Math.max(...times.map((from, index) => times.slice(index, index + 20).filter(at => at < from + 5000).length))
  t.ok(most <= 5 * rate * 1.1, `${most} requests in five seconds`)
  t.ok(backlog.calls.length - before < 20 * MANY, `${backlog.calls.length - before} calls`)
  t.same(troubles(backlog), [])
  t.equal(await everythingDue(backlog), 0)
})

t.test('Thousands of deliveries that wait for a proxy try it now and then. Each is sent once when the proxy is back.', async t => {
  const state = { isDown: true, asked: 0 }
  const backlog = await startBacklog({
    answer ({ url }) {
      if (!state.isDown || url !== CROWDED) return {}
      state.asked++
      return proxyDown()
    }
  })
  await send(backlog, MANY)
  await minutes(t, backlog, 5)
  t.ok(state.asked <= MANY * 10, `${state.asked} tries in five minutes`)
  checkQuiet(t, backlog, { during: 5, conditions: ['delivery.proxy-failed'] })
  state.isDown = false
  const before = backlog.crowded().length
  await minutes(t, backlog, 2)
  t.equal(backlog.crowded().length - before, MANY, 'each delivery is sent once, within two minutes')
  t.equal(await everythingDue(backlog), 0)
})

t.test('Thousands of retries for a disabled endpoint are sent on time if the endpoint is enabled again before they are due.', async t => {
  const state = { isDown: true }
  const backlog = await startBacklog({
    answer: ({ url }) => state.isDown && url === CROWDED ? { statusCode: 500 } : {},
    env: { POSTHORN_CIRCUIT_BREAKER: 'false', POSTHORN_RETRY_SCHEDULE: '5m' }
  })
  const { db, endpoint, clock } = backlog
  await send(backlog, MANY)
  await endpoints.update(db, endpoint, () => ({ disabled: true }), clock.now())
  await minutes(t, backlog, 2)
  await endpoints.update(db, endpoint, () => ({ disabled: false }), clock.now())
  state.isDown = false
  t.equal(backlog.crowded().length, MANY)
  await minutes(t, backlog, 5)
  t.equal(backlog.crowded().length, 2 * MANY)
  t.same(troubles(backlog), [])
  t.equal(await everythingDue(backlog), 0)
})

t.test('Retries that are due while the endpoint is disabled are canceled without warnings. A recovery sends all of them later.', async t => {
  const state = { isDown: true }
  const backlog = await startBacklog({
    answer: ({ url }) => state.isDown && url === CROWDED ? { statusCode: 500 } : {},
    env: { POSTHORN_CIRCUIT_BREAKER: 'false', POSTHORN_RETRY_SCHEDULE: '1m' }
  })
  const { db, endpoint, clock, engine } = backlog
  const since = clock.now()
  await send(backlog, MANY)
  await endpoints.update(db, endpoint, () => ({ disabled: true }), clock.now())
  await minutes(t, backlog, 2)
  t.equal(await everythingDue(backlog), 0)
  state.isDown = false
  await endpoints.update(db, endpoint, () => ({ disabled: false }), clock.now())
  await tasks.begin(engine, endpoint, { kind: 'endpoint.recover', since: since - 1000, until: clock.now(), filter: {} })
  await minutes(t, backlog, 3)
  t.equal(backlog.crowded().length, 2 * MANY)
  t.same(troubles(backlog), [])
})

t.test("Thousands of messages with the same deliverAt are sent once, at that time. The neighbour's message is sent between them.", async t => {
  const backlog = await startBacklog()
  const { clock } = backlog
  const deliverAt = clock.now() + 10 * MINUTE
  await send(backlog, MANY, { deliverAt })
  await pass(10 * MINUTE - 1, backlog)
  t.equal(backlog.crowded().length, 0, 'no message is sent before its time')
  const going = pass(1, backlog)
  while (backlog.crowded().length < 100) await new Promise(resolve => setImmediate(resolve))
  const behind = await backlog.neighbour()
  await going
  await pass(MINUTE, backlog)
  t.ok(behind <= 2 * AT_ONCE, `${behind} requests were sent before the neighbour's`)
  t.equal(new Set(backlog.crowded()).size, MANY)
  t.equal(backlog.crowded().length, MANY)
  t.same(troubles(backlog), [])
  t.equal(await everythingDue(backlog), 0)
})

t.test('While the database does not answer, a process calls it rarely and logs once a minute. All deliveries are sent when it is back.', async t => {
  const backlog = await startBacklog()
  const { clock, inject, calls } = backlog
  await send(backlog, MANY, { deliverAt: clock.now() + MINUTE })
  let isAway = false
  inject(() => isAway ? 'fail' : undefined)
  await pass(MINUTE - 1, backlog)
  const going = pass(1, backlog)
  while (backlog.crowded().length < MANY / 4) await new Promise(resolve => setImmediate(resolve))
  isAway = true
  await going
  const before = calls.length
  await pass(5 * MINUTE, backlog)
  t.ok(calls.length - before < 10_000, `${calls.length - before} calls in five minutes`)
  t.ok(backlog.crowded().length < MANY)
  const lines = troubles(backlog).length
  t.ok(lines <= 40, `${lines} lines`)
  isAway = false
  await minutes(t, backlog, 5)
  t.equal(new Set(backlog.crowded()).size, MANY)
  t.ok(backlog.crowded().length <= MANY + AT_ONCE, 'only requests that were in flight are sent again')
  t.equal(await everythingDue(backlog), 0)
})
