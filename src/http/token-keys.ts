import { createHash, createPrivateKey, createPublicKey, createSecretKey, type KeyObject } from 'node:crypto'
import type { Config } from '../config.js'

/** The key that makes tokens, and the one that verifies them. */
export interface TokenKeys {
  /** Undefined where only a public key is configured. */
  signing: KeyObject | undefined
  verifying: KeyObject
  /** The public key as others verify tokens with it; undefined where the key is secret. */
  published: PublicKey | undefined
}

/** A public key, RFC 7517; `kid` is its thumbprint by RFC 7638. */
export interface PublicKey { kid: string, kty: string, use: 'sig', alg: string, n?: string, e?: string, crv?: string, x?: string }

/** The keys in a configured secret: the text of an HS algorithm, a private or public key in PEM for the others. */
export function keysOf ({ jwtSecret = '', jwtAlgorithm }: Pick<Config, 'jwtSecret' | 'jwtAlgorithm'>): TokenKeys {
  if (jwtAlgorithm.startsWith('HS')) {
    const key = createSecretKey(jwtSecret, 'utf8')
    return { signing: key, verifying: key, published: undefined }
  }
  const isPrivate = jwtSecret.includes('PRIVATE KEY')
  const verifying = createPublicKey(jwtSecret)
  return { signing: isPrivate ? createPrivateKey(jwtSecret) : undefined, verifying, published: published(verifying, jwtAlgorithm) }
}

function published (key: KeyObject, alg: string): PublicKey {
  const { kty = '', ...parts } = key.export({ format: 'jwk' }) as Omit<PublicKey, 'kid' | 'use' | 'alg'>
  const members = Object.fromEntries(Object.entries({ kty, ...parts }).sort(([a], [b]) => a < b ? -1 : 1))
  const kid = createHash('sha256').update(JSON.stringify(members)).digest('base64url')
  return { kid, kty, use: 'sig', alg, ...parts }
}
