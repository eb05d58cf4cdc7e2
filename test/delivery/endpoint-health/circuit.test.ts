import t from 'tap'
import * as circuits from '../../../src/delivery/endpoint-health/circuit.js'
import type { CircuitSettings } from '../../../src/delivery/endpoint-health/circuit.js'
import { fc } from '../../helpers/chance.js'

const NOW = 1_000_000
const settings: CircuitSettings = {
  enabled: true, failures: 20, failureRate: 0.75, windowMs: 60_000, cooldownMs: 30_000, maxCooldownMs: 900_000
}
const even = { now: NOW, random: 0.5 }

interface Seen { msgId?: string, at?: number, began?: number, failed?: boolean, spare?: boolean }

function watch (from?: number) {
  const sightings = circuits.noSightings(from)
  let count = 0
  const see = ({ msgId = `msg_${++count}`, at = NOW, began = at, failed = true, spare = false }: Seen = {}) =>
    circuits.see(sightings, { began, at, msgId, failed, asksToSpare: spare }, settings)
  return { see, sightings }
}

/** How many such answers open a circuit: at most 1000. */
function takes (see: () => boolean): number {
  for (let count = 1; count <= 1000; count++) if (see()) return count
  return Infinity
}

t.test('A circuit opens after a given number of messages in a row have failed.', async t => {
  const { see } = watch()
  t.equal(takes(() => see()), settings.failures)
})

t.test('Answers that ask for rest open the circuit after half that number.', async t => {
  const { see } = watch()
  t.equal(takes(() => see({ spare: true })), settings.failures / 2)
})

t.test('Retries of a single message never open the circuit, whatever their answers and their number.', async t => {
  const { see } = watch()
  t.equal(takes(() => see({ msgId: 'msg_a', spare: true })), Infinity)
})

t.test('A few messages that fail repeatedly are counted once each.', async t => {
  const { see } = watch()
  let turn = 0
  t.equal(takes(() => see({ msgId: `msg_${turn++ % 9}`, spare: true })), Infinity)
})

t.test('A success starts the row again.', async t => {
  const { see } = watch()
  for (let i = 0; i < settings.failures - 1; i++) t.notOk(see())
  // Many successes came before, so that the share of failures opens nothing either.
  for (let i = 0; i < 100; i++) see({ failed: false })
  t.equal(takes(() => see()), settings.failures)
})

t.test('The share of failures opens the circuit although successes come in between.', async t => {
  const { see } = watch()
  let turn = 0
  const opened = takes(() => see({ failed: ++turn % 5 !== 0 }))
  t.equal(opened, 24, 'as soon as the number of failed messages is reached: 20 failures of 24')
})

t.test('A circuit stays closed below that share.', async t => {
  const { see } = watch()
  let turn = 0
  t.equal(takes(() => see({ failed: ++turn % 3 !== 0, at: NOW + turn })), Infinity)
})

t.test('Failures before the window do not count for the share.', async t => {
  const { see } = watch()
  let turn = 0
  const step = settings.windowMs / 20
  t.equal(takes(() => see({ failed: ++turn % 5 !== 0, at: NOW + turn * step })), Infinity, '20 attempts in a window, of which 16 fail')
})

t.test('The memory that a process uses for an endpoint does not grow with the number of attempts.', async t => {
  const { see, sightings } = watch()
  for (let i = 0; i < 5000; i++) see({ failed: i % 2 === 0, at: NOW + i })
  const sizes = [sightings.failing, ...sightings.spans.map(span => span.failing)].map(({ size }) => size)
  t.ok(Math.max(...sizes) <= settings.failures, sizes.join())
})

t.test('Attempts that began before the circuit changed do not count for the new state.', async t => {
  const { see } = watch(NOW)
  t.equal(takes(() => see({ began: NOW - 1, at: NOW + 5 })), Infinity)
  t.equal(takes(() => see({ began: NOW, at: NOW + 5 })), settings.failures)
})

t.test('A clock that is set back only starts a new window.', async t => {
  const { see } = watch()
  let turn = 0
  takes(() => see({ failed: ++turn % 3 === 0, at: NOW }))
  t.equal(takes(() => see({ at: NOW - 900_000 })), settings.failures)
})

