import t from 'tap'
import { parseRetryAfter, retryDelayMs, type FailedAttempt } from '../../src/delivery/retry.js'
import { fc } from '../helpers/chance.js'

const now = Date.UTC(2026, 10, 1, 12, 0, 0, 250)
const middle = (): number => 0.5
const failed = (change: Partial<FailedAttempt> = {}): FailedAttempt => ({
  scheduleMs: [5_000, 300_000], attempt: 1, answer: { statusCode: 500, failure: undefined, retryAfter: undefined }, now, random: middle, retryAfterMaxMs: 3_600_000, ...change
})
const answer = (change: Partial<FailedAttempt['answer']>): FailedAttempt['answer'] => ({ ...failed().answer, ...change })

t.test('each failed attempt waits for its entry of the schedule, until it is used up', async t => {
  t.equal(retryDelayMs(failed()), 5_000)
  t.equal(retryDelayMs(failed({ attempt: 2 })), 300_000)
  t.equal(retryDelayMs(failed({ attempt: 3 })), undefined)
  t.equal(retryDelayMs(failed({ scheduleMs: [] })), undefined, 'an empty schedule is one attempt')
})

t.test('jitter is uniform within 20 % to either side', async t => {
  t.equal(retryDelayMs(failed({ random: () => 0 })), 4_000)
  t.equal(retryDelayMs(failed({ random: () => 0.75 })), 5_500)
  t.equal(retryDelayMs(failed({ random: () => 0.999999 })), 6_000)
})

t.test('after a timeout or a 429 the wait is at least a minute', async t => {
  t.equal(retryDelayMs(failed({ answer: answer({ statusCode: 0, failure: 'timeout' }) })), 60_000)
  t.equal(retryDelayMs(failed({ answer: answer({ statusCode: 429 }) })), 60_000)
  t.equal(retryDelayMs(failed({ attempt: 2, answer: answer({ statusCode: 429 }) })), 300_000)
  t.equal(retryDelayMs(failed({ answer: answer({ statusCode: 0, failure: 'connection' }) })), 5_000)
})

t.test('Retry-After lengthens the wait to its double at most and never shortens it', async t => {
  const wait = (retryAfter: string, statusCode = 503): number | undefined => retryDelayMs(failed({ answer: answer({ statusCode, retryAfter }) }))
  t.equal(wait('1'), 5_000)
  t.equal(wait('7'), 7_000)
  t.equal(wait('6.2'), 7_000)
  t.equal(wait('3600'), 10_000)
  t.equal(wait('90', 429), 90_000, 'the base is the minute then')
  t.equal(wait('Sun, 01 Nov 2026 12:00:08 GMT'), 7_750)
  t.equal(wait('soon'), 5_000)
})

t.test('a schedule of single milliseconds works', async t => {
  const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
  t.doesNotThrow(() => fc.assert(fc.property(unit, (random) =>
    retryDelayMs(failed({ scheduleMs: [1], random: () => random })) === 1 &&
    retryDelayMs(failed({ scheduleMs: [0], random: () => random })) === 0)))
})

t.test('every wait is a whole number between 0.8 and 2.4 times its base', async t => {
  const cases = fc.record({
    entry: fc.nat(50_000_000), random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), retryAfter: fc.oneof(fc.string(), fc.nat().map(String))
  })
  t.doesNotThrow(() => fc.assert(fc.property(cases, ({ entry, random, retryAfter }) => {
    const delay = retryDelayMs(failed({ scheduleMs: [entry], random: () => random, answer: answer({ retryAfter }) }))!
    return Number.isInteger(delay) && delay >= Math.floor(entry * 0.8) && delay <= Math.ceil(entry * 2.4)
  })))
})

t.test('Retry-After is read as decimal seconds, rounded up', async t => {
  t.equal(parseRetryAfter('0', now), 0)
  t.equal(parseRetryAfter('120', now), 120_000)
  t.equal(parseRetryAfter(' 1.001 ', now), 2_000)
})

t.test('Retry-After is read as a date in any form of RFC 9110 and RFC 2822', async t => {
  const at = Date.UTC(1994, 10, 6, 8, 49, 37)
  for (const text of [
    'Sun, 06 Nov 1994 08:49:37 GMT', 'Sunday, 06-Nov-94 08:49:37 GMT', 'Sun Nov  6 08:49:37 1994',
    'Sun, 06 Nov 1994 09:49:37 +0100', '6 Nov 1994 08:49:37 UT', 'Sun, 6 Nov 1994 08:49:37 +0000'
  ]) t.equal(parseRetryAfter(text, at - 5_000), 5_000, text)
  t.equal(parseRetryAfter('Sun, 06 Nov 1994 08:49:37 GMT', now), 0, 'a date gone by')
})

t.test('a Retry-After that is neither is ignored', async t => {
  for (const text of ['', '-5', '+5', '1e3', '0x10', '5s', '1.', '.5', 'Infinity', '2026-11-01', '2026-11-01T12:00:00Z', 'Nov 2026',
    'Sun, 99 Nov 1994 08:49:37 GMT', 'Sun, 06 Nov 1994 08:49:37 GMT, 5']) t.equal(parseRetryAfter(text, now), undefined, text)
})
