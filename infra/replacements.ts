import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createRequire, isBuiltin } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { brotliCompressSync } from 'node:zlib'
import { transform, type Plugin } from 'esbuild'

// Packages that would be in a function's bundle without being used, and their replacements. Each entry says what it
// saves. This was measured by leaving it out, on Node 20, in medians of 15 runs of CPU time: of the 577 KB and 175 ms
// that the function http loads before its first request (± 8 ms), and of the 323 KB and 46 ms of deliver (± 3 ms).
// What a replacement lacks and a package may ask for is listed in test/infra/bundle.test.ts, with what of our own code would reach it.
const NO_CHANNELS = "const none = require('node:diagnostics_channel').channel('undici'); " +
  'module.exports = { channels: new Proxy({}, { get: () => none }) }'
const { TYPE: { RESPONSE }, ERROR: { OK, PAUSED, PAUSED_UPGRADE } } =
  createRequire(import.meta.url)('undici/lib/llhttp/constants.js') as { TYPE: Record<string, number>, ERROR: Record<string, number> }
const { defaultInitOptions: fastifyDefaults } =
  createRequire(import.meta.url)('fastify/lib/config-validator') as { defaultInitOptions: object }

const PACKAGES: Record<string, string> = {
  // 409 KB on demand. Dynamoose creates a client with each instance, which `call` replaces.
  '@aws-sdk/client-dynamodb': 'module.exports = { DynamoDB: class {} }',
  // http: 176 KB, 11 ms. Fastify's default compiler of validators, which the app replaces.
  '@fastify/ajv-compiler': 'module.exports = () => () => () => true',
  // http: 217 KB, 19 ms. Fastify's default compiler of serializers, which the app replaces.
  '@fastify/fast-json-stringify-compiler': 'module.exports = () => () => JSON.stringify',
  // http: 28 KB, 7 ms. Checks at start whether plugins match this version of Fastify; the lock file ensures that.
  semver: 'module.exports = { satisfies: () => true }',
  // http: 8 ms (Node 24). HTTP/2 of Node itself, which Fastify loads for servers that listen with it.
  'node:http2': 'module.exports = {}',
  // http, deliver: 7 ms (Node 24). Node's own shows differences between values, for which it loads its terminal colours.
  'node:assert': 'module.exports = (ok, says) => { if (!ok) throw says instanceof Error ? says : new Error(says) }; ' +
    'module.exports.strictEqual = (a, b, says) => module.exports(Object.is(a, b), says)',
  // http: 14 KB, 4 ms. For routes that are regular expressions; the app has none.
  'safe-regex2': 'module.exports = () => true',
  // http: 11 KB, 14 ms. Generates code for find-my-way's routes; the app does not use this.
  './lib/compiler': 'module.exports = {}',
  // http: 16 KB, 9 ms. Validates the options of test requests; @fastify/aws-lambda passes valid ones.
  './lib/config-validator': 'module.exports = () => true',
  // http: 19 KB. Validates the options of Fastify, which the app's own code gives; the defaults are still filled in.
  './config-validator': `const defaults = ${JSON.stringify(fastifyDefaults)}; ` +
    'module.exports = options => { for (const name in defaults) options[name] ??= defaults[name]; return true }; ' +
    'module.exports.defaultInitOptions = defaults',
  // http: 33 KB, no measurable time. Of its hundred types, only those that the schemas use.
  '@sinclair/typebox': 'import { Array, Boolean, Integer, Null, Number, Object, Optional, Partial, Pick, Record, String, Union, Unknown, ' +
    "Unsafe } from '@sinclair/typebox'; " +
    'export const Type = { Array, Boolean, Integer, Null, Number, Object, Optional, Partial, Pick, Record, String, Union, Unknown, ' +
    'Unsafe }',
  // http: 8 KB. Of its twelve kinds of caches, Fastify uses one.
  'toad-cache': "export { FifoMap } from 'toad-cache'",
  // sweep, import, http: 2 KB. A keyword of OpenAPI that no schema of an event type may use.
  './vocabularies/discriminator': 'module.exports = {}',
  // sweep, import, http: a quarter of a KB. The schema of `$data` references, which are not turned on.
  './refs/data.json': 'module.exports = {}',
  // deliver: 70 KB, 2 ms. undici's parser for machines without SIMD.
  '../llhttp/llhttp-wasm.js': 'module.exports = undefined',
  // deliver: 57 KB. undici's parser is a file beside the bundle, compressed, in the place of base64.
  '../llhttp/llhttp_simd-wasm.js': 'const beside = require; ' +
    "module.exports = require('node:zlib').brotliDecompressSync(require('node:fs').readFileSync(beside.resolve('./llhttp.wasm.br')))",
  // deliver: 11 KB. Names of methods and states, of which undici uses four.
  '../llhttp/constants.js': `module.exports = ${JSON.stringify({ TYPE: { RESPONSE }, ERROR: { OK, PAUSED, PAUSED_UPGRADE } })}`,
  // deliver: 3 KB. With a list of usual names of headers, undici need not put these in lower case.
  './tree': 'module.exports = { tree: { lookup: () => null } }',
  './constants': 'module.exports = { wellknownHeaderNames: [], headerNameLowerCasedRecord: { __proto__: null } }',
  // deliver: 3 KB. undici's debug logs.
  './diagnostics.js': NO_CHANNELS,
  '../core/diagnostics.js': NO_CHANNELS,
  // deliver: 10 KB, 3 ms. undici's HTTP/2.
  './client-h2.js': 'module.exports = undefined',
  // deliver: 1 KB. For interceptors of requests, of which there are none.
  '../handler/wrap-handler': 'module.exports = undefined',
  // deliver: 0.2 KB. Of the counts of connections, those that `delivery/sending/connections.ts` asks for.
  '../util/stats.js': "const { kConnected, kSize } = require('../core/symbols'); " +
    'module.exports = { PoolStats: class { constructor (pool) { this.connected = pool[kConnected]; this.size = pool[kSize] } } }',
  // deliver: 42 KB, 6 ms. For bodies that are forms or web streams.
  '../web/fetch/body.js': 'module.exports = {}',
  // deliver: 57 KB, 6 ms. Functions use another log, src/lib/logger.lambda.ts.
  pino: "module.exports = { stdSerializers: { err: require('pino-std-serializers/lib/err') }, symbols: {} }",
  // deliver: 285 KB, 40 ms. The whole of undici also has fetch, caches, mocks and WebSockets.
  undici: "export { default as Pool } from 'undici/lib/dispatcher/pool.js'; " +
    "export { default as buildConnector } from 'undici/lib/core/connect.js'; export { default as errors } from 'undici/lib/core/errors.js'"
}

