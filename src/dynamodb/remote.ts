import type { Access } from '../aws/client.js'
import type { AwsError } from '../aws/failures.js'
import { DYNAMODB, openJson } from '../aws/json.js'
import type { Call, DynamoDb } from './call.js'

// Other stores than AWS accept any keys and any region.
const ELSEWHERE = { region: 'us-east-1', credentials: { accessKeyId: 'posthorn', secretAccessKey: 'posthorn' } }

/** Opens the DynamoDB of AWS (`'aws'`), or the one at a URL. Sends nothing. `access` is for tests. */
export function openRemote (endpoint: string, access: Access = {}): DynamoDb {
  const { call, close } = openJson(DYNAMODB, endpoint === 'aws' ? access : { endpoint, ...ELSEWHERE, ...access })
  return {
    call: (async (operation, input) => {
      try {
        return withBytes(await call(operation, withBase64(input) as object))
      } catch (error) {
        withBytes((error as AwsError).Item)
        throw error
      }
    }) as Call,
    close
  }
}

/**
 * The same JSON with base64 strings instead of bytes. Bytes occur only in values of the types B and BS. Copies only the
 * objects that change.
 */
export function withBase64 (value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')
  const read = value as Record<string, unknown>
  let copy: Record<string, unknown> | undefined
  for (const name in read) {
    const after = withBase64(read[name])
    if (after === read[name]) continue
    copy ??= (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>
    copy[name] = after
  }
  return copy ?? value
}

/**
 * Replaces base64 strings in an answer by bytes, in place. A string (or list of strings) under the name B (BS) is a
 * value of that type, because an attribute with such a name holds an object.
 */
export function withBytes (value: unknown): unknown {
  if (Array.isArray(value)) for (const one of value) withBytes(one)
  else if (typeof value === 'object' && value !== null) inObject(value as Record<string, unknown>)
  return value
}

function inObject (value: Record<string, unknown>): void {
  for (const name in value) {
    const one = value[name]
    if (typeof one === 'string') {
      if (name === 'B') value.B = Buffer.from(one, 'base64')
    } else if (name === 'BS' && Array.isArray(one) && typeof one[0] === 'string') {
      value.BS = one.map(text => Buffer.from(text as string, 'base64'))
    } else withBytes(one)
  }
}