t.test('The cool-down doubles with each opening up to the limit. It starts again from the first value after the circuit was closed.', async t => {
  let circuit = circuits.open(null, settings, even)
  const cooldowns = []
  for (let i = 0; i < 8; i++) {
    cooldowns.push(circuit.until - NOW)
    circuit = circuits.open(circuits.probe(circuit, circuit.until, 1)!, settings, even)
  }
  t.same(cooldowns, [30_000, 60_000, 120_000, 240_000, 480_000, 900_000, 900_000, 900_000])
  t.equal(circuit.opens, 9)
  t.equal(circuit.since, NOW, 'since the first opening')
  t.match(circuits.open(circuits.close(NOW), settings, even), { opens: 1, until: NOW + 30_000 })
})

t.test('The cool-down has a jitter of ±20 %.', async t => {
  fc.assert(fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), random => {
    const { until } = circuits.open(null, settings, { now: NOW, random })
    return until >= NOW + 24_000 && until <= NOW + 36_000
  }))
  t.equal(circuits.open(null, settings, { now: NOW, random: 0 }).until, NOW + 24_000)
})

t.test('After the cool-down one probe is allowed, until it counts as lost.', async t => {
  const open = circuits.open(null, settings, even)
  t.equal(circuits.probe(open, open.until - 1, 500), undefined)
  const probing = circuits.probe(open, open.until, 500)!
  t.match(probing, { state: 'half-open', until: open.until + 500, since: open.since })
  t.equal(circuits.probe(probing, open.until + 499, 500), undefined)
  t.match(circuits.probe(probing, open.until + 500, 500), { state: 'half-open', until: open.until + 1000 })
  t.equal(circuits.probe(null, NOW, 500), undefined)
  t.equal(circuits.probe(circuits.close(0), NOW, 500), undefined)
})

t.test('A resend may be the probe before the end of the cool-down, once for all resends requested by then. Its failure changes nothing.', async t => {
  const open = circuits.open(null, settings, even)
  const [asked, began] = [NOW + 100, NOW + 200]
  t.equal(circuits.probe(open, began, 500), undefined)
  const probing = circuits.probe(open, began, 500, asked)!
  t.same(probing, { state: 'half-open', since: open.since, opens: 1, until: began + 500, probedAt: began, plannedAt: open.until })
  t.equal(circuits.probe(probing, began + 1, 500, began + 1), undefined, 'one at a time')
  const still = circuits.open(probing, settings, { now: began + 300, random: 0 })
  t.same(still, { ...open, probedAt: began }, 'the next probe is not delayed')
  t.equal(circuits.probe(still, began + 301, 500, began), undefined, 'every resend requested by then is answered')
  t.match(circuits.probe(still, began + 401, 500, began + 400), { state: 'half-open', plannedAt: open.until })
  const late = circuits.open(probing, settings, { ...even, now: open.until })
  t.match(late, { state: 'open', opens: 2, until: open.until + 60_000 }, 'a resend that outlasts the cool-down counts as a normal probe')
})

t.test('Waiting deliveries come back after the cool-down, spread over time.', async t => {
  const open = circuits.open(null, settings, even)
  t.equal(circuits.comeBackAt(open, settings, { now: NOW, random: 0 }), open.until)
  t.equal(circuits.comeBackAt(open, settings, { now: NOW, random: 0.5 }), open.until + 15_000)
  const probing = circuits.probe(open, open.until, 75_000)!
  t.equal(circuits.comeBackAt(probing, settings, { now: open.until, random: 0.5 }), open.until + 15_000, 'sooner than a lost probe')
})

t.test('After the circuit closed, the rate doubles every five seconds until it is unlimited.', async t => {
  const closed = circuits.close(NOW)
  t.same([0, 5000, 10_000, 30_000].map(ms => circuits.drainRate(closed, NOW + ms)), [10, 20, 40, 640])
  t.equal(circuits.drainRate(closed, NOW + 34_000), Infinity)
  t.equal(circuits.drainRate(null, NOW), Infinity)
  t.equal(circuits.drainRate(circuits.open(null, settings, even), NOW), Infinity)
})
