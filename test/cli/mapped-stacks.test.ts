import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'
import t from 'tap'

// A program that is built as the product is. Its second error is Node's own, whose code is part of the title.
const PROGRAM = `import { mapStacks } from ${JSON.stringify(resolve('src/cli/shared/mapped-stacks.ts'))}

interface Away { gone: true }
mapStacks()
const fail = (_away?: Away) => { throw new RangeError('too far') }
try {
  fail()
} catch (error) {
  console.log((error as Error).stack)
}
new URL('nonsense')
`

t.test('A stack names the places in the sources; without a map, those of the built files.', async t => {
  const folder = t.testdir({ 'program.ts': PROGRAM })
  const outfile = join(folder, 'program.js')
  await build({ entryPoints: [join(folder, 'program.ts')], outfile, bundle: true, minify: true, format: 'esm', platform: 'node', sourcemap: true })
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  const run = () => spawnSync(process.execPath, [outfile], { encoding: 'utf8' })
  const mapped = run()
  t.match(mapped.stdout, /^RangeError: too far\n {4}at \S+ \(?[^\n]*program\.ts:5:\d+\)?\n[^]*program\.ts:7:\d+/)
  t.match(mapped.stderr, /TypeError.*Invalid URL\n[^]*program\.ts:11:\d+/)
  rmSync(`${outfile}.map`)
  t.match(run().stdout, /^RangeError: too far\n[^]*program\.js:\d+:\d+/)
})