interface Built {
  contents: string
  /** Files beside the bundle that the contents load at run time, by path. */
  files?: Record<string, string>
}

/**
 * Replaces modules in bundles. For a module `x.ts`, the file `x.lambda.ts` beside it is loaded instead. Or the function
 * `source` of `x.build.ts` beside it writes the module's code at build time, so that the work need not be done at every
 * start.
 */
export const replaceModules: Plugin = {
  name: 'replace-modules',
  setup (build) {
    const outdir = build.initialOptions.outdir!
    build.onLoad({ filter: /[/\\]src[/\\].*[^.]\.ts$/ }, async ({ path }) => {
      const variant = (kind: string) => path.replace(/\.ts$/, `.${kind}.ts`)
      const resolveDir = dirname(path)
      if (existsSync(variant('lambda'))) return { contents: await readFile(variant('lambda'), 'utf8'), loader: 'ts', resolveDir }
      if (WITH_TEXTS.test(path)) return { contents: withoutTexts(await readFile(path, 'utf8')), loader: 'ts', resolveDir }
      if (!existsSync(variant('build'))) return undefined
      const { source } = await import(pathToFileURL(variant('build')).href) as { source: () => Promise<string | Built> }
      const built = await source()
      const { contents, files = {} }: Built = typeof built === 'string' ? { contents: built } : built
      await Promise.all(Object.entries(files).map(async ([name, code]) => await writeMinified(join(outdir, name), code)))
      return { contents, loader: 'js', resolveDir }
    })
  }
}

// What settings and metrics mean is for documents, for `posthorn help` and for Prometheus: 5 KB of every function.
const WITH_TEXTS = /[/\\]src[/\\](config|settings[/\\][a-z]+-settings|facts[/\\]metric-definitions)\.ts$/
const TEXT = /'(?:[^'\\\n]|\\.)*'|`[^`]*`/.source
const TEXTS = new RegExp(`,\\s*(?:meaning|help|shownDefault):\\s*(?:${TEXT})(?:\\s*\\+\\s*(?:${TEXT}))*`, 'g')
// CloudWatch gets a metric's unit, which the end of its name tells, and single values without buckets; only gauges differ from others.
const withoutTexts = (source: string) => source.replace(TEXTS, '').replaceAll(/,\s*buckets: (BUCKETS|\[.*\])/g, '')
  .replaceAll(/kind: '(counter|histogram)',\s*/g, '')
  .replaceAll(/name: 'posthorn_\w+(?<!_seconds)',?\s*/g, '').replaceAll(/'posthorn_\w+_seconds'/g, "'_seconds'")

async function writeMinified (path: string, code: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, (await transform(code, { minify: true, platform: 'node', target: 'node22' })).code)
}

