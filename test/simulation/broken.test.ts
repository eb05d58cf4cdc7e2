import { spawnSync } from 'node:child_process'
import t from 'tap'
import { broken } from './broken/index.js'
import { invariants } from './invariants.js'
import { stepNames } from './invariants/deliveries.js'
import { simulate } from './run.js'

// Faults are errors by the thousand, and nobody reads their stacks here.
Error.stackTraceLimit = 0

const TRIES = 60

// On a busy machine it takes its time.
t.setTimeout(300_000)

// Checked while a simulation runs, beside the rules of every write of a delivery.
const ALSO = ['one-at-a-time', 'claimed-before-sent', 'comes-to-rest', 'no-surprises']

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

t.test('the command says what was violated, what led to it and how to see it again, and fails', async t => {
  const command = [...process.execArgv, 'test/simulation/simulate.ts', '--seeds', '3', '--broken', 'changes the payload']
  const { status, stdout } = spawnSync(process.execPath, command, { encoding: 'utf8', timeout: 60_000 })
  t.equal(status, 1)
  t.match(stdout, /Seed \d violates \d+ time\(s\):\n {2}as-accepted: /)
  t.match(stdout, /POST msg_\w+ to site/)
  t.match(stdout, /npm run simulate -- --seed \d --broken 'changes the payload'/)
  t.match(stdout, /seeds with violations +[1-3]\n/)
})
