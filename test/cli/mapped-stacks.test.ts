import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { SourceMap, type SourceMapPayload } from 'node:module'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'
import t from 'tap'
import { readMap } from '../../src/cli/shared/read-map.js'

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

t.test('A map gives the same places as the class of Node, for every line of a built file, also where it has none.', async t => {
  const folder = t.testdir()
  const outfile = join(folder, 'built.js')
  for (const minify of [true, false]) {
    await build({ entryPoints: ['src/config.ts'], outfile, bundle: true, minify, format: 'esm', platform: 'node', packages: 'external', sourcemap: true })
    const map = JSON.parse(readFileSync(`${outfile}.map`, 'utf8')) as SourceMapPayload
    const [nodes, ours] = [new SourceMap(map), readMap(map.mappings, map.sources)]
    const lines = readFileSync(outfile, 'utf8').split('\n')
    t.ok(lines.length > (minify ? 1 : 500), `${lines.length} lines`)
    const differ = lines.flatMap((text, line) => Array.from({ length: Math.ceil(text.length / 3) + 1 }, (_, n) => [line, n * 3] as const))
      .filter(([line, column]) => !isSame(nodes.findEntry(line, column), ours.findEntry(line, column)))
    t.same(differ, [])
  }
  t.same(readMap('', []).findEntry(3, 1), {})
  t.same(readMap(';;AAAA', ['a.ts']).findEntry(1, 9), {}, 'before the first place')
})

const isSame = (one: object, other: object) => (['generatedLine', 'generatedColumn', 'originalSource', 'originalLine', 'originalColumn'] as const)
  .every(name => Reflect.get(one, name) === Reflect.get(other, name))
