import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import t from 'tap'
import { groupsOf } from './groups.js'

// Asked at each turn, the question itself would take five seconds more.
const WORK = 'for (const began = process.cpuUsage().user; process.cpuUsage().user < began + 6e5;) for (let n = 0; n < 1e6; n++);'
// Of seconds with one digit after the point. A file that does nothing takes 0.3 s.
const WORKED = /^(?:0\.[6-9]|[1-9])/

// In two parts: the build of the tests writes the place of a file wherever it is asked for, also in a text.
const PLACE = ['import', 'meta.filename'].join('.')

// Files of tests that pass, are skipped, fail and break, with the imports of a test of the project.
const folder = t.testdir({
  'passes.test.ts': `import t from 'tap'\nt.test('outer', async t => { t.equal(1, 1 as number); t.ok(true) })\nt.match(${PLACE}, /^.*passes.test.ts$/)\nt.match(process.argv[1], /^.*passes.test.ts$/)`,
  'skips.test.ts': "import t from 'tap'\nt.test('outer', async t => { t.test('inner', { skip: 'needs a moon' }, async () => {}); t.pass() })",
  'skips-silently.test.ts': "import t from 'tap'\nt.test('why?', { skip: true }, async () => {})\nt.pass()",
  'fails.test.ts': "import t from 'tap'\nt.test('outer', async t => { t.equal(1 as number, 2, 'one is two') })\nt.pass()",
  'breaks.test.ts': "import t from 'tap'\nt.pass()\nthrow new Error('it broke')",
  'ends.test.ts': "import t from 'tap'\nt.pass()\nprocess.exit(3)",
  'empty.test.ts': '',
  'works.test.ts': `import t from 'tap'\n${WORK}\nt.pass()`,
  'has-it-done.test.ts': `import t from 'tap'\nimport { spawnSync } from 'node:child_process'\nspawnSync(process.execPath, ['-e', ${JSON.stringify(WORK)}])\nt.pass()`,
  'draws.test.ts': "import t from 'tap'\nimport { fc } from '../../../test/helpers/chance.js'\nt.comment('drew', Math.random(), fc.sample(fc.nat(), 2))\nt.pass()"
})

function run (names: string[], env: Record<string, string> = {}, ...args: string[]): { status: number | null, stdout: string } {
  const { POSTHORN_TEST_SEED: _seed, ...inherited } = process.env
  const paths = names.map(name => name === '' ? folder : join(folder, `${name}.test.ts`))
  return spawnSync(process.execPath, ['--import=./test/helpers/typescript.js', 'test/helpers/suite.ts', ...args, ...paths], {
    encoding: 'utf8', env: { ...inherited, ...env }
  })
}

// One run of all of them, because each run costs as much as a file of tests.
const all = { report: join(folder, 'all.tap'), ...run([''], {}, `--output-file=${join(folder, 'all.tap')}`) }

t.test('Passed tests are counted without the lines that only close a subtest. The summary contains the seed.', async t => {
  const { status, stdout } = run(['passes'])
  t.equal(status, 0)
  t.match(stdout, /^ok .* 4 passed\n\n4 passed, 0 failed, 0 skipped, in \d+ s \(\d+ s of CPU, seed 1\)\n$/)
})

t.test('A skipped test is in the summary with its reason. Without a reason it is a failure.', async t => {
  t.match(all.stdout, /\nskipped: needs a moon\n {2}.*skips\.test\.ts: outer > inner\n/)
  t.match(all.stdout, /\nok .*skips\.test\.ts {2}1 passed, 1 skipped\n/)
  t.match(all.stdout, /why\?\n {4}It is skipped and does not say why\./)
  t.match(all.stdout.slice(all.stdout.indexOf('\nfailed:')), /skips-silently\.test\.ts: why\?\n/)
})

t.test('A failed test is printed with its place, and again at the end. So is a file that ends too early.', async t => {
  t.equal(all.status, 1)
  t.match(all.stdout, /outer > one is two\n[^]*fileName: .*fails\.test\.ts\n +lineNumber: 2\n[^]*diff:/)
  const end = all.stdout.slice(all.stdout.indexOf('\nfailed:'))
  t.match(end, /fails\.test\.ts: outer > one is two\n/)
  t.match(end, /breaks\.test\.ts: it broke\n/)
  t.match(end, /ends\.test\.ts: the process ended with 3\n/)
  t.match(end, /empty\.test\.ts: there is no test in it\n/)
  t.match(all.stdout, /\nok .*passes\.test\.ts {2}4 passed\n/, 'a failed file stops no other file')
  t.match(all.stdout, /\nslowest:\n( +[\d.]+ s +[\d.]+ s CPU {2}\S+\n){10}/)
})

t.test('A file that is not TypeScript fails with the place, and stops no other file.', async t => {
  const name = basename(t.testdir({ 'no-code.test.ts': 'const =', 'passes.test.ts': "import t from 'tap'\nt.pass()" }))
  const { status, stdout } = run([`../${name}/no-code`, `../${name}/passes`])
  t.equal(status, 1)
  t.match(stdout, /no-code\.test\.ts:1:6: ERROR: Expected identifier/)
  t.match(stdout, /no-code\.test\.ts: the process ended with 1\n/)
  t.match(stdout, /\nok .*passes\.test\.ts {2}1 passed\n/)
})

t.test('The CPU time is printed. It includes the processes that a test starts.', async t => {
  for (const name of ['works', 'has-it-done']) {
    const [, seconds] = new RegExp(`^ok .* ([\\d.]+) s CPU {2}\\S*/${name}\\.test\\.ts`, 'm').exec(all.stdout) ?? []
    t.match(seconds, WORKED, name)
  }
})

t.test('A path that does not exist is an error.', async t => {
  t.equal(run(['nothing']).status, 1)
})

