import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { mkdirSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { buildCommands } from '../../infra/commands.js'
import { eventually } from './receiver.js'

export const ROOT = resolve(import.meta.dirname, '../..')

const running = new Set<Program>()
// Also when tap's timeout ends the test, which skips teardowns.
process.on('exit', killAll)

export interface Program {
  child: ChildProcessByStdio<null, Readable, Readable>
  stdout: () => string
  stderr: () => string
  /** The exit code, or the name of the signal that ended it. */
  exited: Promise<number | string>
}

/** The folder of the program that `npm test` has built for many files. */
const built = process.env.POSTHORN_TEST_PROGRAM

/**
 * The program as `npm run build` makes it, in a directory of the test's own inside the project. Where `npm test` has not built it for
 * many files, its packages stay outside, which is quicker.
 */
export async function buildCli (outdir: string): Promise<void> {
  if (built === undefined) return await buildCommands(outdir, 'outside')
  mkdirSync(outdir, { recursive: true })
  for (const name of ['cli', 'testing']) symlinkSync(resolve(built, name), join(outdir, name))
}

/** Runs a command of the program that was built there. */
export const posthorn = (dist: string, args: readonly string[], settings: Record<string, string> = {}): Program =>
  run('node', [join(dist, 'cli/posthorn.js'), ...args], settings)

/** Runs a program with only these settings, in a new process group. */
export function run (command: string, args: readonly string[], settings: Record<string, string> = {}, cwd = ROOT): Program {
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(command, args, { cwd, env: { PATH, HOME, ...settings }, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
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
  posthorn(dist, ['start'], settings)

/** What `posthorn token` prints; rejects with its message when it refuses. */
export async function tokenBy (dist: string, settings: Record<string, string>, ...args: string[]): Promise<string> {
  const program = posthorn(dist, ['token', ...args], settings)
  if (await program.exited !== 0) throw new Error(program.stderr())
  return program.stdout().trim()
}

/** The URL that a server prints when it is ready. Fails with the server's output if the server ends before. */
export async function urlOf (program: Program): Promise<string> {
  return await eventually('the server is ready', () => {
    if (program.child.exitCode !== null) throw new Error(`It ended with ${program.child.exitCode}: ${program.stderr()}`)
    return /inbox\n|example\.com\/webhook.*:\n/.test(program.stdout()) ? /URL +(http\S+)/.exec(program.stdout())?.[1] : undefined
  })
}
