import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { build } from 'esbuild'
import t from 'tap'

const program = join(t.testdir(), 'heap.mjs')
// Allocates quickly beside 200,000 objects that live, as a busy server does, and says how often the old generation was collected.
await build({
  stdin: {
    resolveDir: import.meta.dirname,
    contents: `
      import { constants, PerformanceObserver } from 'node:perf_hooks'
      import { boundHeap } from '../../src/hosting/bound-heap.js'
      if (process.argv[2] === 'bound') boundHeap()
      let [made, collected] = [0, 0]
      const isMajor = ({ detail }) => detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR
      new PerformanceObserver(list => { collected += list.getEntries().filter(isMajor).length }).observe({ entryTypes: ['gc'] })
      const living = new Array(200_000)
      while (made < 3_000_000) {
        for (let n = 0; n < 20_000; n++) living[made++ % living.length] = { made, text: 'x' + made, list: [made, made] }
        await new Promise(resolve => setImmediate(resolve))
      }
      process.stdout.write(String(collected))`
  },
  bundle: true, platform: 'node', format: 'esm', outfile: program
})
const collections = (...args: string[]) => Number(execFileSync(process.execPath, [program, ...args], { encoding: 'utf8' }))

t.test('This version of V8 takes the bound: the heap of a server is collected before it has grown to four times its size.', async t => {
  const [free, bound] = [collections(), collections('bound')]
  t.ok(bound >= 1.5 * free, `${bound} collections instead of ${free}`)
})
