import type { AttributesOf } from './attributes.js'

/** A unique name (uid, eventId or idempotency key), and the id that it stands for. */
export interface AliasItem {
  key: string
  target: string
  /** When the name was claimed, Unix ms. */
  at: number
  /** The stored answer of an idempotent request. */
  answer?: Buffer
  expiresAt?: number
}

export const aliasAttributes = { target: String, at: Number, answer: Buffer } satisfies AttributesOf<Omit<AliasItem, 'key' | 'expiresAt'>>
