import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createRequire, isBuiltin } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { transform, type Plugin } from 'esbuild'

// Packages that a function would carry and never use, and what it gets in their place.
const PACKAGES: Record<string, string> = {
  // Dynamoose makes a client with each instance, and gets our own call in its place.
  '@aws-sdk/client-dynamodb': 'module.exports = { DynamoDB: class {} }',
  // Fastify's own compilers of schemas: the app names its own.
  '@fastify/ajv-compiler': 'module.exports = () => () => () => true',
  '@fastify/fast-json-stringify-compiler': 'module.exports = () => () => JSON.stringify',
  // Checks at start whether plugins fit this Fastify; the lock file has seen to that.
  semver: 'module.exports = { satisfies: () => true }',
  // Routes that are regular expressions, and a picture of all routes: there are none, and no code prints it.
  'safe-regex2': 'module.exports = () => true',
  './lib/pretty-print': 'module.exports = { prettyPrintTree: () => "" }',
  './lib/compiler': 'module.exports = {}',
  // Checks how a test would call the app; @fastify/aws-lambda calls it as it should be.
  './lib/config-validator': 'module.exports = () => true',
  'set-cookie-parser': 'module.exports = { parse: () => [] }',
  // Of its hundred types, those that our schemas use.
  '@sinclair/typebox': "import { Array, Boolean, Integer, Null, Number, Object, Optional, Partial, Pick, Record, String, Union, Unknown, Unsafe } from '@sinclair/typebox'; " +
    'export const Type = { Array, Boolean, Integer, Null, Number, Object, Optional, Partial, Pick, Record, String, Union, Unknown, Unsafe }',
  // undici's parser for machines without SIMD, HTTP/2, and bodies that are forms or streams of the web.
  '../llhttp/llhttp-wasm.js': 'module.exports = undefined',
  './client-h2.js': 'module.exports = undefined',
  '../web/fetch/body.js': 'module.exports = {}',
  // Functions have a log of their own, src/lib/logger.lambda.ts.
  pino: "const stdSerializers = require('pino-std-serializers'); module.exports = { stdSerializers, symbols: {} }",
  // yaml writes documents, and walks and changes the tokens of a text: ours are only read. (`cst.js` hands these on.)
  './cst-scalar.js': 'module.exports = {}',
  './cst-stringify.js': 'module.exports = {}',
  './cst-visit.js': 'module.exports = {}',
  '../stringify/stringifyDocument.js': 'module.exports = {}',
  '../stringify/stringifyCollection.js': 'module.exports = {}',
  '../stringify/stringifyString.js': 'module.exports = {}',
  '../../stringify/stringifyString.js': 'module.exports = {}',
  './stringifyString.js': 'module.exports = {}',
  // ajv's keyword of OpenAPI, which no schema of draft 7 has.
  './vocabularies/discriminator': 'module.exports = {}',
  // All of undici is fetch, caches, mocks and WebSockets as well.
  undici: "export { default as Agent } from 'undici/lib/dispatcher/agent.js'; export { default as Pool } from 'undici/lib/dispatcher/pool.js'; " +
    "export { default as buildConnector } from 'undici/lib/core/connect.js'; export { default as errors } from 'undici/lib/core/errors.js'"
}

const NOTE = /\bdescription: (?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")(?=[,)\s}])(?! \+)/g

/** What schemas say to readers stands in openapi.json: a function carries them without it. */
export const dropNotes: Plugin = {
  name: 'drop-notes',
  setup (build) {
    build.onLoad({ filter: /\/src\/schemas\/[\w-]+\.ts$/ }, async ({ path }) => ({ contents: (await readFile(path, 'utf8')).replace(NOTE, "description: ''"), loader: 'ts' }))
  }
}

interface Built {
  contents: string
  /** Files beside the bundle that the contents require at run time, by their path. */
  files?: Record<string, string>
}

/**
 * Two conventions for what a bundle has in the place of a module `x.ts` of ours: `x.lambda.ts` beside it is loaded
 * instead, and `x.build.ts` beside it writes now what would otherwise be made at every start (`source`).
 */
export const replaceModules: Plugin = {
  name: 'replace-modules',
  setup (build) {
    const outdir = build.initialOptions.outdir!
    build.onLoad({ filter: /[/\\]src[/\\].*[^.]\.ts$/ }, async ({ path }) => {
      const variant = (kind: string) => path.replace(/\.ts$/, `.${kind}.ts`)
      const resolveDir = dirname(path)
      if (existsSync(variant('lambda'))) return { contents: await readFile(variant('lambda'), 'utf8'), loader: 'ts', resolveDir }
      if (!existsSync(variant('build'))) return undefined
      const { source } = await import(pathToFileURL(variant('build')).href) as { source: () => Promise<string | Built> }
      const built = await source()
      const { contents, files = {} }: Built = typeof built === 'string' ? { contents: built } : built
      await Promise.all(Object.entries(files).map(async ([name, code]) => await writeMinified(join(outdir, name), code)))
      return { contents, loader: 'js', resolveDir }
    })
  }
}

async function writeMinified (path: string, code: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, (await transform(code, { minify: true, platform: 'node', target: 'node22' })).code)
}

/** Resolves some packages to the little that a function uses of them. */
export const replacePackages: Plugin = {
  name: 'replace-packages',
  setup (build) {
    const names = Object.keys(PACKAGES).join('|')
    build.onResolve({ filter: new RegExp(`^(${names})$`) }, ({ path, resolveDir, namespace }) => {
      return namespace === 'replaced' ? undefined : { path, namespace: 'replaced', pluginData: resolveDir }
    })
    build.onLoad({ filter: /.*/, namespace: 'replaced' }, ({ path, pluginData }) => ({ contents: PACKAGES[path]!, loader: 'js', resolveDir: pluginData as string }))
  }
}

/**
 * Loads Node's own modules by `require`: an ES module that imports one makes Node read all its exports, and those of
 * node:http include the whole of fetch, which takes longer to load than a function's own code.
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
    build.onLoad({ filter: /.*/, namespace: 'builtin-whole' }, ({ path }) => ({ contents: `module.exports = require('node:${path}')`, loader: 'js' }))
  }
}

// Only those that are used stay in the bundle.
function namedExports (path: string): string {
  const names = Object.keys(createRequire(import.meta.url)(`node:${path}`) as object).filter(name => /^[a-zA-Z_]\w*$/.test(name) && name !== 'default')
  const named = names.map((name, at) => `const e${at} = /* @__PURE__ */ (() => builtin.${name})(); export { e${at} as ${name} }`)
  return `const builtin = require('node:${path}'); export default builtin\n${named.join('\n')}`
}
