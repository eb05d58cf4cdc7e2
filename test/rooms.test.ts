import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import t from 'tap'
// @ts-expect-error the configuration of lint has no types
import { LADDER } from '../eslint.config.js'

interface Rung { name: string, files: string[] }

const SOURCES = readdirSync(
  'src', { recursive: true, encoding: 'utf8' }
).filter(name => /\.tsx?$/.test(name)).map(name => join('src', name)).sort()
// `x.lambda.ts` and `x.build.ts` replace `x.ts` in a bundle.
const VARIANT = /\.(build|lambda)\.ts$/
const IMPORT = /^\s*(?:import|export)\s+(type\s+)?([^'"]*?)\s*from\s+'(\.[^']+)'|^\s*import\s+'(\.[^']+)'|import\('(\.[^']+)'\)/gm

const folders = [...new Set(SOURCES.map(file => dirname(file)))].sort()

function rungOf (file: string): number {
  return (LADDER as Rung[]).findIndex(({ files }) => files.includes(file) || files.includes(join(dirname(file), `*${extname(file)}`)))
}

/** The modules of src that a module loads: imports of types do not count. */
function loadedBy (file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(IMPORT)].flatMap(([, type, names = '', ...paths]) => {
    const path = paths.find(one => one !== undefined)!
    const isType = type !== undefined ||
      (names.startsWith('{') && names.slice(1, -1).split(',').every(name => /^\s*(type .*)?$/.test(name)))
    const module = join(dirname(file), path).replace(/\.js$/, '.ts')
    const target = [module, `${module}x`].find(one => SOURCES.includes(one))
    return isType || target === undefined ? [] : [target]
  })
}

t.test('Every file belongs to one rung of the ladder.', async t => {
  for (const file of SOURCES) t.ok(rungOf(file) >= 0, file)
})

t.test('A file loads from its own rung and from those below it, never from above.', async t => {
  let loads = 0
  for (const file of SOURCES.filter(name => !VARIANT.test(name))) {
    for (const target of loadedBy(file)) {
      loads++
      if (rungOf(target) < rungOf(file)) t.fail(`${file} loads ${target}, which stands above it`)
    }
  }
  t.ok(loads > 500, `${loads} imports were checked`)
})

t.test('No two files share a name, except replacements in a bundle.', async t => {
  const names = SOURCES.filter(name => !VARIANT.test(name)).map(name => basename(name))
  t.strictSame(names.filter((name, index) => names.indexOf(name) !== index), [])
})

const INFRA = readdirSync(
  'infra', { recursive: true, encoding: 'utf8' }
).filter(name => name.endsWith('.ts')).map(name => join('infra', name))

t.test('The README of every folder has one line for each file and folder in it.', async t => {
  for (const [sources, parents] of [[SOURCES, folders], [INFRA, [...new Set(INFRA.map(file => dirname(file)))]]] as const) {
    for (const folder of parents) {
      const lines = readFileSync(join(folder, 'README.md'), 'utf8').split('\n').filter(line => line.startsWith('- '))
      const named = lines.map(line =>
        /^- `([^`]+)`: .{10}/.exec(line)?.[1] ?? /^- \[([^\]]+)\/\]\(\1\/README\.md\): .{10}/.exec(line)?.[1] ?? line)
      const isListed = (file: string) => !VARIANT.test(file) || !sources.includes(file.replace(VARIANT, '.ts'))
      const files = sources.filter(file => dirname(file) === folder && isListed(file)).map(file => basename(file))
      const inner = parents.filter(one => dirname(one) === folder).map(one => basename(one))
      t.strictSame(named.toSorted(), [...files, ...inner].toSorted(), folder)
    }
  }
})
