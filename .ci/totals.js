// Counts what tap wrote: `node .ci/totals.js <exit code> <file.tap>` prints "<passed> <failed> <skipped>".
// A run that failed without a failed test in it (a crash, a missing file, no total at all) counts as one failure.
import { readFileSync } from 'node:fs'

const [exitCode, file] = process.argv.slice(2)
const total = /^# \{ total: .*\}$/m.exec(read(file))?.[0] ?? ''
const count = (name) => Number(new RegExp(`\\b${name}: (\\d+)`).exec(total)?.[1] ?? 0)

const passed = count('pass')
const failed = count('fail')
const silent = failed === 0 && (exitCode !== '0' || passed === 0)
console.log(passed, silent ? 1 : failed, count('skip') + count('todo'))

function read (path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
