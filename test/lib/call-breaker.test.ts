import t from 'tap'
import { isAway } from '../../src/lib/away.js'
import { createBreaker } from '../../src/lib/call-breaker.js'

const away = () => Object.assign(new Error('no answer'), { name: 'TimeoutError' })
const refused = () => Object.assign(new Error('too fast'), { name: 'ThrottlingException', $metadata: { httpStatusCode: 400 } })
const fails = (error: () => Error) => async () => { throw error() }

function resting (failures = 3) {
  let now = 0
  const breaker = createBreaker({ failures, restMs: 100, longestMs: 300, now: () => now })
  return {
    breaker, wait: (ms: number) => { now += ms },
    failTimes: async (times: number) => { while (times-- > 0) await breaker.run(fails(away)).catch(() => {}) }
  }
}

t.test('After a number of failures in a row, calls fail at once and are not made.', async t => {
  const { breaker, failTimes } = resting()
  await failTimes(2)
  t.equal(await breaker.run(async () => 'answer'), 'answer', 'a success in between restarts the count')
  await failTimes(3)
  t.ok(breaker.isOpen)
  let calls = 0
  await t.rejects(breaker.run(async () => { calls++ }), { name: 'BreakerOpen' })
  t.equal(calls, 0)
})

t.test('After the pause one call is the probe, and the other calls still fail at once. If the probe succeeds, all calls are made.', async t => {
  const { breaker, wait, failTimes } = resting()
  await failTimes(3)
  wait(100)
  let answer!: (value: string) => void
  const probe = breaker.run(async () => await new Promise<string>(resolve => { answer = resolve }))
  await t.rejects(breaker.run(async () => 'too early'), { name: 'BreakerOpen' })
  answer('there')
  t.equal(await probe, 'there')
  t.notOk(breaker.isOpen)
  t.equal(await breaker.run(async () => 'well'), 'well')
})

t.test('Each failed probe doubles the pause, up to the maximum.', async t => {
  const { breaker, wait, failTimes } = resting()
  await failTimes(3)
  for (const rest of [100, 200, 300, 300]) {
    wait(rest - 1)
    await t.rejects(breaker.run(fails(away)), { name: 'BreakerOpen' }, `a pause of ${rest} ms`)
    wait(1)
    await t.rejects(breaker.run(fails(away)), { name: 'TimeoutError' })
  }
})

t.test('A refusal is an answer: throttling and wrong requests do not open the breaker.', async t => {
  const { breaker } = resting()
  for (let n = 0; n < 20; n++) await t.rejects(breaker.run(fails(refused)), { name: 'ThrottlingException' })
  t.notOk(breaker.isOpen)
  t.same([refused(), new TypeError('x'), { $metadata: { httpStatusCode: 404 } }, undefined].map(error => isAway(error ?? {})), [
    false, false, false, false
  ])
  t.same([away(), { code: 'ECONNREFUSED' }, { code: 'UND_ERR_SOCKET' }, { $metadata: { httpStatusCode: 503 } }].map(isAway), [
    true, true, true, true
  ])
})
