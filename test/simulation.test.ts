import t from 'tap'
import { broken } from './simulation/broken/index.js'
import { invariants } from './simulation/invariants.js'
import { stepNames } from './simulation/invariants/deliveries.js'
import { regressions } from './simulation/regressions.js'
import { simulate } from './simulation/run.js'

// Faults are errors by the thousand, and nobody reads their stacks here.
Error.stackTraceLimit = 0

const SEEDS = 200
const TRIES = 60

// Checked while a simulation runs, beside the rules of every write of a delivery.
const ALSO = ['one-at-a-time', 'claimed-before-sent', 'comes-to-rest', 'no-surprises']

t.test(`no invariant is violated in ${SEEDS} simulations`, async t => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { violations } = await simulate(seed)
    for (const { invariant, text } of violations) t.fail(`seed ${seed} violates ${invariant}: ${text}`)
  }
  t.pass('all seeds are done')
})

t.test('seeds that once found a bug find nothing any more', async t => {
  for (const seed of regressions) t.same((await simulate(seed)).violations, [], `seed ${seed}`)
})

t.test('the same seed gives the same trace, another seed another', async t => {
  for (const seed of [3, 7, 19]) {
    const [first, second, other] = [await simulate(seed, { keepsTrace: true }), await simulate(seed, { keepsTrace: true }), await simulate(seed + 1)]
    t.ok(first.trace.length > 20)
    t.same(first.trace, second.trace)
    t.equal(first.hash, second.hash)
    t.not(first.hash, other.hash)
  }
})

for (const { name, breaks, sabotage, adjust } of broken) {
  t.test(`an engine that ${name} is caught: ${breaks.join(' or ')}`, async t => {
    const plan = adjust && { adjust }
    const seen = new Set<string>()
    for (let seed = 1; seed <= TRIES; seed++) {
      const { violations } = await simulate(seed, { sabotage, ...plan })
      for (const { invariant } of violations) seen.add(invariant)
      if (!breaks.some(invariant => seen.has(invariant))) continue
      if (!plan) return t.pass(`seed ${seed}`)
      // What catches it has to be the mistake, not the plan that was made for it.
      return t.same((await simulate(seed, plan)).violations, [], `seed ${seed}, and the engine as it is keeps everything there`)
    }
    t.fail(`not caught by ${TRIES} seeds, which only saw ${[...seen].join(', ') || 'nothing'}`)
  })
}

t.test('every invariant has a broken engine that violates it', async t => {
  const names = new Set([...invariants.map(({ name }) => name), ...stepNames, ...ALSO])
  const broke = new Set(broken.flatMap(({ breaks }) => breaks))
  t.same([...names].filter(name => !broke.has(name)), [])
  t.same([...broke].filter(name => !names.has(name)), [])
})
