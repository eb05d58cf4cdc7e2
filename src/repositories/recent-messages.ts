import { LRUCache } from 'lru-cache'
import type { Message } from './messages.js'

// As much as waits for its first attempts, in most moments.
const MOST_BYTES = 8 * 1024 * 1024
const LARGEST_BYTES = 64 * 1024
// Of what a message takes beside its payload, about.
const OVERHEAD_BYTES = 500

/**
 * Messages that this process has just stored, with their payloads: their first attempts need not read them. Only for a
 * process that is alone on its database: another one's expunging would not be seen.
 */
export interface RecentMessages {
  keep: (message: Message) => void
  /** undefined when it is not kept here, or its payload has expired. */
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
