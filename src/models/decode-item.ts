import type { AttributeValue } from '@aws-sdk/client-dynamodb'

/**
 * The values of an item; bytes are Uint8Array. A member of a map may have any name: `unmarshall` of util-dynamodb would
 * lose `__proto__`.
 */
export function decodeItem (item: Record<string, AttributeValue>): Record<string, unknown> {
  const names = Object.keys(item)
  const values: Record<string, unknown> = {}
  for (const name of names) define(values, name, decodeValue(item[name]!))
  return values
}

function define (values: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__') Object.defineProperty(values, name, { value, enumerable: true, configurable: true, writable: true })
  else values[name] = value
}

function decodeValue (value: AttributeValue): unknown {
  if (value.S !== undefined) return value.S
  if (value.N !== undefined) return Number(value.N)
  if (value.BOOL !== undefined) return value.BOOL
  if (value.M !== undefined) return decodeItem(value.M)
  if (value.L !== undefined) return value.L.map(decodeValue)
  if (value.B !== undefined) return value.B
  if (value.NULL) return null
  // Sets; no table of Posthorn contains them.
  return new Set<unknown>(value.SS ?? value.BS ?? value.NS!.map(Number))
}
