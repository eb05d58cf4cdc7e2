import { escaped, inline } from './docs-text.js'

/** What the page reads of a JSON Schema. */
export interface Schema {
  type?: string | readonly string[]
  $ref?: string
  title?: string
  description?: string
  format?: string
  enum?: readonly unknown[]
  deprecated?: boolean
  required?: readonly string[]
  properties?: Readonly<Record<string, Schema>>
  items?: Schema
  additionalProperties?: Schema | boolean
  anyOf?: readonly Schema[]
  [rule: string]: unknown
}

const nameOf = (ref: string) => ref.slice(ref.lastIndexOf('/') + 1)

const isMap = (values: Schema | boolean | undefined): values is Schema => typeof values === 'object' && Object.keys(values).length > 0

/** The type of a value in words, with links to schemas that have a name. */
export function typeOf (schema: Schema): string {
  const { $ref, anyOf, type, items, additionalProperties, format } = schema
  if ($ref !== undefined) return `<a href="#schema-${nameOf($ref)}">${nameOf($ref)}</a>`
  if (anyOf) return anyOf.map(typeOf).join(' or ')
  if (type === 'array') return `list of ${items ? typeOf(items) : 'anything'}`
  if (isMap(additionalProperties)) return `map of ${typeOf(additionalProperties)}`
  return format === 'date-time' ? 'time' : [type ?? 'anything'].flat().join(' or ')
}

const RULES: ReadonlyArray<[string, string]> = [
  ['minimum', 'at least'], ['maximum', 'at most'], ['minLength', 'length at least'], ['maxLength', 'length at most'],
  ['minItems', 'entries at least'], ['maxItems', 'entries at most'], ['pattern', 'matches'], ['default', 'default']
]

/** The rules of a value beside its type. */
function rulesOf (schema: Schema): string {
  const inner = schema.anyOf?.find(({ type }) => type !== 'null') ?? schema
  const values = inner.enum ? [`one of ${inner.enum.map(value => `<code>${escaped(JSON.stringify(value))}</code>`).join(', ')}`] : []
  const given = RULES.filter(([name]) => inner[name] !== undefined)
  const rules = given.map(([name, text]) => `${text} <code>${escaped(String(inner[name]))}</code>`)
  return [...values, ...rules].map(rule => `<span class="rule">${rule}</span>`).join(' ')
}

/** The members of an object as a table, those of members below it in it; empty for a schema without members. */
export function membersOf ({ properties = {}, required = [] }: Schema): string {
  const rows = Object.entries(properties).map(([name, schema]) => rowOf({ name, schema, isRequired: required.includes(name) }))
  return rows.length === 0 ? '' : tableOf(rows)
}

const HEAD = '<thead><tr><th scope="col">Name</th><th scope="col">What it is</th></tr></thead>'

/** A table of members or parameters. */
export const tableOf = (rows: string[]) => `<table>${HEAD}<tbody>${rows.join('')}</tbody></table>`

interface Row { name: string, schema: Schema, isRequired: boolean, where?: string }

/** A row for a member or a parameter. */
export function rowOf ({ name, schema, isRequired, where }: Row): string {
  const inner = [schema, schema.items, ...schema.anyOf ?? []].find(one => one?.properties !== undefined)
  const place = where === undefined ? [] : [where]
  const marks = [...place, ...isRequired ? ['<strong>required</strong>'] : [], ...schema.deprecated ? ['older'] : []]
  return `<tr><th scope="row"><code>${escaped(name)}</code><span class="type">${[typeOf(schema), ...marks].join(', ')}</span></th>` +
    `<td>${inline(schema.description ?? '')} ${rulesOf(schema)}${inner ? membersOf(inner) : ''}</td></tr>`
}
