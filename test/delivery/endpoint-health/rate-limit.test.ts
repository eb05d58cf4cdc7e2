import { monitorEventLoopDelay } from 'node:perf_hooks'
import t, { type Test } from 'tap'
import * as applications from '../../../src/repositories/applications.js'
import { startDynamoDbServer } from '../../helpers/dynamodb-server.js'
import { beside, driven, pass, send, START, type Driven } from '../../helpers/driven.js'
import { createDrivenClock, everythingDue, newEndpoint, type DrivenClock } from '../../helpers/engine.js'
import { eventually, startReceiver } from '../../helpers/receiver.js'
import { startTestServer } from '../../helpers/server.js'

const WINDOW_MS = 5000

/** The largest and the smallest number of requests in any window of five seconds that lies within the log. */
function windows (log: number[], backlogFrom = 0): { most: number, fewest: number } {
  const times = log.toSorted((a, b) => a - b)
  const counts = times.map((from, index) => times.slice(index).filter(at => at < from + WINDOW_MS).length)
  const whole = counts.filter((_, index) => times[index]! >= backlogFrom && times[index]! + WINDOW_MS <= times.at(-1)!)
  return { most: Math.max(...counts), fewest: Math.min(...whole) }
}

function checkRate (t: Test, log: number[], rate: number): void {
  const { most, fewest } = windows(log)
  t.ok(most <= rate * 5 * 1.1, `at most ${most} in five seconds at ${rate} a second`)
  t.ok(fewest >= rate * 5 * 0.9, `at least ${fewest} in five seconds at ${rate} a second`)
}

const timesOf = (...rigs: Driven[]) => rigs.flatMap(({ engine }) => engine.sent.map(({ at }) => at))
const throttleCalls = ({ calls }: Driven) => calls.filter(({ table }) => table === 'throttles').length

t.test("The backlog of an endpoint is sent at the endpoint's rate.", async t => {
  const rig = await driven({ change: { throttleRate: 10 } })
  await send(rig, 80)
  await pass(20_000, rig)
  t.equal(rig.engine.sent.length, 80)
  checkRate(t, timesOf(rig), 10)
  t.equal(await everythingDue(rig), 0)
})

t.test('The rate of an application applies to all its endpoints together.', async t => {
  const rig = await driven()
  await applications.update(rig.db, rig.application, { throttleRate: 10 }, START)
  await newEndpoint(rig.engine, rig.application)
  await send(rig, 40)
  await pass(20_000, rig)
  t.equal(rig.engine.sent.length, 80)
  checkRate(t, timesOf(rig), 10)
})

t.test('With both limits, both rates are kept and both are used fully.', async t => {
  const rig = await driven({ change: { throttleRate: 4, url: 'https://slow.example/' } })
  await applications.update(rig.db, rig.application, { throttleRate: 10 }, START)
  await newEndpoint(rig.engine, rig.application)
  await send(rig, 40)
  await pass(30_000, rig)
  t.equal(rig.engine.sent.length, 80)
  const slow = rig.engine.sent.filter(({ url }) => url.includes('slow')).map(({ at }) => at)
  t.ok(windows(slow).most <= 22, `the endpoint: ${windows(slow).most}`)
  t.ok(windows(timesOf(rig)).most <= 55, `the application: ${windows(timesOf(rig)).most}`)
  t.ok(Math.max(...timesOf(rig)) - START < 15_000, `done after ${Math.max(...timesOf(rig)) - START} ms`)
})

t.test('Two processes together keep one rate.', async t => {
  const one = await driven({ change: { throttleRate: 10 }, isAlone: false })
  const two = await beside(one, { isAlone: false })
  await Promise.all([send(one, 40), send(two, 40)])
  await pass(20_000, one, two)
  t.equal(timesOf(one, two).length, 80)
  t.ok(one.engine.sent.length > 0 && two.engine.sent.length > 0)
  checkRate(t, timesOf(one, two), 10)
})

