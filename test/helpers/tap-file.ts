import { spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { Parser, type Result } from 'tap-parser'

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
  /** The folder of its built code; without it the process loads the sources. */
  built?: string | undefined
}

// Longer than tap's own timeout, which fails the test with its name.
const GRACE_MS = 60_000

/** Runs one file of tests in a separate process. Never rejects: every error is a failure of the file. */
export async function runFile (file: string, { timeoutMs, built = file }: FileOptions): Promise<Outcome> {
  const began = performance.now()
  // Only the loaders that our tests need: tap's own runner puts four more into every process, half a second of CPU each.
  const args = [
    '--enable-source-maps', ...['typescript', 'seeded', 'no-domains', 'usage'].map(name => `--import=./test/helpers/${name}.js`), built
  ]
  const child = spawn(process.execPath, args, {
    env: { ...process.env, TAP: '1', TAP_TIMEOUT: String(timeoutMs / 1000), POSTHORN_TEST_SUITE: String(process.pid) },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe']
  })
  let [stdout, stderr, usage] = ['', '', '']
  const [, out, err, used] = child.stdio as unknown as [null, Readable, Readable, Readable]
  out.setEncoding('utf8').on('data', text => { stdout += text })
  err.setEncoding('utf8').on('data', text => { stderr += text })
  used.setEncoding('utf8').on('data', text => { usage += text })
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs + GRACE_MS)
  const end = await new Promise<string>(resolve => {
    child.once('error', error => resolve(String(error)))
    child.once('close', (code, signal) => resolve(signal ?? String(code)))
  })
  clearTimeout(timer)
  return { file, seconds: (performance.now() - began) / 1000, cpuSeconds: Number(usage) / 1000, ...read(stdout, end), stdout, stderr }
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
