import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build, transform, type TransformFailure } from 'esbuild'
import t from 'tap'
import { bundle } from '../../infra/bundle.js'
import { withoutNotes } from '../../infra/notes.js'
import { replacePackages } from '../../infra/replacements.js'
import { FUNCTIONS, type FunctionName } from '../../src/facts/functions.js'
import { ORDINARY } from '../../src/routes/ordinary.js'

// A process of its own: it loads the sources that write parts of the bundles.

const folder = t.testdir()
const metafiles = await bundle(folder)

const KB = 1024
// The gzipped size of the code that a function's ordinary work loads, and of all code that it can load. http's ordinary work is that
// of routes/ordinary.ts; all other routes, payload schemas (ajv), imported OpenAPI documents (yaml) and Dynamoose are loaded on
// demand. The pages of the documentation and the portal are in neither number.
const LIMITS: Record<FunctionName, { ordinary: number, all: number }> = {
  http: { ordinary: 196, all: 396 },
  authorizer: { ordinary: 31, all: 31 },
  'fan-out': { ordinary: 34, all: 34 },
  deliver: { ordinary: 90, all: 93 },
  sweep: { ordinary: 54, all: 98 },
  import: { ordinary: 60, all: 110 },
  'create-secrets': { ordinary: 13, all: 13 }
}

const isOrdinary = (path: string) => !path.includes('compiled/') || ORDINARY.some(([url]) => basename(path) === `${wordsOf(url)}.cjs`)
const errorOf = ({ errors }: TransformFailure) => errors[0]?.text
const wordsOf = (url: string) => url.split('/').filter(part => /^[a-z]/.test(part)).join('.')

t.test('Functions tell CloudWatch the units of their metrics.', t => {
  const code = filesIn(join(folder, 'deliver')).filter(path => path.endsWith('.mjs')).map(path => readFileSync(path, 'utf8')).join('\n')
  for (const name of ['deliveryTime', 'acceptTime']) t.match(code, new RegExp(`${name}:{[^}]*"_seconds"`), name)
  t.end()
})

