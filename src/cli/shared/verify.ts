import { createHmac, createPublicKey, timingSafeEqual, verify } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { parseSecret } from '../../lib/secret-encryption.js'

const TOLERANCE_S = 300
const PUBLIC_DER = Buffer.from('302a300506032b6570032100', 'hex')

/** The three headers of a signed request. */
export interface Signed { id: string, timestamp: string, signature: string }

/** Whether a request was signed with this `whsec_` secret within the last five minutes, by the rule of Standard Webhooks. */
export function isVerified (secret: string, headers: IncomingHttpHeaders, body: Buffer, nowMs: number): boolean {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } = headers
  if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signature !== 'string') return false
  return Math.abs(nowMs / 1000 - Number(timestamp)) <= TOLERANCE_S && isSigned(secret, { id, timestamp, signature }, body)
}

/**
 * Whether one of the signatures is that of the body, whenever it was made: with `whsec_…` by HMAC, with `whsk_…` or `whpk_…` by
 * Ed25519. False for what is no secret.
 */
export function isSigned (secret: string, { id, timestamp, signature }: Signed, body: Buffer): boolean {
  const content = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body])
  const given = signature.split(' ').map(one => one.split(',') as [string, string?])
  const publicKey = publicKeyOf(secret)
  if (publicKey !== undefined) {
    return given.some(([version, text = '']) => version === 'v1a' && isOf(publicKey, content, Buffer.from(text, 'base64')))
  }
  const expected = createHmac('sha256', Buffer.from(secret.replace(/^whsec_/, ''), 'base64')).update(content).digest()
  return given.some(([version, text = '']) => version === 'v1' && isSame(Buffer.from(text, 'base64'), expected))
}

const isSame = (given: Buffer, expected: Buffer) => given.length === expected.length && timingSafeEqual(given, expected)

function publicKeyOf (secret: string): Buffer | undefined {
  if (secret.startsWith('whpk_')) return Buffer.from(secret.slice(5), 'base64')
  const key = parseSecret(secret)
  return key?.kind === 'ed25519' ? key.publicKey : undefined
}

function isOf (publicKey: Buffer, content: Buffer, signature: Buffer): boolean {
  try {
    return verify(null, content, createPublicKey({ key: Buffer.concat([PUBLIC_DER, publicKey]), format: 'der', type: 'spki' }), signature)
  } catch {
    return false
  }
}
