import { writeSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { t as root, Test } from 'tap'
import { enter, type Root } from './current-file.js'
import { leftBehind, lookAround } from './left-behind.js'
import { sow } from './seeded.js'
import { cpuMs } from './usage.js'

// What a process of several files of tests runs (`tap-file.ts`): one after the other, each with a root of its own.

/** A file of tests, and its built code. */
export interface Part { file: string, built: string }
/** What the process writes into its fourth pipe when a file has ended. */
export interface Ended { file: string, cpuMs: number, seconds: number, left: string[] }

const PIPE = 3
const LATE_MS = 10_000
const parts = JSON.parse(process.env.POSTHORN_TEST_FILES!) as Part[]
delete process.env.POSTHORN_TEST_FILES
// The time is that of one file.
root.setTimeout(0)
// A promise does not keep a process alive.
const alive = setInterval(() => {}, 60_000)

async function run ({ file, built }: Part): Promise<{ isLate: boolean }> {
  // Tap names the folders of `testdir` by it.
  process.argv[1] = resolve(file)
  sow()
  for (const stream of [process.stdout, process.stderr]) stream.write(`\n\0${file}\0\n`)
  const timeout = Number(process.env.TAP_TIMEOUT) * 1000
  const load = async () => { await import(pathToFileURL(built).href) }
  const test = new Test({ name: file, timeout, cb: load })
  enter(test as Root)
  test.pipe(process.stdout)
  await new Promise<void>(resolve => {
    test.once('timeout', () => setImmediate(resolve))
    // A test that hangs at its end is not told by tap.
    setTimeout(resolve, timeout + LATE_MS).unref()
    test.runMain(resolve)
  })
  return { isLate: test.timedOut || !test.results }
}

for (const part of parts) {
  const began = { at: performance.now(), cpuMs: cpuMs() }
  const before = lookAround()
  const { isLate } = await run(part)
  const left = isLate ? [] : await leftBehind(before)
  const ended: Ended = { file: part.file, cpuMs: cpuMs() - began.cpuMs, seconds: (performance.now() - began.at) / 1000, left }
  writeSync(PIPE, `${JSON.stringify(ended)}\n`)
  // The rest gets a process in which all is as it should be.
  if (isLate || left.length > 0) process.exit(1)
}
clearInterval(alive)
