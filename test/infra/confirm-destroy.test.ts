import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { buildCdk } from '../../infra/cdk-package.js'
import { FUNCTIONS } from '../../src/facts/functions.js'
import { buildCli, ROOT, run } from '../helpers/cli.js'
import { eventually } from '../helpers/receiver.js'

// A process of its own: it starts programs.

// The questions of `deploy` and `destroy`, asked by the real program in a folder whose CDK only records its arguments. It is the
// program of the package, whose functions are built already; that of a clone builds them, for several seconds.

const dist = join(t.testdir(), 'dist')
await buildCdk(join(dist, 'cdk'))
for (const name of FUNCTIONS) {
  mkdirSync(join(dist, 'lambda', name), { recursive: true })
  writeFileSync(join(dist, 'lambda', name, 'index.mjs'), '')
}
const PROGRAM = [join(dist, 'cdk/command.js')]
const OF_CLONE = ['--import', join(ROOT, 'test/helpers/typescript.js'), join(ROOT, 'infra/command.ts')]
// To deploy it, the stage prod needs an address for its alarms; to delete it, it needs none.
const environment = { POSTHORN_ALARMS_EMAIL: 'oncall@example.com' }
const noTerminal = spawnSync('python3', ['-c', 'import pty']).status !== 0 && 'there is no Python, which makes the terminal'

const folderOf = (t: Test) => t.testdir({
  'package.json': '{}',
  node_modules: {
    'aws-cdk': {
      'package.json': '{"name":"aws-cdk"}',
      bin: { cdk: "require('node:fs').appendFileSync('calls', JSON.stringify(process.argv.slice(2)) + '\\n')" }
    }
  }
})

const callsIn = (folder: string): string[][] => existsSync(join(folder, 'calls'))
  ? readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n').map(line => JSON.parse(line) as string[])
  : []

/** Runs a command in a terminal, and types keys when it asks. */
async function typed (folder: string, keys: string) {
  const child = spawn('python3', [join(ROOT, 'test/helpers/in-terminal.py'), 'node', ...PROGRAM, 'destroy', '--stage', 'prod'], {
    cwd: folder, env: { PATH: process.env.PATH!, TERM: 'xterm' }
  })
  t.teardown(() => child.kill('SIGKILL'))
  let shown = ''
  child.stdout.on('data', text => { shown += text })
  const ended = new Promise<number | null>(resolve => child.once('close', resolve))
  await eventually('the question', () => shown.includes('Its name, to go on: '))
  t.match(shown, 'This takes the API of stage prod away and keeps its data.')
  child.stdin.write(keys)
  return { code: await ended, shown }
}

t.test('A stage file is that of the folder of the command, also when the package is linked to a clone; its path is printed.', async t => {
  const clone = join(t.testdir({ mine: { 'posthorn.config.mjs': 'export default { eu: { logDays: 7 } }' } }), 'dist')
  await buildCli(clone)
  const folder = join(t.testdirName, 'mine')
  const destroy = run('node', [join(clone, 'cli/posthorn.js'), 'destroy', '--stage', 'eu'], {}, folder)
  t.not(await destroy.exited, 0, 'there is no terminal to answer in')
  t.match(destroy.stdout(), `Stage eu of ${join(folder, 'posthorn.config.mjs')}`, destroy.stderr())
  const other = run('node', [join(clone, 'cli/posthorn.js'), 'destroy', '--stage', 'eu'], {}, t.testdirName)
  t.equal(await other.exited, 1)
  t.match(other.stderr(), "There is no stage 'eu'; there is dev, prod, small.")
})

for (const [name, keys] of [
  ['the name of another stage', 'dev\r'], ['yes', 'yes\r'], ['nothing', '\r'], ['Ctrl-C', '\u0003'], ['Ctrl-D', '\u0004']
] as const) {
  t.test(`destroy does nothing when it is answered with ${name}.`, { skip: noTerminal }, async t => {
    const folder = folderOf(t)
    const { code, shown } = await typed(folder, keys)
    t.equal(code, 1)
    t.match(shown, 'Nothing was done.')
    t.notMatch(shown, 'Error')
    t.strictSame(callsIn(folder), [])
  })
}

t.test('destroy goes on when it is answered with the name of the stage.', { skip: noTerminal }, async t => {
  const folder = folderOf(t)
  const { code, shown } = await typed(folder, 'prod\r')
  t.equal(code, 0, shown)
  t.strictSame(callsIn(folder).map(args => args.slice(-3)), [['posthorn-prod-service', '--force', '--exclusively']])
})

t.test('Without a terminal, destroy does nothing and names --yes; with --yes it asks nothing.', async t => {
  const folder = folderOf(t)
  const refused = run('node', [...PROGRAM, 'destroy', '--stage', 'prod'], {}, folder)
  t.equal(await refused.exited, 1)
  t.equal(refused.stderr(), 'destroy asks for the name of the stage, and this is no terminal. Nothing was done. To go on: add --yes.\n')
  t.strictSame(callsIn(folder), [])
  const program = run('node', [...PROGRAM, 'destroy', '--stage', 'prod', '--yes'], {}, folder)
  t.equal(await program.exited, 0, program.stderr())
  t.match(callsIn(folder).map(args => args.slice(-3)), [['posthorn-prod-service', '--force', '--exclusively']])
  t.ok(callsIn(folder)[0]!.join(' ').includes('-c deleted=true'), 'the app of the CDK needs no address either')
})

for (const [name, program] of [['the package', PROGRAM], ['a clone', OF_CLONE]] as const) {
  t.test(`deploy of ${name} with --yes lets the CDK ask nothing.`, async t => {
    const folder = folderOf(t)
    const deploy = run('node', [...program, 'deploy', '--stage', 'prod', '--yes'], environment, folder)
    t.equal(await deploy.exited, 0, deploy.stderr())
    t.strictSame(callsIn(folder).map(args => args.slice(-3)), [['--all', '--require-approval', 'never']])
  })
}

t.test('When the CDK fails, the end says what to set for an account; a template that cannot be made needs none.', async t => {
  const folder = folderOf(t)
  writeFileSync(join(folder, 'node_modules/aws-cdk/bin/cdk'), 'process.exit(1)')
  for (const [command, asks] of [['diff', true], ['deploy', true], ['synth', false]] as const) {
    const program = run('node', [...PROGRAM, command, '--stage', 'dev'], {}, folder)
    t.equal(await program.exited, 1)
    t.match(program.stderr(), `cdk ${command} ended with 1.`)
    t.equal(/set AWS_PROFILE .*AWS_REGION/s.test(program.stderr()), asks, program.stderr())
  }
})
