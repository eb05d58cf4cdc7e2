import t from 'tap'
import { assign, paceOf, slackOf, type Ask, type Line } from '../../../src/delivery/endpoint-health/rate-limit-slots.js'
import { chance, fc } from '../../helpers/chance.js'
import { createRandom } from '../../simulation/random.js'

const NOW = 1_000_000
const random = () => 0.5
const ask = (rate: number, change: Partial<Ask> = {}): Ask => ({ pace: paceOf(rate), place: 'new', ...change })

/** Simulates callers of a time line, who come at these times, come back when told to, and send in their slot. Returns when each sent. */
function drive (rate: number, arrivals: number[], { until = Infinity, late = () => 0, random = chance.next }: {
  until?: number, late?: () => number, random?: () => number
} = {}): number[] {
  const coming = arrivals.map((at): { at: number, place: Ask['place'] } => ({ at, place: 'new' })).sort((a, b) => a.at - b.at)
  const sent: number[] = []
  let line: Line | undefined
  while (coming.length > 0 && coming[0]!.at < until) {
    const { at: now, place } = coming.shift()!
    const { line: next, slots: [slot] } = assign(line, [ask(rate, { place })], { now, random })
    line = next
    if ('at' in slot!) sent.push(Math.max(now, slot.at) + late())
    else {
      const back = { at: slot!.comeBackAt + late(), place: 'back' as const }
      const index = coming.findIndex(({ at }) => at > back.at)
      coming.splice(index === -1 ? coming.length : index, 0, back)
    }
  }
  return sent.sort((a, b) => a - b)
}

/** The largest and the smallest number in any window of five seconds between the first and the last. */
function windows (times: number[]): { most: number, fewest: number } {
  let most = 0
  let fewest = Infinity
  for (let from = 0, to = 0; from < times.length; from++) {
    while (to < times.length && times[to]! < times[from]! + 5000) to++
    most = Math.max(most, to - from)
    if (times[from]! + 5000 <= times.at(-1)!) fewest = Math.min(fewest, to - from)
  }
  return { most, fewest }
}

t.test('A backlog is sent at the rate, in every window of five seconds.', async t => {
  for (const rate of [1, 2, 3, 5, 10, 50, 100, 400]) {
    const sent = drive(rate, Array.from({ length: rate * 30 }, () => NOW))
    const { most, fewest } = windows(sent)
    t.equal(sent.length, rate * 30)
    t.ok(most <= rate * 5 * 1.1, `${rate}/s: at most ${most}`)
    t.ok(fewest >= Math.floor(rate * 5 * 0.9), `${rate}/s: at least ${fewest}`)
  }
})

t.test('The slots never exceed the rate, for any order of callers and any delay.', async () => {
  fc.assert(fc.property(
    fc.constantFrom(1, 2, 3, 4, 5, 7, 10, 30, 100),
    fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 300 }),
    fc.integer({ min: 0, max: 120 }),
    fc.integer(),
    (rate, times, lateness, seed) => {
      const { next: random } = createRandom(seed)
      const sent = drive(rate, times.map(ms => NOW + ms), { late: () => random() * lateness, random })
      return sent.length === times.length && windows(sent).most <= rate * 5 * 1.1
    }
  ), { numRuns: 200 })
})

t.test('A rate that is not used up causes no wait.', async t => {
  t.match(assign(undefined, [ask(10)], { now: NOW, random }).slots, [{ at: NOW - 125 }])
})

t.test('Slots are given only shortly before their time.', async t => {
  const { line, slots } = assign(undefined, Array.from({ length: 1000 }, () => ask(10)), { now: NOW, random })
  const given = slots.filter(slot => 'at' in slot)
  t.ok(given.length < 10, `${given.length} slots`)
  t.ok(line!.next < NOW + 500)
  t.ok(line!.planned > NOW + 90_000)
})

t.test('Callers without a time to come back stand behind callers with such a time.', async t => {
  const { line } = assign(undefined, Array.from({ length: 1000 }, () => ask(10)), { now: NOW, random })
  const now = line!.next - 50
  t.match(assign(line, [ask(10)], { now, random }).slots, [{ comeBackAt: Number }])
  t.match(assign(line, [ask(10, { place: 'back' })], { now, random }).slots, [{ at: line!.next }])
})

t.test('If callers with a later time do not come back, other callers do not wait for them.', async t => {
  const { line } = assign(undefined, Array.from({ length: 1000 }, () => ask(10)), { now: NOW, random })
  t.match(assign(line, [ask(10)], { now: line!.next + 1500, random }).slots, [{ at: Number }])
})

t.test('A wait is at most a quarter of an hour. A caller that waits so long does not change the time line.', async t => {
  const full = { next: NOW + 100, planned: NOW + 901_000 }
  const { line, slots: [slot] } = assign(full, [ask(1)], { now: NOW, random: () => 0.99 })
  t.equal(line, full)
  t.ok('comeBackAt' in slot! && slot.comeBackAt > NOW + 450_000 && slot.comeBackAt <= NOW + 900_000)
})

t.test('A time line from the future, written before the clock was set back, is ignored.', async t => {
  const later = { next: NOW + 3_600_000, planned: NOW + 3_600_000 }
  t.match(assign(later, [ask(10)], { now: NOW, random }).slots, [{ at: NOW - 125 }])
})

t.test('A slot on a second time line is hardly later than on the first, or refused.', async t => {
  const free = { next: NOW + 100, planned: 0 }
  t.match(assign(free, [ask(10, { from: NOW + 200 })], { now: NOW, random }).slots, [{ at: NOW + 200 }])
  t.match(assign({ next: NOW + 300, planned: 0 }, [ask(10, { from: NOW + 200 })], { now: NOW, random }).slots, [{ at: NOW + 300 }])
  t.match(assign({ next: NOW + 500, planned: 0 }, [ask(10, { from: NOW + 200 })], { now: NOW, random }).slots, [{ comeBackAt: Number }])
})

t.test('A probe always gets the next slot.', async t => {
  t.match(assign({ next: NOW + 700, planned: NOW + 9000 }, [ask(1, { place: 'probe' })], { now: NOW, random }).slots, [{ at: NOW + 700 }])
})

t.test('A slow rate allows less delay.', async t => {
  t.ok(slackOf(paceOf(1), NOW) < slackOf(paceOf(10), NOW))
})
