import t, { type Test } from 'tap'
import { newEndpoint, newMessage, startRig, type Rig } from '../helpers/engine.js'
import { accept } from '../../src/delivery/accept.js'
import { eventually } from '../helpers/receiver.js'

const HEALTHY = 50
const MESSAGES = 2
const ANSWER_MS = 5
const ROUNDS = 3

const wait = async (ms: number) => await new Promise(resolve => setTimeout(resolve, ms))

/** One application each for the healthy endpoints, and for those that hang until they are let go. */
async function startNeighbours (slow: number) {
  let letGo = () => {}
  const released = new Promise<void>(resolve => { letGo = resolve })
  const arrived = new Map<string, number>()
  const rig = await startRig({
    concurrency: 100,
    answer: async ({ url, headers }) => {
      if (url.includes('slow')) await released
      else {
        arrived.set(`${headers['webhook-id']} ${url}`, performance.now())
        await wait(ANSWER_MS)
      }
      return {}
    }
  })
  for (let i = 0; i < HEALTHY; i++) await newEndpoint(rig.engine, rig.application, { url: `https://healthy-${i}.example/`, eventTypes: [`type.n${i}`] })
  for (let i = 0; i < slow; i++) await newEndpoint(rig.engine, rig.application, { url: `https://slow-${i}.example/`, eventTypes: ['type.slow'] })
  return { rig, arrived, letGo }
}

/** The p99 of the time from accepting to the request, over a round of messages to all healthy endpoints. */
async function round (rig: Rig, arrived: Map<string, number>): Promise<number> {
  const begun = new Map<string, number>()
  const to = async (i: number) => {
    for (let n = 0; n < MESSAGES; n++) {
      const at = performance.now()
      const { message } = await accept(rig.engine, rig.application, newMessage({ eventType: `type.n${i}` }))
      begun.set(`${message.id} https://healthy-${i}.example/`, at)
    }
  }
  for (let i = 0; i < HEALTHY; i += 10) await Promise.all(Array.from({ length: 10 }, async (_, k) => await to(i + k)))
  await eventually('all healthy endpoints got theirs', () => [...begun.keys()].every(key => arrived.has(key)), 30_000)
  const times = [...begun].map(([key, at]) => arrived.get(key)! - at).sort((a, b) => a - b)
  return times[Math.floor(times.length * 0.99) - 1]!
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!

async function ratio (t: Test, slow: number): Promise<number> {
  const alone = await startNeighbours(0)
  const beside = await startNeighbours(slow)
  t.teardown(beside.letGo)
  // More for the slow ones than they may ever have under way.
  for (let n = 0; n < 60; n++) await accept(beside.rig.engine, beside.rig.application, newMessage({ eventType: 'type.slow' }))
  await round(alone.rig, alone.arrived)
  await round(beside.rig, beside.arrived)
  const ratios: number[] = []
  // The two take turns, so that what else the machine does is the same for both.
  for (let i = 0; i < ROUNDS; i++) {
    const without = await round(alone.rig, alone.arrived)
    ratios.push(await round(beside.rig, beside.arrived) / without)
  }
  const held = beside.rig.engine.sending()
  t.ok(held > 0 && held < 100, `${held} requests hang`)
  beside.letGo()
  t.comment(`ratios ${ratios.map(one => one.toFixed(2)).join(' ')}`)
  return median(ratios)
}

t.test('one endpoint that hangs does not double the p99 of fifty healthy ones', { timeout: 100_000 }, async t => {
  const found = await ratio(t, 1)
  t.ok(found < 2, `${found.toFixed(2)} times`)
})

t.test('nor do ten of them', { timeout: 100_000 }, async t => {
  const found = await ratio(t, 10)
  t.ok(found < 2, `${found.toFixed(2)} times`)
})
