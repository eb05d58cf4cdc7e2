import type { Schema } from 'dynamoose/dist/Schema.js'
import type { TableName } from '../facts/table-definitions.js'
import { schemas } from './schemas.js'

// A bundle has another module in the place of this one: the same shapes, written down when it was built
// (shapes.build.ts), because Dynamoose takes longer to load than the rest of a function to answer.

/** What requests are built from: names of keys and types of attributes, as a model says. */
export interface Shape {
  /** The hash key and, if there is one, the range key. */
  keyNames: string[]
  /** Attribute → DynamoDB's type: S, N or B. */
  types: Record<string, string>
}

export const shapes = Object.fromEntries(
  Object.entries(schemas).map(([name, schema]) => [name, shapeOf(schema)])
) as Record<TableName, Shape>

function shapeOf (schema: Schema): Shape {
  return {
    keyNames: [schema.hashKey, schema.rangeKey].filter(name => name !== undefined),
    types: Object.fromEntries(schema.attributes().map(attribute => [attribute, typeOf(schema, attribute)]))
  }
}

function typeOf (schema: Schema, attribute: string): string {
  return [schema.getAttributeTypeDetails(attribute)].flat()[0]!.dynamodbType as string
}
