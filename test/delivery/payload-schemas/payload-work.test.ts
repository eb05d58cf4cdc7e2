import t, { type Test } from 'tap'
import { EACH_MS, works } from '../../../src/delivery/payload-schemas/payload-work.js'

const check = await works.check()
const schemas = JSON.stringify({ 1: { properties: { x: { type: 'string', pattern: '^(a+)+$' } } } })
const endless = JSON.stringify({ x: `${'a'.repeat(40)}!` })
const [right, wrong] = [JSON.stringify({ x: 'aaa' }), JSON.stringify({ x: 'b' })]

/** Makes the process seem to have this share of the CPU. */
function sharing (t: Test, share: number): void {
  const { cpuUsage } = process
  process.cpuUsage = Object.assign(() => ({ user: performance.now() * 1000 * share, system: 0 }), cpuUsage)
  t.teardown(() => { process.cpuUsage = cpuUsage })
}

t.test('A check that uses its time is ended once, and the payload is late.', async t => {
  sharing(t, 1)
  const { found, timeouts } = check({ key: 'a', schemas, payloads: [right, endless, wrong], budgetMs: 10_000 })
  t.match(found, ['right', 'late', { path: ['x'] }])
  t.equal(timeouts, 1)
})

t.test('A check that waited for the CPU is made once more, with more time.', async t => {
  sharing(t, 0.1)
  const began = performance.now()
  const { found, timeouts, tookMs } = check({ key: 'b', schemas, payloads: [endless, right], budgetMs: 10_000 })
  t.same(found, ['late', 'right'])
  t.equal(timeouts, 1)
  t.ok(performance.now() - began >= 4 * EACH_MS, 'two limits were waited for, the second three times as long')
  t.ok(tookMs < performance.now() - began, 'the budget counts own time')
})
