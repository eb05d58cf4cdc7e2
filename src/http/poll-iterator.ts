import type { Place } from '../delivery/polling/place.js'
import { invalid } from '../errors.js'
import type { Vault } from '../lib/secret-encryption.js'

/** The content of an iterator: a place in a feed, and the page and consumer that it belongs to. */
export interface PollIterator { place: Place, nonce?: string | undefined }

/** The polling endpoint or consumer that an iterator belongs to; other holders cannot use it. */
export interface Holder { sinkId: string, consumerId?: string }

// No iterator of Posthorn is longer.
const MOST_CHARACTERS = 1000

/** The text of an iterator. It is sealed, so that callers cannot forge one. */
export function formatIterator (vault: Vault, { sinkId, consumerId }: Holder, { place, nonce }: PollIterator): string {
  const [, keyId, content = ''] = vault.seal(JSON.stringify({ sinkId, consumerId, place, nonce })).split('.')
  return `${keyId}.${Buffer.from(content, 'base64').toString('base64url')}`
}

/** The content of an iterator's text; 422 when it is forged or belongs to another holder. */
export function parseIterator (vault: Vault, { sinkId, consumerId }: Holder, text: string): PollIterator {
  const known = text.length > MOST_CHARACTERS ? undefined : opened(vault, text)
  const isOwn = known?.sinkId === sinkId && (known.consumerId === undefined || known.consumerId === consumerId)
  if (!isOwn) throw invalid(['query', 'iterator', '__all__'], 'Not an iterator of this polling endpoint.')
  return { place: known.place, nonce: known.nonce }
}

function opened (vault: Vault, text: string): Holder & PollIterator | undefined {
  try {
    const [keyId, content = ''] = text.split('.')
    return JSON.parse(vault.open(`v2.${keyId}.${Buffer.from(content, 'base64url').toString('base64')}`)) as Holder & PollIterator
  } catch {
    return undefined
  }
}
