import { execFile, spawn, type ChildProcessByStdio } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { eventually } from './receiver.js'

export const ROOT = resolve(import.meta.dirname, '../..')

const running = new Set<Program>()
// Also when tap's time runs out, which skips teardowns.
process.on('exit', killAll)

export interface Program {
  child: ChildProcessByStdio<null, Readable, Readable>
  stdout: () => string
  stderr: () => string
  /** The exit code; the signal's name when one ended it. */
  exited: Promise<number | string>
}

/** The command line entries as `npm run build` makes them, in a directory of the test's own inside the project. */
export async function buildCli (outdir: string): Promise<void> {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: { 'build:code': string } }
  const [program, ...args] = scripts['build:code'].split(' ').map(arg => arg.startsWith('--outdir=') ? `--outdir=${outdir}` : arg)
  await promisify(execFile)(join(ROOT, 'node_modules/.bin', program!), args, { cwd: ROOT })
}

/** Runs a program with these settings alone, in a process group of its own. */
export function run (command: string, args: readonly string[], settings: Record<string, string> = {}): Program {
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(command, args, { cwd: ROOT, env: { PATH, HOME, ...settings }, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', text => { stdout += text })
  child.stderr.on('data', text => { stderr += text })
  const exited = new Promise<number | string>(resolve => child.once('close', (code, signal) => resolve(code ?? signal!)))
  const program = { child, stdout: () => stdout, stderr: () => stderr, exited }
  running.add(program)
  void exited.then(() => running.delete(program))
  return program
}

/** Ends every program that still runs, with its children. */
export function killAll (): void {
  for (const { child } of running) process.kill(-child.pid!, 'SIGKILL')
}

/** The server, as `npm start` runs it. */
export const startCli = (dist: string, settings: Record<string, string>): Program =>
  run('node', ['--enable-source-maps', join(dist, 'cli/start.js')], settings)

/** What `npm run token` prints; rejects with its message when it refuses. */
export async function tokenBy (dist: string, settings: Record<string, string>, ...args: string[]): Promise<string> {
  const program = run('node', [join(dist, 'cli/token.js'), ...args], settings)
  if (await program.exited !== 0) throw new Error(program.stderr())
  return program.stdout().trim()
}

/** The URL that a server prints when it is ready; fails with what it wrote when it ends before that. */
export async function urlOf (program: Program): Promise<string> {
  return await eventually('the server is ready', () => {
    if (program.child.exitCode !== null) throw new Error(`It ended with ${program.child.exitCode}: ${program.stderr()}`)
    return /inbox\n|example\.com\/webhook.*:\n/.test(program.stdout()) ? /URL +(http\S+)/.exec(program.stdout())?.[1] : undefined
  })
}
