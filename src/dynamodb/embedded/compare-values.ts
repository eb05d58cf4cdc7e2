import type { AttributeValue } from './items.js'
import { typeOf } from './items.js'
import { compareNumbers } from './numbers.js'

/** The order of two values of the same ordered type (strings by their bytes, numbers, bytes); undefined for other values. */
export function compare (a: AttributeValue | undefined, b: AttributeValue | undefined): number | undefined {
  if (a === undefined || b === undefined) return undefined
  if (a.S !== undefined && b.S !== undefined) return compareTexts(a.S, b.S)
  if (a.N !== undefined && b.N !== undefined) return compareNumbers(a.N, b.N)
  if (a.B !== undefined && b.B !== undefined) return Buffer.compare(a.B, b.B)
  return undefined
}

// eslint-disable-next-line no-control-regex -- all of ASCII
const ASCII = /^[\x00-\x7f]*$/

function compareTexts (a: string, b: string): number {
  if (a === b) return 0
  if (ASCII.test(a) && ASCII.test(b)) return a < b ? -1 : 1
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

/** Whether two values have the same type and are equal. The order of a set's members does not matter. */
export function isEqual (a: AttributeValue | undefined, b: AttributeValue | undefined): boolean {
  if (a === undefined || b === undefined) return false
  const type = typeOf(a)
  if (type !== typeOf(b)) return false
  const equal = DEEP[type]
  if (equal) return equal(a, b)
  return type === 'NULL' || (type === 'BOOL' ? a.BOOL === b.BOOL : compare(a, b) === 0)
}

const DEEP: Record<string, (a: AttributeValue, b: AttributeValue) => boolean> = {
  L: ({ L: a }, { L: b }) => a!.length === b!.length && a!.every((one, index) => isEqual(one, b![index])),
  M: ({ M: a }, { M: b }) =>
    Object.keys(a!).length === Object.keys(b!).length && Object.entries(a!).every(([name, one]) => isEqual(one, b![name])),
  SS: (a, b) => isSameSet(a.SS!, b.SS!),
  NS: (a, b) => isSameSet(a.NS!, b.NS!),
  BS: (a, b) => isSameSet(a.BS!.map(textOf), b.BS!.map(textOf))
}

const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1')
const isSameSet = (a: string[], b: string[]) => a.length === b.length && a.every(one => b.includes(one))

/** The members of a set as values; undefined when the value is not a set. */
export function membersOf ({ SS, NS, BS }: AttributeValue): AttributeValue[] | undefined {
  return SS?.map(S => ({ S })) ?? NS?.map(N => ({ N })) ?? BS?.map(B => ({ B }))
}

/** A set of the same type as `like`; undefined when it has no members. */
export function setOf (members: AttributeValue[], like: AttributeValue): AttributeValue | undefined {
  if (members.length === 0) return undefined
  if (like.SS) return { SS: members.map(({ S }) => S!) }
  return like.NS ? { NS: members.map(({ N }) => N!) } : { BS: members.map(({ B }) => B!) }
}