for (const name of FUNCTIONS) {
  t.test(`The function ${name} is within its size limits.`, async t => {
    const beside = [...filesIn(join(folder, name, 'compiled')), ...filesIn(join(folder, name)).filter(path => path.endsWith('.br'))]
    if (name === 'http') t.equal(beside.filter(isOrdinary).length, ORDINARY.length, 'every resource has compiled schemas')
    const sizes = {
      ordinary: kb([...loaded(name, kind => kind !== 'dynamic-import'), ...beside.filter(isOrdinary)]),
      all: kb([...loaded(name, () => true), ...beside].filter(path => !/docs-app|portal-files/.test(path)))
    }
    t.comment(`${name}: ${sizes.ordinary} KB gzipped for ordinary work, ${sizes.all} KB in all`)
    for (const of of ['ordinary', 'all'] as const) t.ok(sizes[of] <= LIMITS[name][of], `${of}: ${sizes[of]} of ${LIMITS[name][of]} KB`)
  })

  t.test(`Every file of the function ${name} is valid JavaScript.`, async t => {
    for (const path of filesIn(join(folder, name)).filter(path => path.endsWith('.mjs'))) {
      const wrong = await transform(readFileSync(path, 'utf8'), {
        loader: 'js', format: 'esm', logLevel: 'silent'
      }).then(() => undefined, errorOf)
      t.equal(wrong, undefined, basename(path))
    }
  })

  t.test(`The function ${name} contains no unused dependency.`, async t => {
    const inputs = Object.values(metafiles[name]!.outputs).flatMap(({ inputs }) => Object.keys(inputs)).join('\n')
    t.notMatch(inputs, /node_modules\/(lmdb|fast-json-stringify\/index|semver|thread-stream|@fastify\/(ajv|fast-json-stringify)-compiler|tap|esbuild|svix)\//)
    t.notMatch(inputs, /node_modules\/(@aws-sdk\/(?!util-dynamodb)|@smithy)/, 'no client of the AWS SDK')
    if (name !== 'http') t.notMatch(inputs, /node_modules\/(@fastify|fastify|find-my-way|yaml|swagger|dynamoose)/)
    if (name !== 'deliver') t.notMatch(inputs, /node_modules\/undici\//)
    t.notMatch(inputs, /^(test|infra)\//m)
  })

  t.test(`The function ${name} compiles no schema and loads no unnecessary module of Node.`, async t => {
    const ordinary = loaded(name, kind => kind !== 'dynamic-import')
    const inputs = ordinary.flatMap(path => Object.keys(outputOf(name, path).inputs)).join('\n')
    t.notMatch(inputs, /node_modules\/(ajv\/dist\/(ajv|core|compile)|ajv\/lib)/, 'schemas of event types need ajv: on demand')
    t.notMatch(inputs, /node_modules\/dynamoose/, 'configured objects need Dynamoose: on demand')
    const imports = loaded(name, () => true).flatMap(path => outputOf(name, path).imports).filter(({ external, kind }) => external &&
      kind !== 'require-call')
    t.strictSame(imports, [], "Node's own modules are required, not imported")
    t.notOk(readdirSync(join(folder, name)).some(file => file.endsWith('.map')), 'the bundle has no source maps')
  })
}

t.test('Dynamoose is a separate file of the function http, with our own call instead of its client.', async t => {
  const outputs = Object.values(metafiles.http!.outputs).map(({ inputs }) => Object.keys(inputs))
  t.equal(outputs.filter(inputs => inputs.some(path => path.includes('node_modules/dynamoose/'))).length, 1)
})

t.test("The texts of the API's documents are only in the documentation.", async t => {
  const { paths } = JSON.parse(
    readFileSync('openapi/openapi.json', 'utf8')
  ) as { paths: Record<string, Record<string, { summary: string }>> }
  const summaries = Object.values(paths).flatMap(methods =>
    Object.values(methods).map(({ summary }) => summary)).filter(text => text.length > 12)
  const code = readdirSync(join(folder, 'http')).filter(file => file.endsWith('.mjs') &&
    !file.startsWith('docs-app')).map(file => readFileSync(join(folder, 'http', file), 'utf8')).join('\n')
  t.ok(summaries.length > 50)
  t.same(summaries.filter(text => code.includes(`"${text}"`)), ['List attempts by message'], 'except a text that two routes share')
  const schema = "Type.Object({ description: Text({ description: `a` }), title: X }, { examples: [1] , title: 'T' + 'u', type })"
  t.equal(withoutNotes(schema, false).replaceAll(
    ' ', ''
  ), 'Type.Object({description:Text({}),title:X},{type})', 'a property of that name stays')
  t.equal(
    withoutNotes("const a = { summary: 'x' }; route({ summary: NAME, tag })", true).replaceAll(' ', ''),
    "consta={summary:'x'};route({tag})"
  )
})

t.test('Bundles have every part of TypeBox that the sources use.', async t => {
  const sources = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(path => path.endsWith('.ts') &&
    !path.startsWith('portal'))
  const used = new Set(
    sources.flatMap(path => [...readFileSync(join('src', path), 'utf8').matchAll(/\bType\.(\w+)/g)].map(([, name]) => name!))
  )
  const [, kept = ''] = /'@sinclair\/typebox': 'import \{([^}]+)\}/.exec(
    readFileSync('infra/replacements.ts', 'utf8').replaceAll(/' \+\n\s*["']/g, '')
  ) ?? []
  t.ok(used.size > 5)
  t.same([...used].filter(name => !kept.split(/[\s,]+/).includes(name)), [])
})

// What packages in bundles may ask of a module that is replaced, and do not get. They ask for it only after a call of our own code, which
// the pattern describes. A test finds no such call in our code. A new line here needs such a pattern, or a replacement that has more.
const NOTHING = /(?!)/
const UNREACHED: Record<string, RegExp> = {
  // The replaced checks never fail, and no release candidate of Fastify is installed.
  'fastify/lib/initial-config-validation.js: errors': NOTHING,
  'light-my-request/index.js: errors': NOTHING,
  'fastify/lib/plugin-utils.js: coerce': NOTHING,
  'fastify/lib/plugin-utils.js: gt': NOTHING,
  'fastify/lib/logger-pino.js: destination': /\blogger: (true|\{)/,
  'fastify/lib/server.js: createSecureServer': /http2: /,
  'fastify/lib/server.js: createServer': /http2: /,
  'find-my-way/index.js: compileTree': /\bcompile: true/,
  'undici/lib/dispatcher/client-h1.js: ../llhttp/llhttp-wasm.js': /JEST_WORKER_ID|UNDICI_NO_WASM_SIMD/,
  'undici/lib/dispatcher/client-h1.js: extractBody': /\bpool\.dispatch\((?!\{ method: 'POST', \.\.\.request \})/,
  'undici/lib/dispatcher/client.js: ./client-h2.js': /allowH2: true|useH2c/,
  'undici/lib/dispatcher/client.js: ClientStats': /\bClient\b.* from 'undici'/,
  'undici/lib/dispatcher/dispatcher.js: ../handler/wrap-handler': /\.compose\(|interceptors/
}

t.test('What a replaced module lacks is asked for by no code that ours reaches.', async t => {
  const asked = new Map<string, Set<string>>()
  for (const { inputs } of Object.values(metafiles)) {
    for (const [path, { imports }] of Object.entries(inputs)) {
      for (const { path: to, original } of imports) {
        const isReplaced = to.startsWith('replaced:') || to.endsWith('undici/lib/core/errors.js')
        if (isReplaced && path.includes('node_modules/')) asked.set(path, (asked.get(path) ?? new Set()).add(original!))
      }
    }
  }
  t.ok(asked.size > 20)
  const missing = (await Promise.all([...asked].map(async ([path, names]) => await missingIn(path, [...names])))).flat().sort()
  t.strictSame(missing, Object.keys(UNREACHED).sort())
  const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter(path => /^(?!portal|cli|testing).*\.ts$/.test(path)).map(path => readFileSync(join('src', path), 'utf8')).join('\n')
  for (const [name, pattern] of Object.entries(UNREACHED)) t.notOk(pattern.test(sources), name)
})

/** The names that a file of a package takes from replaced modules which do not have them. */
async function missingIn (path: string, modules: string[]): Promise<string[]> {
  const code = readFileSync(path, 'utf8').replaceAll(/\/\*[^]*?\*\//g, '')
  const contents = `module.exports = {${modules.map(name => `'${name}': require('${name}')`).join()}}`
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: dirname(path) }, bundle: true, write: false, platform: 'node', format: 'cjs', plugins: [replacePackages],
    outdir: join(folder, 'replaced'), logLevel: 'error'
  })
  const loaded = { exports: {} as Record<string, Record<string, unknown> | undefined> }
  const outdir = join(folder, 'replaced')
  const beside = Object.assign(createRequire(join(outdir, 'x.cjs')), { resolve: () => join(outdir, 'llhttp.wasm.br') })
  // eslint-disable-next-line no-new-func
  new Function('module', 'require', outputFiles[0]!.text)(loaded, beside)
  return modules.flatMap(module => {
    const given = loaded.exports[module]
    const required = `require\\('${module.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}'\\)`
    const [, list = ''] = new RegExp(`{([^{}]*)}\\s*=\\s*${required}`).exec(code) ?? []
    const [, whole] = new RegExp(`(\\w+)\\s*=\\s*${required}(?!\\.)`).exec(code) ?? []
    const parts = [...code.matchAll(new RegExp(`(?:${required}${whole === undefined ? '' : `|\\b${whole}`})\\.(\\w+)(?!\\w*')`, 'g'))]
    const names = [...list.split(',').map(one => one.split(':')[0]!.trim()).filter(one => one !== ''), ...parts.map(([, name]) => name!)]
    const file = path.replace(/^.*node_modules\//, '')
    if (given === undefined) return [`${file}: ${module}`]
    return [...new Set(names)].filter(name => given[name] === undefined).map(name => `${file}: ${name}`)
  })
}

t.test('Every function is bundled.', async t => t.strictSame(Object.keys(metafiles), [...FUNCTIONS]))

/** The files that a function's entry loads, itself first. */
function loaded (name: FunctionName, follows: (kind: string) => boolean): string[] {
  const found = new Set([join(folder, name, 'index.mjs')])
  for (const path of found) {
    for (const { kind, path: target, external } of outputOf(name, path).imports) {
      if (!external && follows(kind)) found.add(join(folder, name, basename(target)))
    }
  }
  return [...found]
}

function outputOf (name: FunctionName, path: string) {
  return Object.entries(metafiles[name]!.outputs).find(([output]) => basename(output) === basename(path))![1]
}

function filesIn (directory: string): string[] {
  return existsSync(directory) ? readdirSync(directory).map(file => join(directory, file)) : []
}

function kb (paths: string[]): number {
  return Math.ceil(paths.reduce((sum, path) => sum + gzipSync(readFileSync(path)).length, 0) / KB)
}
