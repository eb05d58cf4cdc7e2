import { LRUCache } from 'lru-cache'
import type { Message } from './messages.js'

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
  keep: (message: Message) => void
  /** undefined when the message is not cached or its payload has expired. */
  get: (id: string, now: number) => Message | undefined
  forget: (id: string) => void
}

export function createRecentMessages (): RecentMessages {
  const kept = new LRUCache<string, Message>({
    maxSize: MOST_BYTES,
    sizeCalculation: ({ payload }) => payload!.length + OVERHEAD_BYTES
  })
  return {
    keep (message) {
      if (message.payload && message.payload.length <= LARGEST_BYTES) kept.set(message.id, message)
    },
    get (id, now) {
      const message = kept.get(id)
      return message && message.payloadExpiresAt > now ? message : undefined
    },
    forget (id) { kept.delete(id) }
  }
}
