import t from 'tap'
import { runSeeds } from './simulation/pool.js'
import { regressions } from './simulation/regressions.js'
import { simulate } from './simulation/run.js'

// Faults are thousands of errors, whose stack traces are not used.
Error.stackTraceLimit = 0

// `.ci/run` simulates more.
const SEEDS = 100

t.test(`No invariant is violated in ${SEEDS} simulations.`, async t => {
  let done = 0
  await runSeeds({ from: 1, to: 1 + SEEDS }, ({ seed, violations }) => {
    done++
    for (const { invariant, text } of violations) t.fail(`seed ${seed} violates ${invariant}: ${text}`)
  })
  t.equal(done, SEEDS)
})

t.test('Seeds that once found a bug find no violation any more.', async t => {
  for (const seed of regressions) t.same((await simulate(seed)).violations, [], `seed ${seed}`)
})

t.test('The same seed gives the same trace. Another seed gives another trace.', async t => {
  for (const seed of [3, 7, 19]) {
    const [first, second, other] = [
      await simulate(seed, { keepsTrace: true }), await simulate(seed, { keepsTrace: true }), await simulate(seed + 1)
    ]
    t.ok(first.trace.length > 20)
    t.same(first.trace, second.trace)
    t.equal(first.hash, second.hash)
    t.not(first.hash, other.hash)
  }
})
