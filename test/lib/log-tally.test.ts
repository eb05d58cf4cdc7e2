import t from 'tap'
import { createTally } from '../../src/lib/log-tally.js'

t.test('An event is logged at once, then once a minute with its count. It does not delay the lines of other events.', async t => {
  let now = 1_000_000
  const tally = createTally(() => now)
  t.equal(tally('a'), 1)
  for (let i = 0; i < 500; i++) t.equal(tally('a'), undefined)
  t.equal(tally('b'), 1)
  now += 59_999
  t.equal(tally('a'), undefined)
  now += 1
  t.equal(tally('a'), 502)
  now += 60_000
  t.equal(tally('a'), 1)
  now -= 3_600_000
  t.equal(tally('a'), 1, 'after the clock was set back, events are still logged')
})
