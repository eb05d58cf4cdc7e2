import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { TableName } from '../facts/table-definitions.js'
import { shapes, type Shape, type Type } from './shapes.js'

export type { TableName } from '../facts/table-definitions.js'

/** A model bound to its table. */
export interface Model {
  /** The physical name of the table. */
  tableName: string
  /** The hash key and, if there is one, the range key. */
  keyNames: string[]
  /**
   * Encodes an item for DynamoDB, without members that are null or undefined. Throws a TypeError for an attribute that
   * the model does not have, or whose value has another type.
   */
  encode: (item: object) => Record<string, AttributeValue>
}

export type Models = Record<TableName, Model>

/** Binds the models to a table prefix. Makes no calls: tables are created by repositories/tables or infra. */
export function createModels (prefix: string): Models {
  const bind = ([name, shape]: [string, Shape]) =>
    [name, { tableName: prefix + name, keyNames: shape.keyNames, encode: encoderOf(name, shape) }] as const
  return Object.fromEntries(Object.entries(shapes).map(bind)) as unknown as Models
}

/** Encodes texts and numbers of conditions, by their names. */
export function encodeValues (values: Record<string, unknown>): Record<string, AttributeValue> {
  const encoded: Record<string, AttributeValue> = {}
  for (const name in values) encoded[name] = encodeValue(name, typeof values[name] === 'number' ? 'N' : 'S', values[name])
  return encoded
}

/** An encoder for the attributes of a table. It takes a few µs for an item; Dynamoose's conversion takes hundreds. */
function encoderOf (name: string, { types }: Shape): Model['encode'] {
  return item => encodeMap(name, types, item)
}

function encodeMap (where: string, types: Record<string, Type>, map: object): Record<string, AttributeValue> {
  const encoded: Record<string, AttributeValue> = {}
  for (const [attribute, value] of Object.entries(map)) {
    if (value === undefined || value === null) continue
    encoded[attribute] = encodeValue(`${where}.${attribute}`, types[attribute], value)
  }
  return encoded
}

function encodeValue (where: string, type: Type | undefined, value: unknown): AttributeValue {
  if (typeof type === 'object') return encodeNested(where, type, value)
  if (type === 'S' && typeof value === 'string') return { S: value }
  if (type === 'N' && typeof value === 'number' && Number.isFinite(value)) return { N: String(value) }
  if (type === 'BOOL' && typeof value === 'boolean') return { BOOL: value }
  if (type === 'B' && value instanceof Uint8Array) return { B: value }
  return refuse(where, type)
}

function encodeNested (where: string, type: Exclude<Type, string>, value: unknown): AttributeValue {
  if ('list' in type) return Array.isArray(value) ? { L: value.map(each => encodeValue(where, type.list, each)) } : refuse(where, 'L')
  if (!isMap(value)) return refuse(where, 'M')
  if ('map' in type) return { M: encodeMap(where, type.map, value) }
  return { M: Object.fromEntries(Object.entries(value).map(([key, each]) => [key, encodeValue(where, type.each, each)])) }
}

const isMap = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value)

function refuse (where: string, type: string | undefined): never {
  throw new TypeError(`${where} is ${type === undefined ? 'not an attribute of the model' : `of type ${type}, and the value is not`}.`)
}
