import type { TSchema } from '@sinclair/typebox'
import type { Shape } from '../lib/json-shape.js'
import { ApplicationIn } from '../schemas/application-schema.js'
import { NOT_THERE } from './refused-fields.js'

/** Which parts of a value the JSON scanner reads, by the value's schema. Of a map without a limit, nothing is read. */
export function shapeOf (schema: TSchema): Shape {
  const branches: TSchema[] = schema.anyOf ?? [schema]
  const found = branches.find(({ type }) => type === 'array' || type === 'object')
  if (!found) return {}
  const { maxItems, maxProperties, items, properties, additionalProperties } = found
  return {
    ...(maxItems !== undefined && { items: maxItems as number }),
    ...(maxProperties !== undefined && { names: maxProperties as number }),
    ...(items && { each: shapeOf(items) }),
    ...(additionalProperties === false && { isClosed: true as const }),
    ...(properties && { members: membersOf(properties as Record<string, TSchema>) })
  }
}

const membersOf = (properties: Record<string, TSchema>) =>
  Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, shapeOf(schema)]))

const known = new WeakMap<TSchema, Shape>()

/** The shape of a route's body, cached by its schema. */
export function bodyShapeOf (schema: TSchema): Shape {
  const shape = known.get(schema) ?? ofBody(shapeOf(schema))
  known.set(schema, shape)
  return shape
}

function ofBody (shape: Shape): Shape {
  const { members = {} } = shape
  const aside = Object.fromEntries(NOT_THERE.map(name => [name, { items: 0, names: 0, isAside: true }] as const))
  // The application to create has no schema here: it is validated where it is used.
  return { ...shape, members: { ...aside, ...members, ...(members.application && { application: shapeOf(ApplicationIn) }) } }
}
