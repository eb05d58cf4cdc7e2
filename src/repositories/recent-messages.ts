import type { Message } from './messages.js'
import { RecentMap } from '../lib/recent-map.js'

// In most situations enough for all messages that wait for their first attempts.
const MOST_BYTES = 8 * 1024 * 1024
const LARGEST_BYTES = 64 * 1024
// About what a message takes besides its payload.
const OVERHEAD_BYTES = 500

/**
 * Messages that this process has just stored, with their payloads, so that their first attempts need not read them.
 * Only for a process that is alone on its database, because it would not notice that another process expunged a
 * message.
 */
export interface RecentMessages {
  /** Caches a message until it was read `readers` times. */
  keep: (message: Message, readers: number) => void
  /** undefined when the message is not cached or its payload has expired. */
  get: (id: string, now: number) => Message | undefined
  forget: (id: string) => void
}

interface Kept { message: Message, readers: number }

export function createRecentMessages (): RecentMessages {
  const kept = new RecentMap<string, Kept>({
    most: MOST_BYTES,
    sizeOf: ({ message: { payload } }) => payload!.length + OVERHEAD_BYTES
  })
  return {
    keep (message, readers) {
      if (message.payload && message.payload.length <= LARGEST_BYTES && readers > 0) kept.set(message.id, { message, readers })
    },
    get (id, now) {
      const one = kept.get(id)
      if (!one) return undefined
      if (--one.readers === 0) kept.delete(id)
      return one.message.payloadExpiresAt > now ? one.message : undefined
    },
    forget (id) { kept.delete(id) }
  }
}
