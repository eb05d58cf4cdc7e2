import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { nodeProblem } from '../../src/cli/shared/node-version.js'
import { buildTests } from '../helpers/built.js'
import { buildCli, killAll, posthorn, run } from '../helpers/cli.js'

const dist = join(t.testdir(), 'dist')
await buildCli(dist)
t.teardown(killAll)

const { scripts, engines } = JSON.parse(readFileSync(
  'package.json', 'utf8'
)) as { scripts: Record<string, string>, engines: { node: string } }
const HELP = ['--help']

// The script of each program in this repository: the command that npm runs, without the build before it.
const programs = Object.entries(scripts).flatMap(([name, command]) => {
  const words = command.replace('.ci/dynamodb-local.sh ', '').split(' ')
  const entry = words.find(word => /^(?:dist|src|test|infra|openapi)\/.*\.[jt]s$/.test(word))
  if (!entry || name.startsWith('pre') || !words.includes('node')) return []
  return [{ name, entry, args: words.slice(words.indexOf('node') + 1) }]
})
// From its sources each would load some hundred modules.
const built = await buildTests([...new Set(programs.map(({ entry }) => entry).filter(entry => entry.endsWith('.ts')))])
t.teardown(built.remove)
const placed = (arg: string) => arg.startsWith('dist/') ? join(dist, arg.slice('dist/'.length)) : arg.endsWith('.ts') ? built.pathOf(arg) : arg

t.test('Every script of this repository answers --help, and starts nothing.', async t => {
  t.ok(programs.length >= 17, 'there are scripts')
  for (const { name, args } of programs) {
    const program = run('node', [...args.map(placed), ...HELP], { POSTHORN_DATA_DIR: '/proc/posthorn', PORT: 'no port' })
    t.equal(await program.exited, 0, name)
    t.match(program.stdout(), /^(?:npm (?:run |start|test)|Usage: posthorn )/, name)
    t.equal(program.stderr(), '', name)
  }
})

t.test('A wrong command line is refused with a reason and exit code 2.', async t => {
  const wrong = [
    [['start', '--port', '9'], /unknown option '--port'/], [['start', '9'], /too many arguments for 'start'/],
    [['token', 'org_a', 'org_b'], /too many/], [['tokn'], /unknown command 'tokn'[^]*token/], [['token', 'acme'], /id is `org_`/]
  ] as const
  for (const [args, words] of wrong) {
    const program = posthorn(dist, args)
    t.equal(await program.exited, 2, args.join(' '))
    t.match(program.stderr(), words)
    t.equal(program.stdout(), '')
  }
})

t.test('An old Node is refused with a reason, at the version that package.json names.', async t => {
  const needed = engines.node.replace('>=', '')
  for (const version of [`${needed}.0`, '20.20.2', '21.0.0', '24.1.0']) t.equal(nodeProblem(version), undefined, version)
  for (const version of ['20.18.3', '18.20.8', '16.0.0']) {
    t.equal(
      nodeProblem(version),
    `Posthorn needs Node ${needed} or newer, and this is Node ${version}: install a newer one, such as the LTS release.`
    )
  }
})
