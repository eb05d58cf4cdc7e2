import dynamoose from 'dynamoose'
import type { Schema, SchemaDefinition } from 'dynamoose/dist/Schema.js'
import { TABLES, type Table, type TableName } from '../facts/table-definitions.js'
import { describe, type Attribute, type Attributes, type Described } from './attributes.js'
import { SCHEMAS, type ModelName } from './schemas.js'
import { keyTypes } from './shapes.js'

/** The Dynamoose schema of a model: keys, indexes and expiry from facts/table-definitions.ts, and its attributes. */
export function schemaOf (name: ModelName): Schema {
  const { table, attributes } = SCHEMAS[name]
  return remembering(new dynamoose.Schema({ ...keysOf(table), ...definitionsOf(attributes) }))
}

type AttributeDefinition = Extract<SchemaDefinition[string], { type: unknown }>
type Definitions = Record<string, AttributeDefinition>

function keysOf (name: TableName): Definitions {
  const { hash, range, indexes = {} }: Table = TABLES[name]
  const types = Object.entries(keyTypes(name)).map(([key, type]) => [key, { type: type === 'N' ? Number : String }])
  const keys = Object.fromEntries(types) as Definitions
  Object.assign(keys[hash]!, { hashKey: true, required: true })
  if (range !== undefined) Object.assign(keys[range]!, { rangeKey: true, required: true })
  for (const [indexName, { hash, range, projects }] of Object.entries(indexes)) {
    const project = projects.length > 0 && [...projects]
    Object.assign(keys[hash]!, { index: { name: indexName, type: 'global', rangeKey: range, project } })
  }
  return keys
}

const definitionsOf = (attributes: Attributes): Definitions =>
  Object.fromEntries(Object.entries(attributes).map(([name, attribute]) => [name, definitionOf(attribute)]))

function definitionOf (attribute: Attribute): AttributeDefinition {
  const { schema, ...rules } = describe(attribute)
  return { ...rules, ...(schema && { schema: innerOf(schema) }) } as AttributeDefinition
}

function innerOf (schema: NonNullable<Described['schema']>): unknown {
  if (schema === 'texts') return dynamoose.type.ANY
  return Array.isArray(schema) ? schema.map(definitionOf) : definitionsOf(schema as Attributes)
}

/**
 * For every item, Dynamoose derives an attribute's settings from the schema hundreds of times. The schemas here never
 * change, so the results are cached. This saves more than half of the CPU for writing an endpoint, and four fifths for
 * building a query.
 */
function remembering (schema: Schema): Schema {
  const known = schema.attributes()
  const value = schema.getAttributeValue.bind(schema)
  const details = schema.getAttributeTypeDetails.bind(schema)
  const values = new Map(known.map(name => [name, value(name)]))
  const types = new Map(known.map(name => [name, details(name)]))
  return Object.assign(schema, {
    attributes: () => known,
    getAttributeValue: (name: string, settings?: never) => values.get(name) ?? value(name, settings),
    getAttributeTypeDetails: (name: string, settings?: never) => types.get(name) ?? details(name, settings)
  })
}
