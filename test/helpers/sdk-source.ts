import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The API as an SDK's package describes it: its methods, by the code of a client, and its models, by their sources. */

/** A method of a client, such as `endpoint.rotateSecret`, and the request that it makes. */
export interface SdkMethod {
  name: string
  method: string
  path: string
  query: string[]
  /** Names of models; an answer without one is not read. */
  body: string | undefined
  answer: string | undefined
}

/** Every method of a client and of the parts below it that makes a request. */
export function methodsOf (part: object, prefix = ''): SdkMethod[] {
  const described = Object.entries(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(part) as object))
  return described.flatMap(([name, { get, value }]) => {
    if (name === 'constructor') return []
    if (get) return methodsOf(get.call(part) as object, `${prefix}${name}.`)
    return typeof value === 'function' ? methodOf(prefix + name, String(value)) : []
  })
}

function methodOf (name: string, code: string): SdkMethod[] {
  const [, method, path] = /SvixRequest\((?:[\w.]*HttpMethod\.|")(\w+)"?,\s*"([^"]+)"/.exec(code) ?? []
  if (!method || !path) return []
  const query = /setQueryParams\(\{([^]*?)\}\)/.exec(code)?.[1] ?? ''
  const names = [...query.matchAll(/(\w+):/g), ...code.matchAll(/setQueryParam\("(\w+)"/g)].map(([, one]) => one!)
  const body = /(\w+)Serializer\._toJsonObject/.exec(code)?.[1]
  const answer = /(\w+)Serializer\._fromJsonObject/.exec(code)?.[1]
  return [{ name, method, path, query: names, body, answer }]
}

export interface Field { wire: string, type: string, isOptional: boolean }
/** A model's fields, or the values of an enumeration. */
export type Model = { fields: Map<string, Field> } | { values: Array<string | number> }
export type Models = ReadonlyMap<string, Model>

/** The models in the sources that a package brings along. */
export function modelsOf (packageName: string): Models {
  const dir = join('node_modules', packageName, 'src/models')
  const models = new Map<string, Model>()
  for (const file of readdirSync(dir)) {
    const text = readFileSync(join(dir, file), 'utf8').replaceAll(/\/\*\*[^]*?\*\//g, '')
    for (const [, name, body] of text.matchAll(/^export enum (\w+) \{([^}]*)\}/gm)) {
      models.set(name!, { values: [...body!.matchAll(/= ("[^"]*"|\d+)/g)].map(([, value]) => JSON.parse(value!) as string | number) })
    }
    for (const [, name, body] of text.matchAll(/^(?:export )?interface (\w+) \{([^]*?)^\}/gm)) {
      // If a model is one of several, the fields that all of them have.
      models.set(name!.replace(/^_(\w+)Fields$/, '$1'), {
        fields: new Map([...body!.matchAll(/^ {2}(\w+)(\??):\s*([^;]+);/gm)].map(([, field, mark, type]) =>
          [field!, { wire: wireName(text, field!), type: type!.replaceAll(/\s+/g, ' ').trim(), isOptional: mark === '?' }]))
      })
    }
  }
  return models
}

function wireName (text: string, field: string): string {
  const reader = text.slice(text.indexOf('_fromJsonObject'))
  return new RegExp(`\\b${field}:\\s+[^"]*?object\\["(\\w+)"\\]`).exec(reader)?.[1] ?? field
}

/** The place of a check in an answer, and whether a required field must not be null either. */
interface At { where: string, noNulls: boolean }
type Check = (type: string, value: unknown, at: At) => string[]

/** The fields that a model requires and an answer does not have. */
export function problemsOf (models: Models, type: string, value: unknown, { noNulls = false } = {}): string[] {
  const check: Check = (type, value, at) => {
    const bare = type.replace(/ \| null$/, '')
    if (value === null) return bare === type || at.noNulls ? [`${at.where} is null`] : []
    if (bare === 'any') return []
    const [, item, entry] = /^(?:(.+)\[\]|\{ \[key: string\]: (.+) \})$/.exec(bare) ?? []
    if (item !== undefined) {
      return Array.isArray(value) ? value.flatMap((one, n) => check(item, one, below(at, `[${n}]`))) : [`${at.where} is no array`]
    }
    if (entry !== undefined) {
      return typeof value === 'object'
        ? Object.entries(value)
          .flatMap(([name, one]) => check(entry, one, below(at, name)))
        : [`${at.where} is no map`]
    }
    const model = models.get(bare)
    if (!model) return problemOfPlain(bare, value, at)
    return 'values' in model ? problemOfEnum(model.values, value, at) : problemsOfObject(model.fields, value, at, check)
  }
  return check(type, value, { where: type, noNulls })
}

const below = ({ where, noNulls }: At, name: string): At => ({ where: `${where}.${name}`, noNulls })

function problemOfPlain (type: string, value: unknown, { where }: At): string[] {
  if (type === 'Date') return typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? [] : [`${where} is no time`]
  return type.split(' | ').includes(typeof value) ? [] : [`${where} is no ${type}`]
}

const problemOfEnum = (values: ReadonlyArray<string | number>, value: unknown, { where }: At): string[] =>
  values.includes(value as string) ? [] : [`${where} is ${String(value)}, which the SDK does not know`]

function problemsOfObject (fields: ReadonlyMap<string, Field>, value: unknown, at: At, check: Check): string[] {
  if (typeof value !== 'object') return [`${at.where} is no object`]
  return [...fields.values()].flatMap(({ wire, type, isOptional }) => {
    const part = (value as Record<string, unknown>)[wire]
    if (part === undefined) return isOptional ? [] : [`${at.where}.${wire} is missing`]
    return isOptional && part === null ? [] : check(type, part, below(at, wire))
  })
}
