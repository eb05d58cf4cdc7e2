import t from 'tap'
import { createPace } from '../../src/lib/pace.js'
import { createDrivenClock } from '../helpers/engine.js'

const isTrouble = (error: unknown) => (error as Error).message === 'away'

/** Calls that end when the test says so. The clock stands still. */
function paced () {
  const clock = createDrivenClock(1_000_000)
  const pace = createPace({ isTrouble })
  const underWay: Array<{ answer: () => void, fail: (text: string) => void }> = []
  const failed: string[] = []
  const settle = async () => await clock.settle(() => true)
  const ask = (count: number) => {
    for (let n = 0; n < count; n++) {
      pace.run(clock, async () => await new Promise<void>((resolve, reject) => {
        underWay.push({ answer: resolve, fail: text => reject(new Error(text)) })
      })).catch((error: Error) => { failed.push(error.message) })
    }
  }
  /** Waits, then answers all calls in flight. Repeats this for a number of rounds. */
  const answerAll = async (ms: number, rounds = 1) => {
    for (let round = 0; round < rounds; round++) {
      await pass(ms)
      for (const { answer } of underWay.splice(0)) answer()
      await settle()
    }
  }
  const failAll = async (text: string) => {
    for (const { fail } of underWay.splice(0)) fail(text)
    await settle()
  }
  const pass = async (ms: number) => { await clock.runTo(clock.now() + ms, () => true) }
  return { pace, clock, underWay, failed, ask, settle, pass, answerAll, failAll }
}

t.test('Eight calls are in flight at first. Each call that ends lets another start.', async t => {
  const { underWay, ask, settle } = paced()
  ask(20)
  await settle()
  t.equal(underWay.length, 8)
  underWay.shift()!.answer()
  await settle()
  t.equal(underWay.length, 8)
})

t.test('While calls are answered quickly, the number in flight grows up to 32.', async t => {
  const { underWay, ask, settle, answerAll } = paced()
  ask(5000)
  await settle()
  let [before, most] = [0, underWay.length]
  for (let round = 0; round < 60; round++) {
    await answerAll(10)
    t.ok(underWay.length >= before)
    before = underWay.length
    most = Math.max(most, before)
  }
  t.equal(most, 32)
})

t.test('While calls are slow, the number in flight shrinks down to one. It grows again when they are quick.', async t => {
  const { underWay, ask, settle, answerAll } = paced()
  ask(2000)
  await settle()
  await answerAll(300, 20)
  t.equal(underWay.length, 1)
  await answerAll(10, 60)
  t.ok(underWay.length > 8)
})

t.test('A failure that means trouble stops all calls for a while. Then fewer calls start.', async t => {
  const { underWay, failed, ask, settle, pass, failAll } = paced()
  ask(100)
  await settle()
  await failAll('away')
  t.equal(failed.length, 8, 'each caller gets the failure')
  t.equal(underWay.length, 0)
  await pass(249)
  t.equal(underWay.length, 0)
  await pass(1)
  t.equal(underWay.length, 4)
})

t.test('Each failure after a pause doubles the next pause, up to ten seconds. A success resets the pause to the first value.', async t => {
  const { clock, underWay, ask, settle, failAll, answerAll } = paced()
  ask(200)
  await settle()
  const pauses: number[] = []
  for (let n = 0; n < 8; n++) {
    const from = clock.now()
    await failAll('away')
    while (underWay.length === 0) await clock.runTo(clock.now() + 50, () => true)
    pauses.push(clock.now() - from)
  }
  t.same(pauses, [250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000])
  await answerAll(1)
  const from = clock.now()
  await failAll('away')
  while (underWay.length === 0) await clock.runTo(clock.now() + 50, () => true)
  t.equal(clock.now() - from, 250)
})

t.test('Another failure delays no call.', async t => {
  const { underWay, failed, ask, settle, failAll } = paced()
  ask(100)
  await settle()
  await failAll('only this call')
  t.equal(failed.length, 8)
  t.equal(underWay.length, 8)
})

t.test('open() starts all waiting calls, also during a pause, and all later calls.', async t => {
  const { pace, underWay, ask, settle, failAll } = paced()
  ask(100)
  await settle()
  await failAll('away')
  pace.open()
  await settle()
  t.equal(underWay.length, 92)
  ask(50)
  await settle()
  t.equal(underWay.length, 142)
})

t.test('A call returns its result.', async t => {
  const { pace, clock } = paced()
  t.equal(await pace.run(clock, async () => 'answer'), 'answer')
})
