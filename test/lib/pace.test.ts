import t from 'tap'
import { createPace } from '../../src/lib/pace.js'
import { createDrivenClock } from '../helpers/engine.js'

const isTrouble = (error: unknown) => (error as Error).message === 'away'

/** Calls that are answered when the test says so, on a clock that stands still. */
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
  /** Answers all that is under way after so long, and again what follows it, so often. */
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

t.test('eight calls are made at once at first, and each that ends lets another go', async t => {
  const { underWay, ask, settle } = paced()
  ask(20)
  await settle()
  t.equal(underWay.length, 8)
  underWay.shift()!.answer()
  await settle()
  t.equal(underWay.length, 8)
})

t.test('while they are answered quickly it is more and more, up to 32', async t => {
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

t.test('while they are slow it is fewer and fewer, down to one, and more again when they are quick', async t => {
  const { underWay, ask, settle, answerAll } = paced()
  ask(2000)
  await settle()
  await answerAll(300, 20)
  t.equal(underWay.length, 1)
  await answerAll(10, 60)
  t.ok(underWay.length > 8)
})

t.test('a failure that means trouble stops all for a while, and then fewer go', async t => {
  const { underWay, failed, ask, settle, pass, failAll } = paced()
  ask(100)
  await settle()
  await failAll('away')
  t.equal(failed.length, 8, 'whoever called hears of it')
  t.equal(underWay.length, 0)
  await pass(249)
  t.equal(underWay.length, 0)
  await pass(1)
  t.equal(underWay.length, 4)
})

t.test('each failure after a pause makes the next pause twice as long, up to ten seconds, and a success the first one again', async t => {
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

t.test('another failure holds nothing back', async t => {
  const { underWay, failed, ask, settle, failAll } = paced()
  ask(100)
  await settle()
  await failAll('of this one alone')
  t.equal(failed.length, 8)
  t.equal(underWay.length, 8)
})

t.test('opened, it lets go all that waits, also within a pause, and all that comes', async t => {
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

t.test('a call is answered with what it gave', async t => {
  const { pace, clock } = paced()
  t.equal(await pace.run(clock, async () => 'answer'), 'answer')
})
