import { readFileSync, writeSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'

// Preloaded by `suite.ts`: says at the end how much of the processor this process and those that it started took, in ms.

const PIPE = 3

/** Of children that have ended; only Linux tells, in hundredths of a second. */
function ofChildren () {
  try {
    const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1].split(' ')
    return (Number(fields[13]) + Number(fields[14])) * 10
  } catch {
    return 0
  }
}

/** Of this process and of its children that have ended, until now. */
export function cpuMs () {
  const { user, system } = process.cpuUsage()
  return Math.round((user + system) / 1000) + ofChildren()
}

// What a test starts inherits this preload and the environment, and may have a file of its own there.
if (isMainThread && process.env.POSTHORN_TEST_SUITE === String(process.ppid)) {
  process.once('exit', () => writeSync(PIPE, `${JSON.stringify({ cpuMs: cpuMs() })}\n`))
}
