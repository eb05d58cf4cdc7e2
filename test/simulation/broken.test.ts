import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import t from 'tap'
import { broken } from './broken/index.js'
import { knownSeeds } from './broken/known-seeds.js'
import { invariants } from './invariants.js'
import { stepNames } from './invariants/deliveries.js'
import { catchAll } from './pool.js'

// Invariants that are checked while a simulation runs, beside the rules of every write of a delivery.
const ALSO = ['one-at-a-time', 'claimed-before-sent', 'comes-to-rest', 'no-surprises', 'within-its-role']

const caught = catchAll(broken.map(({ name }) => name))

for (const { name, breaks } of broken) {
  t.test(`An engine that ${name} is caught: ${breaks.join(' or ')}`, async t => {
    const { seed, seen, blameless } = (await caught).get(name)!
    t.ok(seed !== undefined, `not caught, only ${seen.join(', ') || 'nothing'} was violated`)
    t.same(blameless, [], `the correct engine violates nothing in seed ${seed}`)
  })
}

t.test('A seed is known for each of them, under its name.', async t => {
  t.same(Object.keys(knownSeeds).sort(), broken.map(({ name }) => name).sort(), 'npm run simulate -- --find-seeds')
})

t.test('Every invariant has a broken engine that violates it.', async t => {
  const names = new Set([...invariants.map(({ name }) => name), ...stepNames, ...ALSO])
  const broke = new Set(broken.flatMap(({ breaks }) => breaks))
  t.same([...names].filter(name => !broke.has(name)), [])
  t.same([...broke].filter(name => !names.has(name)), [])
  const document = readFileSync(new URL('../../docs/simulation.md', import.meta.url), 'utf8').replaceAll('\n', ' ')
  t.match(
    document, `${names.size} invariants are checked, and for each there is at least one of ${broken.length} engines`,
    'the document states the numbers'
  )
})

t.test('The command prints the violation, the events before it and how to repeat it, and fails.', async t => {
  const command = [...process.execArgv, 'test/simulation/simulate.ts', '--seeds', '3', '--broken', 'changes the payload']
  const { status, stdout } = spawnSync(process.execPath, command, { encoding: 'utf8' })
  t.equal(status, 1)
  t.match(stdout, /Seed \d violates \d+ time\(s\):\n {2}as-accepted: /)
  t.match(stdout, /POST msg_\w+ to site/)
  t.match(stdout, /npm run simulate -- --seed \d --broken 'changes the payload'/)
  t.match(stdout, /seeds with violations +[1-3]\n/)
})
