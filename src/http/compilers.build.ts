import { Ajv, _ } from 'ajv'
import standaloneCode from 'ajv/dist/standalone/index.js'
import fastJson, { type Options } from 'fast-json-stringify'
import { pino } from 'pino'
import { buildApp, buildOrdinaryApp } from '../app.js'
import { loadConfig } from '../config.js'
import type { Engine } from '../delivery/engine.js'
import { AJV_OPTIONS, FAST_JSON_OPTIONS, type RouteSchema } from './compilers.js'
import { withNullables } from './nullable-schema.js'
import { withRawStrings } from './raw-strings.js'
import { RESOURCES } from '../routes/index.js'
import { createTokens } from './tokens.js'

// Fastify's own standalone compilers are not used. To read back what they stored, each loads its whole compiler (58 and
// 68 KB gzipped), and code for names, files and finding a function would still be needed here.

/**
 * The source of a module that replaces compilers.ts in bundles: all routes' validators and serializers, compiled. Those
 * of one resource are one file, loaded when the first of them is used. All files together would be a third of the code
 * that a cold start reads. The names of the functions of routes that are not ordinary work are a file too.
 */
export async function source (): Promise<{ contents: string, files: Record<string, string> }> {
  const [all, ordinary] = [await asked(), await asked(buildOrdinaryApp)]
  const code = new Map<string, Compiled>()
  const near = { bodies: named(ordinary.bodies, checkSource, code), answers: nested(named(ordinary.answers, stringifySource, code)) }
  const far = { bodies: named(all.bodies, checkSource, code), answers: nested(named(all.answers, stringifySource, code)) }
  const needed = new Set([...code.values()].flatMap(({ code }) =>
    [...code.matchAll(/require\(["']([^"']+)["']\)/g)].map(([, name]) => name!)))
  const usual = usualOf(far.answers)
  const contents = `
import { formats } from './formats.js'
const packages = { ${[...needed].map(name => `'${name}': () => require('${name}')`).join(', ')} }
const usual = ${JSON.stringify(usual)}
const near = ${JSON.stringify({ bodies: Object.fromEntries(near.bodies), answers: unusual(near.answers, usual) })}
const raw = new Set(${JSON.stringify([...code].filter(([, { hasRaw }]) => hasRaw).map(([name]) => name))})
${LOOKUP}`
  const names = JSON.stringify({ bodies: Object.fromEntries(far.bodies), answers: unusual(far.answers, usual) })
  return { contents, files: { ...filesOf(code), 'compiled/names.cjs': `module.exports = ${names}\n` } }
}

// The other name for `require` keeps esbuild from bundling the files. When another route asks for a schema again, it is
// the same object as before.
const LOOKUP = `
const requireBeside = require
const made = {}
const find = name => made[name] ??= requireBeside('./compiled/' + name.split('#')[0] + '.cjs')[name](name => packages[name](), formats)
const nameOf = (kind, route) => near[kind][route] ?? requireBeside('./compiled/names.cjs')[kind][route]
const known = new WeakMap()
const owners = new Set()
export function checkOf ({ schema, method, url }) {
  if (known.has(schema)) return known.get(schema)
  const route = method + ' ' + url
  const name = nameOf('bodies', route)
  if (!name || owners.has(route)) throw new Error('No validator was compiled for ' + route)
  owners.add(route)
  const check = data => {
    const run = find(name)
    const isValid = run(data)
    check.errors = run.errors
    return isValid
  }
  known.set(schema, check)
  return check
}
export function stringifyOf ({ method, url, httpStatus }) {
  const names = nameOf('answers', (method === 'HEAD' ? 'GET' : method) + ' ' + url)
  const name = names && (names[httpStatus] ?? usual[httpStatus])
  if (!name) throw new Error('No serializer was compiled for ' + [method, url, httpStatus].join(' '))
  return { stringify: data => find(name)(data), hasRaw: raw.has(name) }
}
`

export interface Asked { bodies: Map<string, RouteSchema>, answers: Map<string, RouteSchema> }

/** The schemas that Fastify compiles when the app becomes ready: for bodies by route, for answers by route and status. */
export async function asked (build = buildApp): Promise<Asked> {
  const bodies = new Map<string, RouteSchema>()
  const answers = new Map<string, RouteSchema>()
  // Routes are registered and never called, so the engine needs only what registration reads.
  const engine = { log: pino({ level: 'silent' }) } as unknown as Engine
  const tokens = createTokens({ ...loadConfig({}), jwtSecret: 'build' }, Date.now)
  const app = await build({
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

interface Compiled { code: string, hasRaw?: boolean, key?: string }

/**
 * The name of each route's function. Different schemas are compiled, under the name of their resource and a number. What the routes
 * before have compiled is used again.
 */
function named (
  routes: Map<string, RouteSchema>,
  compile: (schema: unknown) => Compiled,
  into: Map<string, Compiled>
): Map<string, string> {
  return new Map([...routes].map(([route, { schema, url }]) => {
    const bare = withoutNotes(schema)
    const key = `${compile.name} ${JSON.stringify(bare)}`
    const known = [...into].find(([, one]) => one.key === key)
    const name = known?.[0] ?? `${resourceOf(url)}#${into.size}`
    if (!known) into.set(name, { ...compile(bare), key })
    return [route, name]
  }))
}

// The words of the URL under which the map of routes has the resource.
function resourceOf (url: string): string {
  const places = RESOURCES.map(([place]) => place).filter(place => `${url}/`.startsWith(`/api/v1${place}/`))
  const [longest = url] = places.toSorted((a, b) => b.length - a.length)
  return longest.split('/').filter(part => /^[a-z]/.test(part)).join('.')
}

type Names = Record<string, Record<string, string>>

/** The name that most routes have for a status. Errors look alike. */
function usualOf (answers: Names): Record<string, string> {
  const counts: Record<string, Map<string, number>> = {}
  for (const names of Object.values(answers)) {
    for (const [status, name] of Object.entries(names)) {
      const count = counts[status] ??= new Map<string, number>()
      count.set(name, (count.get(name) ?? 0) + 1)
    }
  }
  const errors = Object.entries(counts).filter(([status]) => Number(status) >= 400)
  return Object.fromEntries(errors.map(([status, count]) => [status, [...count].toSorted(([, a], [, b]) => b - a)[0]![0]]))
}

const unusual = (answers: Names, usual: Record<string, string>): Names => Object.fromEntries(Object.entries(answers).map(([route, names]) =>
  [route, Object.fromEntries(Object.entries(names).filter(([status, name]) => usual[status] !== name))]))

/** The names as a map: method and URL, then status. */
function nested (texts: Map<string, string>): Names {
  const answers: Names = {}
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
  return { code: standaloneCode.default(ajv, ajv.compile(withNullables(schema) as object)) }
}

function stringifySource (given: unknown): Compiled {
  const { schema, hasRaw } = withRawStrings(given)
  const code = fastJson(schema, { ...FAST_JSON_OPTIONS, mode: 'standalone', inlineValidators: true } as Options & { mode: 'standalone' })
  return { code, hasRaw }
}
