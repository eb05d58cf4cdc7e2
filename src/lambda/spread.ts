import { LRUCache } from 'lru-cache'
import type { fanOut } from '../delivery/fan-out.js'
import type { Engine } from '../delivery/engine.js'
import type { Message } from '../repositories/messages.js'
import type { ReadRecord } from './records.js'

// A stream repeats everything from the first record that failed; what this process has done of that is not done again.
const done = new LRUCache<string, true>({ max: 2000, ttl: 600_000 })

/** Fans the messages of a batch out at once and returns the ids of the records whose turn has to come again. */
export async function spread (engine: Engine, records: ReadonlyArray<ReadRecord<Message | undefined>>, work: typeof fanOut): Promise<string[]> {
  const failed: string[] = []
  // An endpoint that was there when a message was accepted gets it: what a warm process remembers may be older than that.
  engine.db.caches.endpoints.clear()
  await Promise.all(records.map(async ({ id, read: message }) => {
    // A marked message is seen to by whoever marked it, or by the sweep.
    if (!message || message.isMarked || done.has(message.id)) return
    const { trace, id: msgId } = message
    const from = engine.clock.now()
    try {
      await work({ ...engine, trace }, message)
      done.set(msgId, true)
    } catch (error) {
      failed.push(id)
      engine.log.error({ err: error, msgId, recordId: id }, 'message.fan-out-failed')
    }
    engine.tracer?.note(trace, { name: 'fan-out', from, to: engine.clock.now(), annotations: { msgId }, failed: failed.includes(id) })
  }))
  return failed
}
