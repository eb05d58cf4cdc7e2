import type { Bytes } from '../../../lib/byte-streams.js'
import { isPart } from '../../../repositories/parts.js'

/** The key of a new message in a failed record of the stream. */
export interface DeadRecord { list: string, id: string }

interface Told { detail?: { bucket?: { name?: unknown }, object?: { key?: unknown } } }

/** The objects that a letter names: EventBridge tells of an object that Lambda wrote. Throws for anything else. */
export function keysOf (letter: string, prefix: string): Array<{ bucket: string, key: string }> {
  const { detail } = JSON.parse(letter) as Told
  const { bucket: { name } = {}, object: { key } = {} } = detail ?? {}
  if (typeof name !== 'string' || typeof key !== 'string' || !key.startsWith(`${prefix}/`)) {
    throw new TypeError('The letter names no object with failed records.')
  }
  return [{ bucket: name, key }]
}

interface Failed { payload?: unknown }
interface StreamRecord { eventName?: string, dynamodb?: { Keys?: { list?: { S?: string }, id?: { S?: string } } } }

/** The new messages in a batch that Lambda gave up: it writes the whole batch, as text within its JSON. */
export async function failedRecords (object: Bytes | undefined, key: string): Promise<DeadRecord[]> {
  if (!object) throw new Error(`The object ${key} is not there.`)
  const chunks: Uint8Array[] = []
  for await (const chunk of object) chunks.push(chunk)
  const { payload } = JSON.parse(Buffer.concat(chunks).toString()) as Failed
  const batch = (typeof payload === 'string' ? JSON.parse(payload) : payload) as { Records?: StreamRecord[] } | undefined
  if (!Array.isArray(batch?.Records)) throw new Error(`The object ${key} holds no records.`)
  return batch.Records.filter(({ eventName }) => eventName === 'INSERT').flatMap(({ dynamodb }) => {
    const { list, id } = dynamodb?.Keys ?? {}
    // Parts of large payloads and of files are in the same table.
    return list?.S !== undefined && id?.S !== undefined && !isPart({ list: list.S }) ? [{ list: list.S, id: id.S }] : []
  })
}
