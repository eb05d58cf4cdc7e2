import { createHash } from 'node:crypto'
import type { AttributeValue, Item } from './items.js'
import { orderedText } from './numbers.js'
import { refuse } from './refusals.js'

/** The key attributes of a table or an index. */
export interface Schema { hash: string, range: string | undefined }

/** The types of key attributes. */
export type KeyTypes = Record<string, string>

// Keys are strings whose characters are bytes, so that they have the order of bytes. Each part ends with 0. Inside a
// part, 0 and 1 are written as two characters. 1 3 begins the digest of a part that is too long.
const END = '\x00'
const BEHIND_END = '\x01'
const DIGEST = '\x01\x03'

// DynamoDB's limits for a hash key and a range key, bytes.
const MAX_HASH_BYTES = 2048
const MAX_RANGE_BYTES = 1024
// The longest hash key inside a key of the store; LMDB's keys have at most 1978 bytes.
const MAX_HASH_CHARS = 300
/** The longest key of a store, characters. */
export const MAX_KEY_CHARS = 1900

// eslint-disable-next-line no-control-regex -- bytes that need no escape
const PLAIN = /^[\x02-\x7f]*$/
// eslint-disable-next-line no-control-regex -- the two bytes that end a part or escape
const SPECIAL = /[\x00\x01]/g

const escaped = (bytes: string) => bytes.replace(SPECIAL, byte => byte === '\x00' ? '\x01\x01' : '\x01\x02')

/** The bytes of a key attribute, in the order of its values. */
export function partOf (value: AttributeValue): string {
  if (value.S !== undefined) return PLAIN.test(value.S) ? value.S : escaped(Buffer.from(value.S).toString('latin1'))
  return value.N !== undefined ? orderedText(value.N) : escaped(Buffer.from(value.B!).toString('latin1'))
}

/** The beginning of all keys with a hash value. */
export function hashPart (value: AttributeValue): string {
  const part = partOf(value)
  return (part.length > MAX_HASH_CHARS ? DIGEST + digestOf(part) : part) + END
}

const digestOf = (text: string) => createHash('sha256').update(text, 'latin1').digest('base64url')

/** The key of an item in its table, after the table's prefix. The item must have been checked (`checkKey`). */
export function itemKey ({ hash, range }: Schema, item: Item): string {
  const first = hashPart(item[hash]!)
  return range === undefined ? first : checkLength(first + partOf(item[range]!) + END)
}

/** The key of an item in an index, after the index's prefix; undefined when the item is not in the index. */
export function indexKey ({ hash, range }: Schema, item: Item, key: string): string | undefined {
  const [first, second] = [item[hash], range === undefined ? undefined : item[range]]
  if (first === undefined || (range !== undefined && second === undefined)) return undefined
  const own = key.length > MAX_HASH_CHARS ? DIGEST + digestOf(key) : key
  return checkLength(hashPart(first) + (second ? partOf(second) + END : '') + own)
}

const checkLength = (key: string) =>
  key.length > MAX_KEY_CHARS ? refuse('A range key with so many bytes of 0 and 1 is not known here.') : key

/** Refuses a key that DynamoDB refuses: an attribute that is missing, of another type, empty or too long. */
export function checkKey ({ hash, range }: Schema, item: Item, types: KeyTypes): void {
  checkPart(hash, item[hash], { types, most: MAX_HASH_BYTES })
  if (range !== undefined) checkPart(range, item[range], { types, most: MAX_RANGE_BYTES })
}

/** Refuses a key in a request whose attributes are not exactly those of the table's key. */
export function checkWholeKey (schema: Schema, key: Item, types: KeyTypes): void {
  const names = Object.keys(key)
  if (names.length !== (schema.range === undefined ? 1 : 2)) refuse('The provided key element does not match the schema')
  checkKey(schema, key, types)
}

/** Refuses values that cannot be in an index. */
export function checkIndexKey ({ hash, range }: Schema, item: Item, types: KeyTypes): void {
  if (item[hash] !== undefined) checkPart(hash, item[hash], { types, most: MAX_HASH_BYTES })
  if (range !== undefined && item[range] !== undefined) checkPart(range, item[range], { types, most: MAX_RANGE_BYTES })
}

function checkPart (name: string, value: AttributeValue | undefined, { types, most }: { types: KeyTypes, most: number }): void {
  if (value === undefined) refuse(`One of the required keys was not given a value: ${name}`)
  const type = types[name] as 'S' | 'N' | 'B'
  const given = value[type] ?? refuse(`Type mismatch for key ${name} expected: ${type}`)
  if (given.length === 0) refuse(`One or more parameter values are not valid. The key attribute ${name} contains an empty value.`)
  const bytes = typeof given === 'string' ? Buffer.byteLength(given) : given.length
  if (type !== 'N' && bytes > most) refuse(`The key attribute ${name} has more than ${most} bytes.`)
}

/** The keys from `start` (included) to `end` (excluded). */
export interface Span { start: string, end: string }

/** All keys with this prefix. The prefix must not consist of bytes 0xff only. */
export function beginningWith (prefix: string): Span {
  const kept = prefix.replace(/\xff+$/, '')
  return { start: prefix, end: kept.slice(0, -1) + String.fromCharCode(kept.charCodeAt(kept.length - 1) + 1) }
}

/** The test of a key condition on the range key. */
export type RangeTest =
  | { operator: '=' | '<' | '<=' | '>' | '>=' | 'begins_with', value: AttributeValue }
  | { operator: 'between', value: AttributeValue, to: AttributeValue }

/** The keys after `prefix` (which includes a hash value) whose range key passes a test. */
export function spanOf (prefix: string, test: RangeTest | undefined): Span {
  const all = beginningWith(prefix)
  if (test === undefined) return all
  const from = prefix + partOf(test.value)
  switch (test.operator) {
    case '=': return { start: from + END, end: from + BEHIND_END }
    case '<': return { start: all.start, end: from + END }
    case '<=': return { start: all.start, end: from + BEHIND_END }
    case '>': return { start: from + BEHIND_END, end: all.end }
    case '>=': return { start: from + END, end: all.end }
    case 'between': return { start: from + END, end: prefix + partOf(test.to) + BEHIND_END }
    case 'begins_with': return beginningWith(from)
  }
}
