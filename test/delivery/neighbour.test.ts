import t, { type Test } from 'tap'
import { accept } from '../../src/delivery/accept/accept.js'
import { createDrivenClock, everythingDue, newEndpoint, newMessage, startRig } from '../helpers/engine.js'
import { START } from '../helpers/driven.js'
import { eventually } from '../helpers/receiver.js'

const HEALTHY = 50
const MESSAGES = 6
const CONCURRENCY = 100
// What one endpoint may have under way: a tenth.
const SHARE = CONCURRENCY / 10

/** Healthy endpoints get theirs beside some that hang; time stands still, so nothing can have waited for a timeout. */
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
  for (let i = 0; i < HEALTHY; i++) await newEndpoint(engine, application, { url: `https://healthy-${i}.example/`, eventTypes: [`type.n${i}`] })
  for (let i = 0; i < slow; i++) await newEndpoint(engine, application, { url: `https://slow-${i}.example/`, eventTypes: ['type.slow'] })
  const sentTo = (what: string) => engine.sent.filter(({ url }) => url.includes(what))

  // More for each of those that hang than it may have under way.
  for (let n = 0; n < 3 * SHARE; n++) await accept(engine, application, newMessage({ eventType: 'type.slow' }))
  const most = Math.min(slow * SHARE, CONCURRENCY - 1)
  // The share of each shrinks with the room that is left.
  await eventually('those that hang have half of that or more', () => sentTo('slow').length >= slow * SHARE / 2)

  for (let n = 1; n <= MESSAGES; n++) {
    for (let i = 0; i < HEALTHY; i += 10) {
      await Promise.all(Array.from({ length: 10 }, async (_, k) => await accept(engine, application, newMessage({ eventType: `type.n${i + k}` }))))
    }
    await eventually('all healthy endpoints got theirs', () => sentTo('healthy').length === n * HEALTHY)
  }
  t.ok(sentTo('healthy').every(({ at }) => at === START), 'without a moment having passed')
  const held = sentTo('slow').length
  t.ok(held >= 1 && held <= most, `${held} requests hang, of ${CONCURRENCY} that there may be`)

  letGo()
  await clock.runTo(START + 600_000, rig.isQuiet)
  t.equal(sentTo('slow').length, slow * 3 * SHARE, 'and those that hung get theirs when they answer again')
  t.equal(await everythingDue(rig), 0)
}

t.test('one endpoint that hangs delays none of fifty healthy ones', async t => {
  await healthyBeside(t, 1)
})

t.test('nor do ten of them', async t => {
  await healthyBeside(t, 10)
})
