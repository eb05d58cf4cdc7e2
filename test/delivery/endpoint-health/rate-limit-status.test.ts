import t from 'tap'
import { rateLimitStatus } from '../../../src/delivery/endpoint-health/rate-limit-status.js'
import * as applications from '../../../src/repositories/applications.js'
import * as endpoints from '../../../src/repositories/endpoints.js'
import { driven, pass, send, START, type Driven } from '../../helpers/driven.js'

const statusOf = async ({ engine, endpoint, application, db }: Driven) =>
  await rateLimitStatus(
    engine, await endpoints.find(db, application.id, endpoint.id), (await applications.find(db, application.orgId, application.id))!
  )

t.test('Where no limit is set nothing is read', async t => {
  const rig = await driven()
  await send(rig, 5)
  const { endpoint, application, engine } = rig
  const before = rig.calls.length
  t.strictSame(await rateLimitStatus(engine, endpoint, application), { limits: [], sent: undefined })
  t.equal(rig.calls.length, before)
})

t.test('Below its rate an endpoint shows what was sent and that nothing waits', async t => {
  const rig = await driven({ change: { throttleRate: 10 } })
  await send(rig, 3)
  await pass(5000, rig)
  t.strictSame(await statusOf(rig), {
    limits: [{ of: 'endpoint', rate: 10, backlog: undefined }], sent: { count: 3, seconds: 10, more: false }
  })
  await pass(10_000, rig)
  t.equal((await statusOf(rig)).sent!.count, 0)
})

t.test('Above it, about as many wait as were not sent, since when and until when they wait is true, and then nothing waits', async t => {
  const rig = await driven({ change: { throttleRate: 10 } })
  await send(rig, 120)
  let until = 0
  for (const seconds of [1, 3, 6]) {
    await pass(START + seconds * 1000 - rig.clock.now(), rig)
    const { limits: [limit], sent } = await statusOf(rig)
    const left = 120 - rig.engine.sent.length
    t.ok(Math.abs(limit!.backlog!.waiting - left) <= 5, `${limit!.backlog!.waiting} of ${left} after ${seconds} s`)
    t.ok(limit!.backlog!.since - START < 1000)
    t.equal(sent!.count, rig.engine.sent.length)
    until = limit!.backlog!.until
  }
  await pass(20_000, rig)
  t.equal(rig.engine.sent.length, 120)
  t.ok(
    Math.abs(rig.engine.sent.at(-1)!.at - until) < 1500, `the last was sent ${rig.engine.sent.at(-1)!.at - until} ms after what was said`
  )
  t.equal((await statusOf(rig)).limits[0]!.backlog, undefined)
  await send(rig, 40)
  await pass(1000, rig)
  t.ok((await statusOf(rig)).limits[0]!.backlog!.since > START + 20_000, 'a later backlog has its own begin')
})

t.test("An application's limit and the rising rate after a closed circuit are limits too", async t => {
  const rig = await driven({ change: { throttleRate: 600 } })
  await applications.update(rig.db, rig.application, { throttleRate: 400 }, START)
  await endpoints.updateState(rig.db, rig.endpoint, () =>
    ({ circuit: { state: 'closed', since: rig.clock.now() - 1000, until: 0, opens: 0 } }))
  const ratesOf = async () => (await statusOf(rig)).limits.map(({ of, rate }) => [of, Math.round(rate)])
  t.strictSame(await ratesOf(), [['circuit', 11], ['endpoint', 600], ['application', 400]])
  await pass(300_000, rig)
  t.strictSame(await ratesOf(), [['endpoint', 600], ['application', 400]])
})
