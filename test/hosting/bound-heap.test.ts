import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { build } from 'esbuild'
import t from 'tap'

const program = join(t.testdir(), 'heap.mjs')
// Allocates quickly beside 100,000 objects that live, as a busy server does, and says the most that was in use.
await build({
  stdin: {
    resolveDir: import.meta.dirname,
    contents: `
      import { boundHeap } from '../../src/hosting/bound-heap.js'
      if (process.argv[2] === 'bound') boundHeap()
      const living = new Array(100_000)
      let [made, most] = [0, 0]
      while (made < 1_500_000) {
        for (let n = 0; n < 20_000; n++) living[made++ % living.length] = { made, text: 'x' + made, list: [made, made] }
        most = Math.max(most, process.memoryUsage().heapUsed)
        await new Promise(resolve => setImmediate(resolve))
      }
      process.stdout.write(String(most / 2 ** 20))`
  },
  bundle: true, platform: 'node', format: 'esm', outfile: program
})
const most = (...args: string[]) => Number(execFileSync(process.execPath, [program, ...args], { encoding: 'utf8' }))

t.test('This version of V8 takes the bound: beside quick allocations the heap of a server grows less.', async t => {
  const [free, bound] = [most(), most('bound')]
  t.comment(`${free.toFixed(0)} MB, and with the bound ${bound.toFixed(0)} MB`)
  t.ok(bound < 0.75 * free, 'the flag works')
})
