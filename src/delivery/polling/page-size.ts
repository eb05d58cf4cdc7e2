import type { Message } from '../../repositories/messages.js'

// A payload may double when it is written into the answer of a function, which has 6 MB at most.
const MOST_BYTES = 2_500_000
const OVERHEAD_BYTES = 1000

/** Whether a page that holds so many bytes has room for a message; the first one always fits. */
export function createRoom (limit: number): { take: (message: Message) => boolean, left: () => number } {
  let [count, bytes] = [0, 0]
  return {
    left: () => limit - count,
    take (message) {
      const size = (message.payload?.length ?? 0) + OVERHEAD_BYTES
      if (count >= limit || (count > 0 && bytes + size > MOST_BYTES)) return false
      count++
      bytes += size
      return true
    }
  }
}
