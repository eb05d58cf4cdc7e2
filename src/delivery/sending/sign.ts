import { createHmac, sign, type KeyObject } from 'node:crypto'
import { ed25519PrivateKey, type Ed25519Key, type SigningKey } from '../../lib/secret-encryption.js'

/** Which headers carry the signature: `webhook-*`, `svix-*` or both. */
export type SignatureFamilies = 'both' | 'standard' | 'svix'

/** The content that is signed, and the keys. */
export interface Signing {
  /** The message's id. */
  id: string
  /** The time of this attempt in Unix seconds. */
  timestamp: number
  body: Buffer
  /** The current key first, then the old ones that have not expired. */
  keys: readonly SigningKey[]
}

/** What the headers of an attempt say. */
export interface Signed extends Pick<Signing, 'id' | 'timestamp'> {
  signature: string
  families: SignatureFamilies
}

const PREFIXES = { both: ['webhook', 'svix'], standard: ['webhook'], svix: ['svix'] } as const

// Creating a key object costs more CPU than the signature. The object is kept as long as the key that it was made from.
const keyObjects = new WeakMap<Ed25519Key, KeyObject>()

/** The signature of one attempt, one for each key (contract 3.2, Standard Webhooks). */
export function signatureOf ({ id, timestamp, body, keys }: Signing): string {
  const start = `${id}.${timestamp}.`
  return keys.map((key) => signedBy(key, start, body)).join(' ')
}

/** The id, timestamp and signature headers of one attempt. */
export const signatureHeaders = ({ families, ...signing }: Signing & Pick<Signed, 'families'>): Record<string, string> =>
  headersOf({ ...signing, signature: signatureOf(signing), families })

/** The same with a signature that was made before. */
export function headersOf ({ id, timestamp, signature, families }: Signed): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const prefix of PREFIXES[families]) {
    headers[`${prefix}-id`] = id
    headers[`${prefix}-timestamp`] = String(timestamp)
    headers[`${prefix}-signature`] = signature
  }
  return headers
}

function signedBy (key: SigningKey, start: string, body: Buffer): string {
  if (key.kind === 'hmac') return `v1,${createHmac('sha256', key.key).update(start).update(body).digest('base64')}`
  const content = Buffer.concat([Buffer.from(start), body])
  return `v1a,${sign(null, content, keyObjectOf(key)).toString('base64')}`
}

function keyObjectOf (key: Ed25519Key): KeyObject {
  const known = keyObjects.get(key)
  if (known !== undefined) return known
  const made = ed25519PrivateKey(key.seed)
  keyObjects.set(key, made)
  return made
}
