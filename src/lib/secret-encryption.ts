import {
  createCipheriv, createDecipheriv, createPrivateKey, createPublicKey, generateKeyPairSync, hkdfSync, randomBytes, sign, verify,
  type KeyObject
} from 'node:crypto'

// The text forms of keys (contract 2.4), and their encryption at rest.

export interface HmacKey { kind: 'hmac', key: Buffer }
export interface Ed25519Key { kind: 'ed25519', seed: Buffer, publicKey: Buffer }
/** A key for signing. */
export type SigningKey = HmacKey | Ed25519Key

/** Encrypts short texts with one main secret, and decrypts what it or a second one encrypted. */
export interface Vault {
  seal: (plaintext: string) => string
  open: (sealed: string) => string
  /** Whether the text was sealed by the secret that seals now. */
  isCurrent: (sealed: string) => boolean
}

const MIN_HMAC_BYTES = 24
const MAX_HMAC_BYTES = 75
const ED25519_BYTES = 32
// The DER bytes before the 32 raw bytes of a key (RFC 8410).
const PRIVATE_DER = Buffer.from('302e020100300506032b657004220420', 'hex')
const PUBLIC_DER = Buffer.from('302a300506032b6570032100', 'hex')

// A text of the first form does not name its key.
const [FIRST_FORM, SEALED_FORM] = ['v1', 'v2']
const KEY_ID_BYTES = 6
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** The key in a `whsec_` or `whsk_` text; undefined when the text is neither, or not valid (contract 2.4). */
export function parseSecret (text: string): SigningKey | undefined {
  if (text.startsWith('whsec_')) return parseHmac(text.slice('whsec_'.length))
  if (text.startsWith('whsk_')) return parseEd25519(text.slice('whsk_'.length))
  return undefined
}

/** The text from which `parseSecret` reads the key: `whsec_…` or the private `whsk_…`. */
export function formatSecret (key: SigningKey): string {
  if (key.kind === 'hmac') return `whsec_${key.key.toString('base64')}`
  return `whsk_${Buffer.concat([key.seed, key.publicKey]).toString('base64')}`
}

/** The text that the owner of the endpoint may see: `whsec_…`, or `whpk_…` with only the public key. */
export function publicForm (key: SigningKey): string {
  return key.kind === 'hmac' ? formatSecret(key) : `whpk_${key.publicKey.toString('base64')}`
}

/** A new random key: 24 bytes for HMAC-SHA256, or an Ed25519 key pair. */
export function generateSecret (type: 'hmac256' | 'ed25519'): SigningKey {
  if (type === 'hmac256') return { kind: 'hmac', key: randomBytes(MIN_HMAC_BYTES) }
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  return {
    kind: 'ed25519',
    seed: privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(PRIVATE_DER.length),
    publicKey: publicKey.export({ format: 'der', type: 'spki' }).subarray(PUBLIC_DER.length)
  }
}

/** The private key object of a 32-byte Ed25519 seed. */
export function ed25519PrivateKey (seed: Buffer): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PRIVATE_DER, seed]), format: 'der', type: 'pkcs8' })
}

/**
 * Creates a vault with a key derived from the main secret. It uses AES-256-GCM with a random nonce for each text; a sealed text is
 * `v2.<id of the key>.<base64>`. `second` is a main secret that only opens, while one takes the place of the other. `open` throws an
 * Error that names the likely cause and never the content.
 */
export function createVault (mainSecret: string, second?: string): Vault {
  const sealing = keyOf(mainSecret)
  const keys = second === undefined ? [sealing] : [sealing, keyOf(second)]
  const currentPrefix = `${SEALED_FORM}.${sealing.id}.`
  return {
    seal (plaintext) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', sealing.key, nonce)
      const parts = [nonce, cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()]
      return currentPrefix + Buffer.concat(parts).toString('base64')
    },
    open (sealed) {
      const [form, ...rest] = sealed.split('.')
      const id = form === SEALED_FORM ? rest.shift() : undefined
      if (rest.length !== 1 || (form !== FIRST_FORM && id === undefined)) throw new Error('This stored secret is of an unknown format')
      const bytes = Buffer.from(rest[0]!, 'base64')
      return opened(keys.filter(one => id === undefined || one.id === id).map(({ key }) => key), bytes)
    },
    isCurrent: sealed => sealed.startsWith(currentPrefix)
  }
}

interface VaultKey { id: string, key: Buffer }

// The id says nothing about the key: it is derived beside it.
function keyOf (mainSecret: string): VaultKey {
  const derived = (use: string, bytes: number) => Buffer.from(hkdfSync('sha256', mainSecret, '', use, bytes))
  return { id: derived('posthorn key id v1', KEY_ID_BYTES).toString('base64url'), key: derived('posthorn secrets at rest v1', 32) }
}

function opened (keys: readonly Buffer[], bytes: Buffer): string {
  let cause: unknown
  for (const key of keys) {
    try {
      return decrypt(key, bytes)
    } catch (error) {
      cause = error
    }
  }
  throw new Error('This stored secret cannot be decrypted: the main secret is another one, or the data is damaged', { cause })
}

function decrypt (key: Buffer, bytes: Buffer): string {
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
  const content = bytes.subarray(NONCE_BYTES, -TAG_BYTES)
  return Buffer.concat([decipher.update(content), decipher.final()]).toString('utf8')
}

function parseHmac (base64: string): HmacKey | undefined {
  const key = decodeBase64(base64)
  if (key === undefined || key.length < MIN_HMAC_BYTES || key.length > MAX_HMAC_BYTES) return undefined
  return { kind: 'hmac', key }
}

function parseEd25519 (base64: string): Ed25519Key | undefined {
  const bytes = decodeBase64(base64)
  if (bytes?.length !== 2 * ED25519_BYTES) return undefined
  const [seed, publicKey] = [bytes.subarray(0, ED25519_BYTES), bytes.subarray(ED25519_BYTES)]
  return halvesMatch(seed, publicKey) ? { kind: 'ed25519', seed, publicKey } : undefined
}

function halvesMatch (seed: Buffer, publicKey: Buffer): boolean {
  const trial = Buffer.from('trial signature')
  try {
    const key = createPublicKey({ key: Buffer.concat([PUBLIC_DER, publicKey]), format: 'der', type: 'spki' })
    return verify(null, trial, key, sign(null, trial, ed25519PrivateKey(seed)))
  } catch {
    return false
  }
}

/** Accepts only the standard alphabet with padding; `Buffer.from` would accept anything. */
function decodeBase64 (text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : undefined
}
