import t from 'tap'
import { createIdFactory } from '../../src/lib/ids.js'
import * as attempts from '../../src/repositories/attempts.js'
import * as stats from '../../src/repositories/attempt-buckets.js'
import { addAttempt, addSums, noSums, quantileOf } from '../../src/repositories/attempt-sums.js'
import { chance, fc, runs } from '../helpers/chance.js'
import { openTestDatabase } from '../helpers/engine.js'

const HOUR = 3_600_000
const NOW = Date.UTC(2026, 10, 22, 12, 30)
const SETTLED = NOW - 120_000

const codes = [200, 404, 500, 503, 0] as const
const made = (endpointId: string, count: number, from: number, until: number) => Array.from({ length: count }, (_, n) => {
  const at = Math.floor(from + (until - from) * n / count)
  const code = codes[n % codes.length]!
  return {
    id: createIdFactory({ now: () => at })('atmpt_').id, at, appId: 'app_1', msgId: `msg_${endpointId}_${n}`, endpointId,
    url: 'https://example.com/', status: code === 200 ? 0 as const : 2 as const,
    responseStatusCode: code, response: 'x'.repeat(1500), responseDurationMs: 10 + n % 90, triggerType: 0 as const, eventType: 'a',
    channels: null, ...(code === 0 && n % 2 === 0 && { failure: 'timeout' as const })
  }
})

async function stored (count: number, from: number, until: number) {
  const { db, calls } = await openTestDatabase()
  const all = made('ep_1', count, from, until)
  for (let n = 0; n < count; n += 100) {
    await Promise.all(all.slice(n, n + 100).map(async ({ at: _, ...attempt }) =>
      await attempts.record(db, attempt)))
  }
  calls.length = 0
  return { db, calls, all }
}

const plenty = () => ({ requests: 1000, until: Infinity, now: () => 0 })
const totals = (slots: Map<number, { success: number, fail: number }>) =>
  [...slots.values()].reduce((sum, { success, fail }) => [sum[0]! + success, sum[1]! + fail], [0, 0])
const expected = (all: ReturnType<typeof made>, since: number, until: number) => {
  const within = all.filter(({ at }) => at >= since && at < until)
  return [within.filter(({ status }) => status === 0).length, within.filter(({ status }) => status === 2).length]
}

t.test('Hours are summed up once, for any time ranges. The sums agree with the attempts.', async t => {
  const { db, calls, all } = await stored(600, NOW - 40 * HOUR, NOW)
  const ask = async (since: number, until: number) => await stats.sum(db, 'ep_1', { since, until, settledUntil: SETTLED }, plenty())
  for (let n = 0; n < 30; n++) {
    const since = Math.floor((NOW - chance.next() * 40 * HOUR) / stats.SLOT_MS) * stats.SLOT_MS
    const until = Math.min(NOW + 1, since + Math.ceil(chance.next() * 20 * 12) * stats.SLOT_MS)
    const { slots, isComplete } = await ask(since, until)
    t.strictSame([totals(slots), isComplete], [expected(all, since, until), true], `${since} to ${until}`)
  }
  await ask(NOW - 40 * HOUR, NOW + 1)
  calls.length = 0
  const { slots } = await ask(NOW - 40 * HOUR, NOW + 1)
  t.strictSame(calls.map(({ name }) => name), ['Query', 'Query', 'Query'], 'one for all rows, two for the current hour: the index, deliveries')
  const first = [...slots.keys()].sort((a, b) => a - b)[0]!
  const sums = noSums()
  for (const one of all.filter(({ at }) => at >= first && at < first + stats.SLOT_MS)) addAttempt(sums, one)
  t.strictSame(slots.get(first), sums)
})

t.test('The first sum of an endpoint without attempts writes once. Each later one costs three requests.', async t => {
  const { db, calls } = await stored(0, 0, 0)
  const ask = async () => await stats.sum(db, 'ep_idle', { since: NOW - 24 * HOUR, until: NOW + 1, settledUntil: SETTLED }, plenty())
  t.strictSame(await ask(), { slots: new Map(), isComplete: true })
  t.equal(calls.filter(({ name }) => name === 'PutItem').length, 1)
  calls.length = 0
  await ask()
  t.strictSame(calls.map(({ name }) => name), ['Query', 'Query', 'Query'])
})

t.test('A budget that is used up ends a sum. The next sum continues until all attempts are counted, also within one hour.', async t => {
  // More than three megabytes in one hour, and some before and after.
  const { db, all } = await stored(2400, NOW - 5 * HOUR, NOW - 4.4 * HOUR)
  let looks = 0
  let seen = 0
  for (let isComplete = false; !isComplete; looks++) {
    if (looks > 20) throw new Error('It never ends.')
    const asked = { since: NOW - 24 * HOUR, until: NOW + 1, settledUntil: SETTLED }
    const summed = await stats.sum(db, 'ep_1', asked, { ...plenty(), requests: 2 })
    isComplete = summed.isComplete
    const [success, fail] = totals(summed.slots) as [number, number]
    t.ok(success + fail >= seen, `${success + fail} after ${seen}`)
    seen = success + fail
  }
  t.ok(looks > 2, `${looks} looks`)
  t.equal(seen, 2400)
  const { slots } = await stats.sum(db, 'ep_1', { since: NOW - 24 * HOUR, until: NOW + 1, settledUntil: SETTLED }, plenty())
  t.strictSame(totals(slots), expected(all, 0, NOW))
})

t.test('Quantiles of sums are within 5 percent of the exact ones. Sums can be added.', async t => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 30_000 }), { minLength: 1, maxLength: 200 }), fc.constantFrom(0.5, 0.95),
    (durations, share) => {
      const [one, other] = [noSums(), noSums()]
      durations.forEach((responseDurationMs, n) =>
        addAttempt(n % 2 === 0 ? one : other, { status: 0, responseStatusCode: 200, responseDurationMs }))
      addSums(one, other)
      t.equal(one.success, durations.length)
      const exact = durations.sort((a, b) => a - b)[Math.ceil(durations.length * share) - 1]!
      const said = quantileOf(one, share)!
      t.ok(Math.abs(said - exact) <= exact * 0.05 + 1, `${said} instead of ${exact}`)
    }), { numRuns: runs(50, 500) })
  t.equal(quantileOf(noSums(), 0.5), null)
})
