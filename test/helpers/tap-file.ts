import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { Parser, type Result } from 'tap-parser'
import type { Ended, Part } from './several-files.js'

/** The result of a file of tests: tests that are in no list passed. */
export interface Outcome {
  file: string
  seconds: number
  /** CPU time of this process and those that it started; 0 if it did not reach its end. */
  cpuSeconds: number
  passed: number
  skipped: Array<{ name: string, reason: string }>
  failed: Array<{ name: string, details: unknown }>
  /** Its whole output, unchanged. */
  stdout: string
  stderr: string
}

export interface FileOptions {
  timeoutMs: number
  /** The built code of a file; without it the process loads the sources. */
  pathOf?: ((file: string) => string) | undefined
}

interface Process { end: string, stdout: string, stderr: string, cpuMs: number, ended: Ended[] }

// Longer than tap's own timeout, which fails the test with its name.
const GRACE_MS = 60_000

/** Runs one file of tests in a separate process. Never rejects: every error is a failure of the file. */
export async function runFile (file: string, { timeoutMs, pathOf = file => file }: FileOptions): Promise<Outcome> {
  const began = performance.now()
  const { end, stdout, stderr, cpuMs } = await start(pathOf(file), timeoutMs)
  return { file, seconds: (performance.now() - began) / 1000, cpuSeconds: cpuMs / 1000, ...read(stdout, end), stdout, stderr }
}

/**
 * Runs files of tests one after the other in one process, which `program` is. A file that ends this process fails, as does
 * one that leaves it changed; the files after it run in a new process. Never rejects.
 */
export async function runTogether (
  files: readonly string[], program: string, { timeoutMs, pathOf = file => file }: FileOptions
): Promise<Outcome[]> {
  const parts: Part[] = files.map(file => ({ file, built: resolve(pathOf(file)) }))
  const done = await start(program, timeoutMs, { POSTHORN_TEST_FILES: JSON.stringify(parts) })
  const [stdout, stderr] = [partsOf(done.stdout), partsOf(done.stderr)]
  // The one that it was at when it ended, or the last one, which kept it from ending.
  const begun = Math.max(stdout.size, 1)
  const untold = done.cpuMs - done.ended.reduce((sum, { cpuMs }) => sum + cpuMs, 0)
  const outcomes = files.slice(0, begun).map((file, n): Outcome => {
    const isLast = n === begun - 1
    const { seconds = 0, cpuMs = 0, left = [] } = done.ended[n] ?? {}
    const output = { stdout: stdout.get(file) ?? '', stderr: stderr.get(file) ?? done.stderr }
    const result = left.length > 0 ? read(output.stdout, '0') : read(output.stdout, isLast ? done.end : '0')
    result.failed.push(...left.map(name => ({ name: `it leaves its process changed: ${name}`, details: 'Give it a process of its own, or end what it starts.' })))
    return { file, seconds, cpuSeconds: (cpuMs + (isLast ? Math.max(untold, 0) : 0)) / 1000, ...result, ...output }
  })
  const rest = files.slice(begun)
  return rest.length === 0 ? outcomes : [...outcomes, ...await runTogether(rest, program, { timeoutMs, pathOf })]
}

const partsOf = (text: string) => {
  const [, ...pieces] = text.split(/\n\0(.+)\0\n/)
  return new Map(pieces.flatMap((piece, n) => n % 2 === 0 ? [[piece, pieces[n + 1]!] as const] : []))
}

async function start (program: string, timeoutMs: number, env: Record<string, string> = {}): Promise<Process> {
  // Only the loaders that our tests need: tap's own runner puts four more into every process, half a second of CPU each.
  const args = [
    // A built file reads the maps itself, when a stack is shown (current-file.ts).
    ...program.endsWith('.ts') ? ['--enable-source-maps'] : [], ...['typescript', 'seeded', 'no-domains', 'usage'].map(name => `--import=./test/helpers/${name}.js`), program
  ]
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env, TAP: '1', TAP_TIMEOUT: String(timeoutMs / 1000), POSTHORN_TEST_SUITE: String(process.pid) },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe']
  })
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs + GRACE_MS)
  let [stdout, stderr, told] = ['', '', '']
  const [, out, err, pipe] = child.stdio as unknown as [null, Readable, Readable, Readable]
  out.setEncoding('utf8').on('data', text => { stdout += text })
  err.setEncoding('utf8').on('data', text => { stderr += text })
  // Each file that ends begins the time of the next one.
  pipe.setEncoding('utf8').on('data', text => { told += text; timer.refresh() })
  const end = await new Promise<string>(resolve => {
    child.once('error', error => resolve(String(error)))
    child.once('close', (code, signal) => resolve(signal ?? String(code)))
  })
  clearTimeout(timer)
  const lines = told.split('\n').filter(line => line !== '').map(line => JSON.parse(line) as Ended)
  const ended = lines.filter(({ file }) => file !== undefined)
  return { end, stdout, stderr, ended, cpuMs: lines.find(({ file }) => file === undefined)?.cpuMs ?? 0 }
}

function read (text: string, end: string): Pick<Outcome, 'passed' | 'skipped' | 'failed'> {
  const counted: Pick<Outcome, 'passed' | 'skipped' | 'failed'> = { passed: 0, skipped: [], failed: [] }
  const parser = new Parser()
  follow(parser, counted)
  let isOk = false
  parser.on('complete', ({ ok }) => { isOk = ok })
  parser.end(text)
  const isWrong = !isOk || end !== '0'
  // For example a crash before the first test, a wrong plan, or a process that did not end.
  if (isWrong && counted.failed.length === 0) {
    counted.failed.push({
      name: `the process ended with ${end}`, details: text.split('\n').slice(-30).join('\n')
    })
  }
  if (!isWrong && counted.passed + counted.skipped.length === 0) counted.failed.push({ name: 'there is no test in it', details: '' })
  return counted
}

// The line of a subtest repeats its inner lines. Only a skipped one has none.
function follow (parser: Parser, counted: Pick<Outcome, 'passed' | 'skipped' | 'failed'>): void {
  parser.on('child', child => follow(child, counted))
  parser.on('assert', ({ ok, skip, todo, name, fullname, closingTestPoint, diag }: Result) => {
    const reason = skip || todo
    if (closingTestPoint && !reason) return
    if (reason === true) counted.failed.push({ name: fullName(fullname, name), details: 'It is skipped and does not say why.' })
    else if (reason) counted.skipped.push({ name: fullName(fullname, name), reason })
    else if (ok) counted.passed++
    else counted.failed.push({ name: fullName(fullname, name), details: diag })
  })
}

const fullName = (fullname: string, name: string) => fullname.endsWith(name) ? fullname : `${fullname} > ${name}`
