import { Ajv, _ } from 'ajv'
import standaloneCode from 'ajv/dist/standalone/index.js'
import fastJson, { type Options } from 'fast-json-stringify'
import { pino } from 'pino'
import { buildApp } from '../app.js'
import { loadConfig } from '../config.js'
import type { Engine } from '../delivery/engine.js'
import { AJV_OPTIONS, FAST_JSON_OPTIONS, type RouteSchema } from './compilers.js'
import { withRawStrings } from './raw-strings.js'
import { createTokens } from './tokens.js'

// Fastify's own standalone compilers are not used. To read back what they stored, each loads its whole compiler (58 and
// 68 KB gzipped), and code for names, files and finding a function would still be needed here.

/**
 * The source of a module that replaces compilers.ts in bundles: all routes' validators and serializers, compiled. Those
 * of one resource are one file, loaded when the first of them is used. All files together would be a third of the code
 * that a cold start reads.
 */
export async function source (): Promise<{ contents: string, files: Record<string, string> }> {
  const { bodies, answers } = await asked()
  const code = new Map<string, Compiled>()
  const [checks, texts] = [named(bodies, checkSource, code), named(answers, stringifySource, code)]
  const needed = new Set([...code.values()].flatMap(({ code }) =>
    [...code.matchAll(/require\(["']([^"']+)["']\)/g)].map(([, name]) => name!)))
  const contents = `
import { formats } from './formats.js'
const packages = { ${[...needed].map(name => `'${name}': () => require('${name}')`).join(', ')} }
const bodies = ${JSON.stringify(Object.fromEntries(checks))}
const answers = ${JSON.stringify(nested(texts))}
const raw = new Set(${JSON.stringify([...code].filter(([, { hasRaw }]) => hasRaw).map(([name]) => name))})
${LOOKUP}`
  return { contents, files: filesOf(code) }
}

// The other name for `require` keeps esbuild from bundling the files. When another route asks for a schema again, it is
// the same object as before.
const LOOKUP = `
const requireBeside = require
const made = {}
const find = name => made[name] ??= requireBeside('./compiled/' + name.split('#')[0] + '.cjs')[name](name => packages[name](), formats)
const known = new WeakMap()
const owners = new Set()
export function checkOf ({ schema, method, url }) {
  if (known.has(schema)) return known.get(schema)
  const route = method + ' ' + url
  if (!(route in bodies) || owners.has(route)) throw new Error('No validator was compiled for ' + route)
  owners.add(route)
  const check = data => {
    const run = find(bodies[route])
    const isValid = run(data)
    check.errors = run.errors
    return isValid
  }
  known.set(schema, check)
  return check
}
export function stringifyOf ({ method, url, httpStatus }) {
  const name = answers[(method === 'HEAD' ? 'GET' : method) + ' ' + url]?.[httpStatus]
  if (!name) throw new Error('No serializer was compiled for ' + [method, url, httpStatus].join(' '))
  return { stringify: data => find(name)(data), hasRaw: raw.has(name) }
}
`

export interface Asked { bodies: Map<string, RouteSchema>, answers: Map<string, RouteSchema> }

/** The schemas that Fastify compiles when the app becomes ready: for bodies by route, for answers by route and status. */
export async function asked (): Promise<Asked> {
  const bodies = new Map<string, RouteSchema>()
  const answers = new Map<string, RouteSchema>()
  // Routes are registered and never called, so the engine needs only what registration reads.
  const engine = { log: pino({ level: 'silent' }) } as unknown as Engine
  const tokens = createTokens({ ...loadConfig({}), jwtSecret: 'build' }, Date.now)
  const app = await buildApp({
    engine,
    tokens,
    before: async app => {
      app.setValidatorCompiler(({ schema, method, url, httpPart }) => {
        if (httpPart === 'body') bodies.set(`${method} ${url}`, { schema, method, url })
        return () => true
      })
      app.setSerializerCompiler(({ schema, method, url, httpStatus }) => {
        if (method !== 'HEAD') answers.set(`${method} ${url} ${httpStatus}`, { schema, method, url, httpStatus })
        return JSON.stringify
      })
    }
  })
  await app.ready()
  await app.close()
  return { bodies, answers }
}

interface Compiled { code: string, hasRaw?: boolean }

/** The name of each route's function. Different schemas are compiled, under the name of their resource and a number. */
function named (
  routes: Map<string, RouteSchema>,
  compile: (schema: unknown) => Compiled,
  into: Map<string, Compiled>
): Map<string, string> {
  const names = new Map<string, string>()
  return new Map([...routes].map(([route, { schema, url }]) => {
    const bare = withoutNotes(schema)
    const key = JSON.stringify(bare)
    const name = names.get(key) ?? `${resourceOf(url)}#${into.size}`
    if (!names.has(key)) into.set(name, compile(bare))
    names.set(key, name)
    return [route, name]
  }))
}

// The first word of the path. Most routes are below an application, so these take two words.
function resourceOf (url: string): string {
  const [first, second] = url.replace('/api/v1/', '').split('/').filter(part => /^[a-z]/.test(part))
  return first === 'app' && second ? `${first}.${second}` : first!
}

/** The names as a map: method and URL, then status. */
function nested (texts: Map<string, string>): Record<string, Record<string, string>> {
  const answers: Record<string, Record<string, string>> = {}
  for (const [route, name] of texts) {
    const [method, url, status] = route.split(' ') as [string, string, string]
    (answers[`${method} ${url}`] ??= {})[status] = name
  }
  return answers
}

function filesOf (code: Map<string, Compiled>): Record<string, string> {
  const files: Record<string, string> = {}
  for (const [name, { code: body }] of code) {
    const path = `compiled/${name.split('#')[0]}.cjs`
    files[path] = `${files[path] ?? ''}exports['${name}'] = (require, formats) => { const module = {}; ${body}; return module.exports };\n`
  }
  return files
}

/** A schema without its documentation, so that schemas with the same validation are compiled once. */
function withoutNotes (node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutNotes)
  if (typeof node !== 'object' || node === null) return node
  // In a map of properties, a member of this name is a schema, not a note.
  const isNote = (key: string, value: unknown) =>
    /^(title|description|examples)$/.test(key) && (typeof value === 'string' || Array.isArray(value))
  return Object.fromEntries(Object.entries(node)
    .filter(([key, value]) => !isNote(key, value))
    .map(([key, value]) => [key, withoutNotes(value)]))
}

function checkSource (schema: unknown): Compiled {
  const ajv = new Ajv({ ...AJV_OPTIONS, code: { source: true, formats: _`formats` } })
  return { code: standaloneCode.default(ajv, ajv.compile(schema as object)) }
}

function stringifySource (given: unknown): Compiled {
  const { schema, hasRaw } = withRawStrings(given)
  const code = fastJson(schema, { ...FAST_JSON_OPTIONS, mode: 'standalone', inlineValidators: true } as Options & { mode: 'standalone' })
  return { code, hasRaw }
}
