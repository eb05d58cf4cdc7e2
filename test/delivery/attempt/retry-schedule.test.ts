import t from 'tap'
import { retryDelayMs, type FailedAttempt } from '../../../src/delivery/attempt/retry-schedule.js'
import { parseRetryAfter } from '../../../src/delivery/sending/retry-after.js'
import { fc } from '../../helpers/chance.js'

const now = Date.UTC(2026, 10, 1, 12, 0, 0, 250)
const middle = (): number => 0.5
const failed = (change: Partial<FailedAttempt> = {}): FailedAttempt => ({
  scheduleMs: [5_000, 300_000], attempt: 1, answer: { statusCode: 500, failure: undefined, retryAfter: undefined }, now, random: middle,
  retryAfterMaxMs: 3_600_000, ...change
})
const answer = (change: Partial<FailedAttempt['answer']>): FailedAttempt['answer'] => ({ ...failed().answer, ...change })

t.test('Each failed attempt waits for its entry of the schedule, until the schedule is used up.', async t => {
  t.equal(retryDelayMs(failed()), 5_000)
  t.equal(retryDelayMs(failed({ attempt: 2 })), 300_000)
  t.equal(retryDelayMs(failed({ attempt: 3 })), undefined)
  t.equal(retryDelayMs(failed({ scheduleMs: [] })), undefined, 'an empty schedule allows one attempt')
})

t.test('Jitter is uniform within 20 % in both directions.', async t => {
  t.equal(retryDelayMs(failed({ random: () => 0 })), 4_000)
  t.equal(retryDelayMs(failed({ random: () => 0.75 })), 5_500)
  t.equal(retryDelayMs(failed({ random: () => 0.999999 })), 6_000)
})

t.test('After a timeout or a 429 the wait is at least one minute.', async t => {
  t.equal(retryDelayMs(failed({ answer: answer({ statusCode: 0, failure: 'timeout' }) })), 60_000)
  t.equal(retryDelayMs(failed({ answer: answer({ statusCode: 429 }) })), 60_000)
  t.equal(retryDelayMs(failed({ attempt: 2, answer: answer({ statusCode: 429 }) })), 300_000)
  t.equal(retryDelayMs(failed({ answer: answer({ statusCode: 0, failure: 'connection' }) })), 5_000)
})

t.test('Retry-After is a lower bound with jitter upwards only. It never shortens the wait of the schedule.', async t => {
  const wait = (retryAfter: string, statusCode = 503, random = () => 0): number | undefined =>
    retryDelayMs(failed({ answer: answer({ statusCode, retryAfter }), random }))
  const most = () => 0.999999
  t.equal(wait('1'), 4_000)
  t.equal(wait('1', 503, middle), 5_000)
  for (const statusCode of [301, 400, 429, 500, 502, 503, 504]) {
    t.equal(wait('9', statusCode), statusCode === 429 ? 48_000 : 9_000, `${statusCode}`)
  }
  t.equal(wait('9', 503, middle), 9_900)
  t.equal(wait('9', 503, most), 10_800)
  t.equal(wait('5', 503), 5_000, 'also where the schedule with jitter might come earlier')
  t.equal(wait('6.2'), 7_000)
  t.equal(wait('3600'), 3_600_000, 'twice the wait of the schedule is not a limit')
  t.equal(wait('90', 429), 90_000)
  t.equal(wait('Sun, 01 Nov 2026 12:00:08 GMT'), 7_750)
  t.equal(wait('Sunday, 01-Nov-26 12:10:00 GMT'), 599_750)
  t.equal(wait('Sun Nov  1 12:10:00 2026'), 599_750)
  t.equal(wait('soon', 503, middle), 5_000)
})

t.test('Retry-After is respected up to a limit, which a setting changes.', async t => {
  const wait = (retryAfter: string, retryAfterMaxMs?: number): number | undefined =>
    retryDelayMs(failed({
      answer: answer({ statusCode: 503, retryAfter }), random: () => 0, ...retryAfterMaxMs !== undefined && { retryAfterMaxMs }
    }))
  t.equal(wait('86400'), 3_600_000)
  t.equal(wait('9'.repeat(400)), 3_600_000)
  t.equal(wait('86400', 86_400_000), 86_400_000)
  t.equal(wait('86400', 1_000), 4_000, 'not shorter than the wait of the schedule')
})

t.test('A schedule of a few milliseconds works.', async t => {
  const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
  t.doesNotThrow(() => fc.assert(fc.property(unit, (random) =>
    retryDelayMs(failed({ scheduleMs: [1], random: () => random })) === 1 &&
    retryDelayMs(failed({ scheduleMs: [0], random: () => random })) === 0)))
})

t.test('Every wait is a whole number: at least what the schedule and Retry-After require, and at most a fifth longer.', async t => {
  const cases = fc.record({
    entry: fc.nat(50_000_000), random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    retryAfter: fc.oneof(fc.string(), fc.nat().map(String))
  })
  t.doesNotThrow(() => fc.assert(fc.property(cases, ({ entry, random, retryAfter }) => {
    const delay = retryDelayMs(failed({ scheduleMs: [entry], random: () => random, answer: answer({ retryAfter }) }))!
    const asked = Math.min(parseRetryAfter(retryAfter, now) ?? 0, 3_600_000)
    return Number.isInteger(delay) && delay >= Math.max(Math.floor(entry * 0.8), asked) && delay <= Math.ceil(Math.max(entry, asked) * 1.2)
  })))
})

t.test('Retry-After is read as decimal seconds, rounded up.', async t => {
  t.equal(parseRetryAfter('0', now), 0)
  t.equal(parseRetryAfter('120', now), 120_000)
  t.equal(parseRetryAfter(' 1.001 ', now), 2_000)
})

t.test('Retry-After is read as a date in any form of RFC 9110 and RFC 2822.', async t => {
  const at = Date.UTC(1994, 10, 6, 8, 49, 37)
  for (const text of [
    'Sun, 06 Nov 1994 08:49:37 GMT', 'Sunday, 06-Nov-94 08:49:37 GMT', 'Sun Nov  6 08:49:37 1994',
    'Sun, 06 Nov 1994 09:49:37 +0100', '6 Nov 1994 08:49:37 UT', 'Sun, 6 Nov 1994 08:49:37 +0000'
  ]) t.equal(parseRetryAfter(text, at - 5_000), 5_000, text)
  t.equal(parseRetryAfter('Sun, 06 Nov 1994 08:49:37 GMT', now), 0, 'a date in the past')
})

t.test('A Retry-After that is neither a number nor a date is ignored.', async t => {
  for (const text of ['', '-5', '+5', '1e3', '0x10', '5s', '1.', '.5', 'Infinity', '2026-11-01', '2026-11-01T12:00:00Z', 'Nov 2026',
    'Sun, 99 Nov 1994 08:49:37 GMT', 'Sun, 06 Nov 1994 08:49:37 GMT, 5']) t.equal(parseRetryAfter(text, now), undefined, text)
})
