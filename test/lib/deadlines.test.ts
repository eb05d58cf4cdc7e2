import t from 'tap'
import { createDeadlines } from '../../src/lib/deadlines.js'

/** A clock that a test moves, and the timers that were set on it. */
function movedClock () {
  let now = 1000
  const timers: Array<{ at: number, wake: () => void }> = []
  return {
    timers,
    clock: { now: () => now, wakeAt: (at: number, wake: () => void) => { timers.push({ at, wake }); return () => {} } },
    async moveTo (time: number) {
      now = time
      for (const { wake } of timers.filter(({ at }) => at <= now)) wake()
      for (let index = timers.length - 1; index >= 0; index--) if (timers[index]!.at <= now) timers.splice(index, 1)
      await new Promise(setImmediate)
    }
  }
}

const never = async () => await new Promise<never>(() => {})
const outcomeOf = (call: Promise<unknown>) => {
  const outcome: { is?: unknown } = {}
  call.then(result => { outcome.is = result }, (error: Error) => { outcome.is = error.message })
  return outcome
}

t.test('A call ends with its result, or at its deadline.', async t => {
  const { clock, moveTo, timers } = movedClock()
  const { bound } = createDeadlines(clock, 100, () => new Error('late'))
  const [first, answered, failed] = [
    outcomeOf(bound(never())), outcomeOf(bound(Promise.resolve('done'))), outcomeOf(bound(Promise.reject(new Error('wrong'))))
  ]
  await moveTo(1050)
  const second = outcomeOf(bound(never()))
  t.strictSame([first, answered, failed].map(({ is }) => is), [undefined, 'done', 'wrong'])
  t.equal(timers.length, 1, 'one timer for all calls')
  await moveTo(1099)
  t.equal(first.is, undefined)
  await moveTo(1100)
  t.strictSame([first.is, second.is], ['late', undefined])
  await moveTo(1149)
  t.equal(second.is, undefined)
  await moveTo(1150)
  t.equal(second.is, 'late')
})

t.test('Calls after a quiet time have a deadline too.', async t => {
  const { clock, moveTo, timers } = movedClock()
  const { bound } = createDeadlines(clock, 100, () => new Error('late'))
  await bound(Promise.resolve())
  await moveTo(5000)
  t.equal(timers.length, 0, 'a timer that finds no call is not set again')
  const call = outcomeOf(bound(never()))
  await moveTo(5099)
  t.equal(call.is, undefined)
  await moveTo(5100)
  t.equal(call.is, 'late')
})
