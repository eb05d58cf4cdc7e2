import t from 'tap'
import { createSpread } from '../../src/lib/spread-times.js'
import { chance, fc } from '../helpers/chance.js'

const NOW = 1_700_000_000_000
const at = (now = NOW) => ({ now, random: chance.next() })

/** The number of times in each second. */
function perSecond (times: number[]): Map<number, number> {
  const counts = new Map<number, number>()
  for (const time of times) counts.set(Math.floor(time / 1000), (counts.get(Math.floor(time / 1000)) ?? 0) + 1)
  return counts
}

t.test('While a second has room, each caller gets the time that it wants.', async t => {
  const spread = createSpread({ perSecond: 3, mostMs: 60_000 })
  for (const wished of [NOW + 5000, NOW + 5001, NOW + 5999, NOW + 6000]) t.equal(spread.timeOf(wished, at()), wished)
})

t.test('When its second is full, a caller gets a random time in the next second that has room.', async t => {
  const spread = createSpread({ perSecond: 2, mostMs: 60_000 })
  const wished = NOW + 5500
  const times = Array.from({ length: 6 }, () => spread.timeOf(wished, { now: NOW, random: 0.25 }))
  t.same(times, [wished, wished, NOW + 6250, NOW + 6250, NOW + 7250, NOW + 7250])
})

t.test('For any requested times: no second gets more than its limit, and no time is too early or delayed too long.', async () => {
  const [most, mostMs] = [5, 600_000]
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 300 }), wishes => {
    const spread = createSpread({ perSecond: most, mostMs })
    const times = wishes.map(ms => ({ wished: NOW + ms, told: spread.timeOf(NOW + ms, at()) }))
    const isKept = times.every(({ wished, told }) => told >= wished && told <= wished + mostMs)
    return isKept && [...perSecond(times.map(({ told }) => told)).values()].every(count => count <= most)
  }))
})

t.test('When all seconds up to the maximum delay are full, callers get a random time within the maximum delay.', async t => {
  const spread = createSpread({ perSecond: 1, mostMs: 10_000 })
  const wished = NOW + 1000
  const first = Array.from({ length: 10 }, () => spread.timeOf(wished, at()))
  t.equal(perSecond(first).size, 10)
  const rest = Array.from({ length: 1000 }, () => spread.timeOf(wished, at()))
  t.ok(rest.every(time => time >= wished && time < wished + 10_000))
  const counts = perSecond(rest)
  t.ok(counts.size >= 10)
  t.ok(Math.max(...counts.values()) < 200, 'the times are spread evenly')
})

t.test('A full second does not affect callers that want another second.', async t => {
  const spread = createSpread({ perSecond: 1, mostMs: 60_000 })
  for (let n = 0; n < 20; n++) spread.timeOf(NOW + 5000, at())
  t.equal(spread.timeOf(NOW + 90_000, at()), NOW + 90_000)
  t.equal(spread.timeOf(NOW + 2000, at()), NOW + 2000)
})

t.test('Times in the past are forgotten, so that there is room again after the clock was set back.', async t => {
  const spread = createSpread({ perSecond: 1, mostMs: 60_000 })
  const wished = NOW + 5000
  t.equal(spread.timeOf(wished, at()), wished)
  t.not(spread.timeOf(wished, at()), wished)
  spread.timeOf(NOW + 100_000, at(NOW + 90_000))
  t.equal(spread.timeOf(wished, at()), wished)
})
