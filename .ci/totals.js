// Counts what tap wrote: `node .ci/totals.js <exit code> <file.tap>` prints "<passed> <failed> <skipped>".
// What failed is named on stderr, where it stands in the file and under which tests.
// A run that failed without a failed test in it (a crash, a missing file, no total at all) counts as one failure.
import { readFileSync } from 'node:fs'

const [exitCode, file] = process.argv.slice(2)
const text = read(file)
const total = /^# \{ total: .*\}$/m.exec(text)?.[0] ?? ''
const count = (name) => Number(new RegExp(`\\b${name}: (\\d+)`).exec(total)?.[1] ?? 0)

const passed = count('pass')
const failed = count('fail')
const silent = failed === 0 && (exitCode !== '0' || passed === 0)
for (const name of failures(text)) console.error(`   not ok: ${name}`)
console.log(passed, silent ? 1 : failed, count('skip') + count('todo'))

// A test that contains a failed one fails too: the innermost lines say what it was, the outer ones where.
function failures (tap) {
  return tap.split('\n').flatMap(line => /^ *not ok \d+ - (?!.*# (SKIP|TODO))(.*)$/.exec(line)?.[2] ?? []).map(name => name.replace(/ # time=.*$/, ''))
}

function read (path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
