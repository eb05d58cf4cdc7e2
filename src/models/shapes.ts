import { EXPIRY, TABLES, type Table, type TableName } from '../facts/table-definitions.js'
import { describe, type Attribute, type Attributes } from './attributes.js'
import { SCHEMAS } from './schemas.js'

/** DynamoDB's type of an attribute: a scalar, a list, a map with known names, or a map with any names. */
export type Type = 'S' | 'N' | 'B' | 'BOOL' | { list: Type } | { map: Record<string, Type> } | { each: Type }

/** The key names and attribute types of a table, from its models. */
export interface Shape {
  /** The hash key and, if there is one, the range key. */
  keyNames: string[]
  types: Record<string, Type>
}

const SCALARS = new Map<unknown, Type>([[String, 'S'], [Number, 'N'], [Boolean, 'BOOL'], [Buffer, 'B']])

/** The key shapes of all tables, by name. */
export const shapes = Object.fromEntries(Object.keys(TABLES).map(name => [name, shapeOf(name as TableName)])) as Record<TableName, Shape>

/** The types of all key attributes, including those of indexes, and of the expiry. */
export function keyTypes (name: TableName): Record<string, 'S' | 'N'> {
  const { hash, range, indexes = {}, numbers = [], neverExpires }: Table = TABLES[name]
  const names = [hash, ...(range === undefined ? [] : [range]), ...Object.values(indexes).flatMap(index => [index.hash, index.range])]
  const types = names.map(key => [key, numbers.includes(key) ? 'N' : 'S'] as const)
  return Object.fromEntries([...types, ...(neverExpires ? [] : [[EXPIRY, 'N'] as const])])
}

function shapeOf (name: TableName): Shape {
  const { hash, range }: Table = TABLES[name]
  const own = Object.values(SCHEMAS).filter(({ table }) => table === name).map(({ attributes }) => typesOf(attributes))
  return { keyNames: [hash, ...(range === undefined ? [] : [range])], types: Object.assign({}, ...own, keyTypes(name)) }
}

function typesOf (attributes: Attributes): Record<string, Type> {
  return Object.fromEntries(Object.entries(attributes).map(([name, attribute]) => [name, typeOf(attribute)]))
}

function typeOf (attribute: Attribute): Type {
  const { type, schema } = describe(attribute)
  if (schema === 'texts') return { each: 'S' }
  if (type === Array) return { list: typeOf((schema as readonly [Attribute])[0]) }
  if (type === Object) return { map: typesOf(schema as Attributes) }
  return SCALARS.get(type)!
}