/** Resolves some packages to the small parts that functions use. */
export const replacePackages: Plugin = {
  name: 'replace-packages',
  setup (build) {
    const names = Object.keys(PACKAGES).join('|')
    build.onResolve({ filter: new RegExp(`^(${names})$`) }, ({ path, resolveDir, namespace }) => {
      return namespace === 'replaced' ? undefined : { path, namespace: 'replaced', pluginData: resolveDir }
    })
    build.onLoad({ filter: /[/\\]undici[/\\]lib[/\\]core[/\\]errors\.js$/ }, async ({ path }) =>
      ({ contents: withoutUnusedErrors(await readFile(path, 'utf8')), loader: 'js' }))
    // deliver: 0.4 KB. Their descriptions are for people who print a client.
    build.onLoad({ filter: /[/\\]undici[/\\]lib[/\\]core[/\\]symbols\.js$/ }, async ({ path }) =>
      ({ contents: (await readFile(path, 'utf8')).replaceAll(/\bSymbol\('[^']*'\)/g, 'Symbol()'), loader: 'js' }))
    build.onLoad({ filter: /.*/, namespace: 'replaced' }, async ({ path, pluginData }) => {
      if (path.endsWith('simd-wasm.js')) await copyParser(build.initialOptions.outdir!)
      return { contents: PACKAGES[path]!, loader: 'js', resolveDir: pluginData as string }
    })
  }
}

// deliver: half a KB. undici's errors of what functions have no use for: fetch, retries, other pools and proxies.
const UNUSED_ERRORS = [
  'InvalidReturnValueError', 'BalancedPoolMissingUpstreamError', 'RequestRetryError', 'ResponseError', 'SecureProxyConnectionError',
  'MaxOriginsReachedError', 'Socks5ProxyError', 'MessageSizeExceededError'
]

function withoutUnusedErrors (code: string): string {
  const used = UNUSED_ERRORS.reduce((left, name) => left
    .replace(new RegExp(`^class ${name} [^]*?^}$`, 'm'), '').replace(new RegExp(`^  ${name},?$`, 'm'), ''), code)
  // A bundle has undici once, so `instanceof` needs no marks.
  return used.replaceAll(/^ {2}(static \[Symbol\.hasInstance\]|get \[k\w+\]) [^]*?^ {2}}$/gm, '')
    .replaceAll(/^const k\w+ = Symbol\.for.*$/gm, '')
}

async function copyParser (outdir: string): Promise<void> {
  const parser = createRequire(import.meta.url)('undici/lib/llhttp/llhttp_simd-wasm.js') as Buffer
  await mkdir(outdir, { recursive: true })
  await writeFile(join(outdir, 'llhttp.wasm.br'), brotliCompressSync(parser))
}

/**
 * Loads Node's built-in modules by `require`. When an ES module imports one, Node reads all its exports. Those of
 * node:http include all of fetch, which takes longer to load than a function's own code.
 */
export const requireBuiltins: Plugin = {
  name: 'require-builtins',
  setup (build) {
    build.onResolve({ filter: /^[a-z]/ }, ({ path, kind, namespace }) => {
      if (!isBuiltin(path)) return undefined
      if (namespace.startsWith('builtin') || kind === 'require-call') return { path, external: true }
      return { path: path.replace(/^node:/, ''), namespace: kind === 'dynamic-import' ? 'builtin-whole' : 'builtin', sideEffects: false }
    })
    build.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({ contents: namedExports(path), loader: 'js' }))
    build.onLoad({ filter: /.*/, namespace: 'builtin-whole' }, ({ path }) => {
      return { contents: `module.exports = require('node:${path}')`, loader: 'js' }
    })
  }
}

// Modules of Node that many cold starts do not use. The functions of them that our code imports load the module when they are called.
// Their classes are only made with `new`, so a function can stand for them.
const LATE = new Set(['dgram', 'fs/promises', 'worker_threads', 'zlib'])

// Exports that are not used are removed from the bundle.
function namedExports (path: string): string {
  if (LATE.has(path)) return lateExports(path)
  const all = Object.keys(createRequire(import.meta.url)(`node:${path}`) as object)
  const names = all.filter(name => /^[a-zA-Z_]\w*$/.test(name) && name !== 'default')
  const named = names.map((name, at) => `const e${at} = /* @__PURE__ */ (() => builtin.${name})(); export { e${at} as ${name} }`)
  return `const builtin = require('node:${path}'); export default builtin\n${named.join('\n')}`
}

function lateExports (path: string): string {
  const load = `require('node:${path}')`
  const all = Object.entries(createRequire(import.meta.url)(`node:${path}`) as object)
  const named = all.filter(([name]) => /^[a-zA-Z_]\w*$/.test(name) && name !== 'default').map(([name, value], at) => {
    const isClass = /^[A-Z]/.test(name)
    const late = isClass
      ? `function e${at} (...all) { return new (${load}.${name})(...all) }`
      : `const e${at} = (...all) => ${load}.${name}(...all)`
    const now = `const e${at} = /* @__PURE__ */ (() => ${load}.${name})()`
    return `${typeof value === 'function' ? late : now}; export { e${at} as ${name} }`
  })
  return [...named, `export default /* @__PURE__ */ new Proxy({}, { get: (_all, name) => ${load}[name] })`].join('\n')
}