t.test('The report is TAP, and CI counts its tests.', async t => {
  const [, pass, fail] = /^TAP version 14\n# Subtest: [^]*\n# \{ total: \d+, pass: (\d+), fail: (\d+), skip: 1 \}\n$/.exec(readFileSync(
    all.report, 'utf8'
  ))!
  t.match(all.stdout, `\n${pass} passed, ${fail} failed, 1 skipped, in `)
  t.match(spawnSync(process.execPath, ['.ci/totals.js', '1', all.report], { encoding: 'utf8' }), {
    stdout: `${pass} ${fail} 1\n`, stderr: /not ok: one is two\n/
  })
})

t.test('Each run has the same random values, unless another seed is given.', async t => {
  const drew = (report: string) => /drew (.*)/.exec(readFileSync(report, 'utf8'))![1]
  const report = join(folder, 'draws.tap')
  const drawn = (seed: string) => {
    t.equal(run(['draws'], { POSTHORN_TEST_SEED: seed }, `--output-file=${report}`).status, 0)
    return drew(report)
  }
  t.equal(drawn('1'), drew(all.report))
  t.not(drawn('random'), drew(all.report))
  t.equal(run(['draws'], { POSTHORN_TEST_SEED: 'x' }).status, 1)
})

t.test('Files in one process are told apart. One that breaks it is named, and the others run nevertheless.', async t => {
  const inner = t.testdir({
    'draws.test.ts': "import t from 'tap'\nimport { chance } from '../../../test/helpers/chance.js'\nt.comment('drew', Math.random(), chance.next())\nt.pass()",
    'draws-again.test.ts': "import t from 'tap'\nimport { chance } from '../../../test/helpers/chance.js'\nt.comment('drew', Math.random(), chance.next())\nt.equal(process.env.LEFT, undefined)",
    'tidies.test.ts': "import t from 'tap'\nimport { createServer } from 'node:http'\nconst server = createServer().listen(0)\nprocess.env.LEFT = 'here'\nt.teardown(() => { delete process.env.LEFT; server.close() })\nt.test('outer', async t => { t.equal(process.env.LEFT, 'here') })",
    'fails.test.ts': "import t from 'tap'\nconsole.error('said by it')\nt.test('outer', async t => { t.equal(1 as number, 2, 'one is two') })",
    'leaves.test.ts': "import t from 'tap'\nprocess.env.LEFT = 'here'\nt.pass()",
    'hangs.test.ts': "import t from 'tap'\nt.test('it waits', async () => await new Promise(() => {}))",
    'works.test.ts': `import t from 'tap'\n${WORK}\nt.equal(process.env.LEFT, undefined)`,
    'ends.test.ts': "import t from 'tap'\nt.pass()\nprocess.exit(3)",
    'throws.test.ts': "import t from 'tap'\nt.pass()\nsetTimeout(() => { throw new Error('it broke') })\nawait new Promise(resolve => setTimeout(resolve, 60_000))",
    'empty.test.ts': '',
    'passes.test.ts': "import t from 'tap'\nt.match(process.argv[1], /passes.test.ts$/)"
  })
  const files = ['draws', 'tidies', 'fails', 'draws-again', 'leaves', 'hangs', 'works', 'ends', 'throws', 'empty', 'passes']
  const report = join(inner, 'all.tap')
  const { status, stdout } = run(
    files.map(name => join('..', basename(inner), name)), {}, '--together', '--timeout=30', `--output-file=${report}`)
  t.equal(status, 1)
  const told = stdout.slice(0, stdout.indexOf('\nslowest:')).split(/^(?=ok |FAILED )/m)
  const wanted = [
    /^ok .*draws/, /^ok .*tidies.* 1 passed/, /^FAILED.*fails[^]*outer > one is two[^]*on stderr:[^]*said by it/, /^ok .*draws-again/,
    /^FAILED.*leaves.* 1 passed, 1 failed[^]*it leaves its process changed: process\.env\.LEFT: before undefined, after here/,
    /^FAILED.*hangs.* 0 passed, 1 failed[^]*timeout!/, /^ok +[\d.]+ s +(?:0\.[6-9]|[1-9])[\d.]* s CPU.*works.* 1 passed/,
    /^FAILED.*ends.* 1 passed, 1 failed[^]*the process ended with 3/, /^FAILED.*throws.* 1 passed, 1 failed[^]*Error: it broke/,
    /^FAILED.*empty.*[^]*there is no test in it/, /^ok .*passes.* 1 passed/
  ]
  t.equal(told.length, wanted.length)
  for (const [n, one] of wanted.entries()) t.match(told[n], one)
  const drawn = [...readFileSync(report, 'utf8').matchAll(/drew (.*)/g)].map(([, values]) => values)
  t.equal(drawn.length, 2)
  t.equal(drawn[0], drawn[1], 'each file has the same random values as alone')
})

t.test('Files of some folders share a process, eight at most, in another order for each seed but the usual.', async t => {
  const files = Array.from({ length: 20 }, (_, n) => `test/routes/${n}.test.ts`)
  const alone = ['test/routes/alone.test.ts', 'test/lambda/a.test.ts']
  const read = (file: string) => file === alone[0] ? '// A process of its own: it changes the clock.\n' : ''
  const usual = groupsOf([...files, ...alone], 1, read)
  t.strictSame(usual.filter(({ length }) => length === 1).flat(), alone)
  t.strictSame(usual.filter(({ length }) => length > 1).flat(), files)
  t.ok(usual.every(({ length }) => length <= 8))
  const other = groupsOf(files, 7, read)
  t.strictNotSame(other.flat(), files)
  t.strictSame(other.flat().sort(), [...files].sort())
  t.strictSame(other, groupsOf(files, 7, read))
})
