import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { canonical } from './numbers.js'
import { refuse } from './refusals.js'

export type { AttributeValue }

/** An item in DynamoDB's JSON. Stored items are never changed in place. */
export type Item = Record<string, AttributeValue>

/** An item with its size in bytes as DynamoDB counts it. */
export interface Row { item: Item, size: number }

/** DynamoDB's largest item, bytes. */
export const MAX_ITEM_BYTES = 400 * 1024
const MAX_DEPTH = 32

/** An item in the form in which it is stored: validated, with canonical numbers. Refuses what DynamoDB refuses. */
export function rowOf (given: Item): Row {
  const item: Item = {}
  let size = 0
  for (const name in given) {
    if (name === '') refuse('Attribute name is empty')
    const value = given[name]!
    // Most attributes are strings, so these are checked without looking up the type.
    item[name] = value.S !== undefined && isAlone(value) ? value : checked(value)
    size += bytesOf(name) + sizeOf(value)
  }
  if (size > MAX_ITEM_BYTES) refuse('Item size has exceeded the maximum allowed size')
  return { item, size }
}

/** The size of an item in bytes, as DynamoDB counts it. */
export function itemSize (item: Item): number {
  let size = 0
  for (const name in item) size += bytesOf(name) + sizeOf(item[name]!)
  return size
}

const bytesOf = (text: string) => Buffer.byteLength(text)

function isAlone (value: AttributeValue): boolean {
  let members = 0
  for (const type in value) if (value[type as 'S'] !== undefined) members++
  return members === 1 && (value.S === undefined || typeof value.S === 'string')
}

/** The name of a value's type: `S`, `N`, `B`, `BOOL`, `NULL`, `L`, `M`, `SS`, `NS`, `BS`. Refuses a value without a type. */
export function typeOf (value: AttributeValue): string {
  for (const type in value) if (value[type as 'S'] !== undefined) return type
  return refuse('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes')
}

/** A value in the form in which it is stored. Refuses what DynamoDB refuses. */
export function checked (value: AttributeValue, depth = 0): AttributeValue {
  const type = typeOf(value)
  if (!isAlone(value)) refuse('Supplied AttributeValue has more than one datatypes set')
  if (depth > MAX_DEPTH) refuse('Nesting Levels have exceeded supported limits')
  const check = CHECKS[type] ?? refuse(`The type ${type} of a value is not known.`)
  return check(value, depth)
}

const wrong = (type: string) => refuse(`A value of the type ${type} is not one.`)

const CHECKS: Record<string, (value: AttributeValue, depth: number) => AttributeValue> = {
  S: value => typeof value.S === 'string' ? value : wrong('S'),
  BOOL: value => typeof value.BOOL === 'boolean' ? value : wrong('BOOL'),
  NULL: value => value.NULL === true ? value : refuse('Null attribute value types must have the value of true'),
  N: value => numberOf(value),
  B: value => value.B instanceof Uint8Array ? value : wrong('B'),
  L: (value, depth) => Array.isArray(value.L) ? { L: value.L.map(one => checked(one, depth + 1)) } : wrong('L'),
  M: (value, depth) => isObject(value.M) ? { M: mapped(value.M, one => checked(one, depth + 1)) } : wrong('M'),
  SS: value => ({ SS: uniqueOf(value.SS!, text => typeof text === 'string' ? text : wrong('SS')) }),
  NS: value => {
    const numbers = value.NS!.map(canonical)
    return { NS: uniqueOf(numbers, text => text) }
  },
  BS: value => ({ BS: uniqueOf(value.BS!, bytes => Buffer.from(bytes).toString('latin1')) })
}

const mapped = (members: Item, change: (value: AttributeValue) => AttributeValue): Item =>
  Object.fromEntries(Object.entries(members).map(([name, one]) => [name, change(one)]))

const isObject = (value: unknown) => typeof value === 'object' && value !== null

function numberOf (value: AttributeValue): AttributeValue {
  if (typeof value.N !== 'string') wrong('N')
  const text = canonical(value.N!)
  return text === value.N ? value : { N: text }
}

function uniqueOf<T> (members: T[], keyOf: (member: T) => string): T[] {
  if (!Array.isArray(members) || members.length === 0) refuse('An number set/string set/binary set may not be empty')
  if (new Set(members.map(keyOf)).size < members.length) refuse('Input collection contains duplicates.')
  return members
}

// DynamoDB counts three bytes for a list or map, and one for each of its members.
const NESTED_BYTES = 3

function sizeOf (value: AttributeValue): number {
  if (value.S !== undefined) return bytesOf(value.S)
  if (value.N !== undefined) return numberSize(value.N)
  if (value.B !== undefined) return value.B.length
  if (value.L !== undefined) return value.L.reduce((sum, one) => sum + 1 + sizeOf(one), NESTED_BYTES)
  if (value.M !== undefined) return itemSize(value.M) + Object.keys(value.M).length + NESTED_BYTES
  if (value.SS !== undefined) return value.SS.reduce((sum, text) => sum + bytesOf(text), 0)
  if (value.NS !== undefined) return value.NS.reduce((sum, text) => sum + numberSize(text), 0)
  if (value.BS !== undefined) return value.BS.reduce((sum, bytes) => sum + bytes.length, 0)
  return 1
}

// One byte for two digits, one for the magnitude and one for a sign.
function numberSize (text: string): number {
  const digits = text.replace(/^-?[0.]*|\./g, '').replace(/0+$/, '').length
  return digits === 0 ? 1 : Math.ceil(digits / 2) + 1 + Number(text.startsWith('-'))
}
