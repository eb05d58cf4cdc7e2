import t from 'tap'
import { systemClock } from '../../src/lib/clock.js'

t.test('A timer fires at its time or later, once.', async t => {
  const at = systemClock.now() + 30
  let wakes = 0
  const wokenAt = await new Promise<number>(resolve => systemClock.wakeAt(at, () => {
    wakes++
    // The timer does not keep the process alive. The next timer does.
    resolve(systemClock.now())
  }) && setTimeout(() => {}, 100))
  t.ok(wokenAt >= at - 1, `${wokenAt - at} ms late`)
  t.equal(wakes, 1)
})

t.test('A time in the past fires soon, but not within the call.', async t => {
  let isWithin = true
  const woken = new Promise<boolean>(resolve => { systemClock.wakeAt(systemClock.now() - 1000, () => resolve(isWithin)) })
  isWithin = false
  setTimeout(() => {}, 100)
  t.equal(await woken, false)
})

t.test('A canceled timer never fires.', async t => {
  let woken = false
  const cancel = systemClock.wakeAt(systemClock.now() + 5, () => { woken = true })
  cancel()
  await new Promise(resolve => setTimeout(resolve, 30))
  t.notOk(woken)
})

t.test('A timer in some months does not fire at once, as timers beyond 2^31 ms do. Nothing is left of it after it is canceled.', async t => {
  let woken = false
  const cancel = systemClock.wakeAt(systemClock.now() + 2 ** 33, () => { woken = true })
  await new Promise(resolve => setTimeout(resolve, 20))
  cancel()
  t.notOk(woken)
})
