import t, { type Test } from 'tap'
import { accept } from '../../src/delivery/accept/accept.js'
import { createDrivenClock, everythingDue, newEndpoint, newMessage, startRig } from '../helpers/engine.js'
import { START } from '../helpers/driven.js'
import { eventually } from '../helpers/receiver.js'

const HEALTHY = 50
const MESSAGES = 6
const CONCURRENCY = 100
// The limit of requests in flight for one endpoint: a tenth of all.
const SHARE = CONCURRENCY / 10

/** Healthy endpoints get their messages beside endpoints that hang. Time stands still, so no message can have waited for a timeout. */
async function healthyBeside (t: Test, slow: number): Promise<void> {
  let letGo = () => {}
  const released = new Promise<void>(resolve => { letGo = resolve })
  t.teardown(() => letGo())
  const clock = createDrivenClock(START)
  const rig = await startRig({
    clock,
    concurrency: CONCURRENCY,
    answer: async ({ url }) => {
      if (url.includes('slow')) await released
      return {}
    }
  })
  const { engine, application } = rig
  for (let i = 0; i < HEALTHY; i++) {
    await newEndpoint(engine, application, { url: `https://healthy-${i}.example/`, eventTypes: [`type.n${i}`] })
  }
  for (let i = 0; i < slow; i++) await newEndpoint(engine, application, { url: `https://slow-${i}.example/`, eventTypes: ['type.slow'] })
  const sentTo = (what: string) => engine.sent.filter(({ url }) => url.includes(what))

  // More messages for each hanging endpoint than its limit of requests in flight.
  for (let n = 0; n < 3 * SHARE; n++) await accept(engine, application, newMessage({ eventType: 'type.slow' }))
  const most = Math.min(slow * SHARE, CONCURRENCY - 1)
  // The limit of each endpoint shrinks with the number of free requests.
  await eventually('the hanging endpoints hold half of the requests or more', () => sentTo('slow').length >= slow * SHARE / 2)

  for (let n = 1; n <= MESSAGES; n++) {
    for (let i = 0; i < HEALTHY; i += 10) {
      await Promise.all(Array.from({ length: 10 }, async (_, k) =>
        await accept(engine, application, newMessage({ eventType: `type.n${i + k}` }))))
    }
    await eventually('all healthy endpoints have their messages', () => sentTo('healthy').length === n * HEALTHY)
  }
  t.ok(sentTo('healthy').every(({ at }) => at === START), 'no time passed')
  const held = sentTo('slow').length
  t.ok(held >= 1 && held <= most, `${held} requests hang, of ${CONCURRENCY} at most`)

  letGo()
  await clock.runTo(START + 600_000, rig.isQuiet)
  t.equal(sentTo('slow').length, slow * 3 * SHARE, 'the endpoints that hung get their messages when they answer again')
  t.equal(await everythingDue(rig), 0)
}

t.test('One endpoint that hangs does not delay fifty healthy endpoints.', async t => {
  await healthyBeside(t, 1)
})

t.test('Ten endpoints that hang do not delay fifty healthy endpoints.', async t => {
  await healthyBeside(t, 10)
})
