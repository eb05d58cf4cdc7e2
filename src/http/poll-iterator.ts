import type { Place } from '../delivery/polling/place.js'
import { invalid } from '../errors.js'
import type { Vault } from '../lib/secret-encryption.js'

/** What an iterator of a polling endpoint stands for: a place in a feed, and which page of which consumer gave it. */
export interface PollIterator { place: Place, nonce?: string | undefined }

/** Whose it is: an iterator is good for nothing else. */
export interface Holder { sinkId: string, consumerId?: string }

// Longer than any of ours.
const MOST_CHARACTERS = 1000
const SEALED = 'v1.'

/** The text of an iterator: sealed, so that no caller can make one. */
export function formatIterator (vault: Vault, { sinkId, consumerId }: Holder, { place, nonce }: PollIterator): string {
  const sealed = vault.seal(JSON.stringify({ sinkId, consumerId, place, nonce }))
  return Buffer.from(sealed.slice(SEALED.length), 'base64').toString('base64url')
}

/** What the text of an iterator stands for; 422 for one that is not of this holder, also for those that a caller made. */
export function parseIterator (vault: Vault, { sinkId, consumerId }: Holder, text: string): PollIterator {
  const known = text.length > MOST_CHARACTERS ? undefined : opened(vault, text)
  const isOwn = known?.sinkId === sinkId && (known.consumerId === undefined || known.consumerId === consumerId)
  if (!isOwn) throw invalid(['query', 'iterator', '__all__'], 'Not an iterator of this polling endpoint.')
  return { place: known.place, nonce: known.nonce }
}

function opened (vault: Vault, text: string): Holder & PollIterator | undefined {
  try {
    return JSON.parse(vault.open(SEALED + Buffer.from(text, 'base64url').toString('base64'))) as Holder & PollIterator
  } catch {
    return undefined
  }
}
