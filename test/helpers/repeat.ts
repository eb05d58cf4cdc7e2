import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'

// The program of `npm run test:repeat`.

const USAGE = `npm run test:repeat -- [--times 20] [--busy 10] [file or folder]...

  Runs the tests so many times, the first ones beside a busy loop on each core. Prints a line a run and keeps the output of
  each in .cache/repeat. Ends with 1 when one of them failed.
`

const MOST = 100

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { times: { type: 'string', default: '20' }, busy: { type: 'string', default: '10' }, help: { type: 'boolean', short: 'h' } }
})
if (values.help) {
  process.stdout.write(USAGE)
  process.exit(0)
}
const [times, busy] = [Number(values.times), Number(values.busy)]
if (!(times >= 1 && times <= MOST && busy >= 0 && busy <= times)) throw new Error(`--times is 1 to ${MOST}, --busy 0 to --times.`)

// The loops end with this process, also if it is killed.
const LOOP = 'process.stdin.resume().on("end", () => process.exit()); (function loop () { const until = Date.now() + 200; while (Date.now() < until); setImmediate(loop) })()'

function startLoops (): () => void {
  const loops = Array.from({ length: availableParallelism() }, () =>
    spawn(process.execPath, ['-e', LOOP], { stdio: ['pipe', 'ignore', 'inherit'] }))
  return () => { for (const loop of loops) loop.kill() }
}

async function runOnce (): Promise<{ output: string, code: number | null }> {
  const child = spawn(process.execPath, ['--import=./test/helpers/typescript.js', 'test/helpers/suite.ts', ...positionals], {
    stdio: ['ignore', 'pipe', 'pipe']
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', text => { output += text })
  const code = await new Promise<number | null>(resolve => child.once('close', resolve))
  return { output, code }
}

mkdirSync('.cache/repeat', { recursive: true })
let failed = 0
for (let run = 1; run <= times; run++) {
  const stop = run <= busy ? startLoops() : () => {}
  const { output, code } = await runOnce()
  stop()
  writeFileSync(`.cache/repeat/${run}.log`, output)
  const said = /\nfailed:\n([^]*)$/.exec(output)?.[0] ?? output.trimEnd().split('\n').at(-1)!
  console.log(`run ${run}${run <= busy ? ', busy' : ''}: ${code === 0 ? 'passed' : 'FAILED'}: ${said.trim()}`)
  if (code !== 0) failed++
}
console.log(`${times - failed} of ${times} runs passed`)
process.exitCode = failed === 0 ? 0 : 1