t.test('A process that dies wastes almost no slot. The other process sends its deliveries.', async t => {
  const clock = createDrivenClock(START)
  // Timers that would fire in the first process after its death are kept, so that it can end after the test.
  let isDead = false
  const parked: Array<() => void> = []
  const wakeAt: DrivenClock['wakeAt'] = (at, wake) => clock.wakeAt(at, () => { if (isDead) parked.push(wake); else wake() })
  const one = await driven({ clock: Object.create(clock, { wakeAt: { value: wakeAt } }), change: { throttleRate: 10 }, isAlone: false })
  const two = await beside({ ...one, clock }, { isAlone: false })
  await Promise.all([send(one, 30), send(two, 30)])
  await pass(1000, one, two)
  isDead = true
  const died = one.engine.sent.length
  await clock.runTo(START + 120_000, two.isQuiet)
  t.ok(parked.length > 0, 'the process died in the middle of its work')
  t.equal(one.engine.sent.length, died)
  t.equal(timesOf(one, two).length, 60)
  t.ok(windows(timesOf(one, two)).most <= 55)
  isDead = false
  for (const wake of parked) wake()
  await pass(60_000, one, two)
  t.equal(timesOf(one, two).length, 60, 'if the process was only asleep, it sends nothing again')
})

t.test('A raised rate applies at once to new messages, and soon to waiting ones.', async t => {
  const rig = await driven({ change: { throttleRate: 1 } })
  await send(rig, 30)
  await pass(2000, rig)
  const { update } = await import('../../../src/repositories/endpoints.js')
  await update(rig.db, rig.endpoint, () => ({ throttleRate: 1000 }), rig.clock.now())
  await pass(3000, rig)
  const before = rig.engine.sent.length
  await send(rig, 20)
  await pass(500, rig)
  t.ok(rig.engine.sent.length >= before + 20, 'new messages do not wait for the older plan')
})

t.test('Without a rate no call is made. With a rate that is not used up one write is made and no delivery waits.', async t => {
  const free = await driven()
  await send(free, 3)
  t.equal(throttleCalls(free), 0)
  const limited = await driven({ change: { throttleRate: 100 } })
  await send(limited)
  limited.calls.length = 0
  await pass(5000, limited)
  await send(limited)
  t.equal(limited.engine.sent.length, 2)
  t.equal(throttleCalls(limited), 1)
})

t.test('A database that fails for a moment causes a delay, and not more requests than the rate.', async t => {
  const rig = await driven({ change: { throttleRate: 10 } })
  let count = 0
  rig.inject(({ table }) => table === 'throttles' && ++count % 3 === 0 ? (count % 2 ? 'lose' : 'fail') : undefined)
  await send(rig, 40)
  await pass(200_000, rig)
  t.equal(rig.engine.sent.length, 40)
  t.ok(windows(timesOf(rig)).most <= 55)
})

t.test('Over real connections, the receiver of two servers on one database sees the rate.', async t => {
  const receiver = await startReceiver()
  const database = await startDynamoDbServer()
  const lag = monitorEventLoopDelay({ resolution: 10 })
  lag.enable()
  const settings = {
    POSTHORN_DYNAMODB_ENDPOINT: database.endpoint, POSTHORN_WHITELIST_SUBNETS: '127.0.0.0/8', POSTHORN_JWT_SECRET: 'the secret of tokens',
    POSTHORN_MAIN_SECRET: 'the main secret of it'
  }
  const first = await startTestServer(settings)
  const second = await startTestServer(settings)
  t.teardown(async () => {
    await Promise.all([first.close(), second.close()])
    await database.close()
    await receiver.close()
  })
  const token = await first.token()
  const apis = [await first.api(token), await second.api(token)]
  const { body: { id } } = await apis[0]!('POST', '/app', { name: 'an application' })
  await apis[0]!('POST', `/app/${id}/endpoint`, { url: receiver.url, throttleRate: 10 })
  for (let i = 0; i < 35; i++) {
    await Promise.all(apis.map(async api =>
      await api('POST', `/app/${id}/msg`, { eventType: 'a.b', payload: { i } })))
  }
  const acceptedAt = Date.now()
  await eventually('all are delivered', () => receiver.received.length >= 70)
  const times = receiver.received.map(({ at }) => at)
  const { most, fewest } = windows(times, acceptedAt)
  // A process that waited for the CPU receives late requests together with requests on time.
  const late = Math.ceil(10 * lag.max / 1e9)
  t.ok(most <= 55 + late, `at most ${most} in five seconds, ${late} of them perhaps late`)
  const worst = lag.percentile(99) / 1e6
  if (worst < 100) t.ok(fewest >= 45, `at least ${fewest} in five seconds`)
  else t.comment(`the machine was busy (p99 lag ${worst.toFixed(0)} ms): at least ${fewest} in five seconds`)
})
