import { PAYLOADS_AT_ONCE, type fanOut } from '../delivery/attempt/fan-out.js'
import type { Engine } from '../delivery/engine.js'
import type { Message } from '../repositories/messages.js'
import type { ReadRecord } from './records.js'
import { createGate } from '../lib/parallel.js'
import { RecentMap } from '../lib/recent-map.js'

// After a failure, the stream repeats all records from the first failed one. Messages that this process has fanned out are skipped.
const done = new RecentMap<string, true>({ most: 2000, ttlMs: 600_000 })

/**
 * Fans out the messages of a batch in parallel. Returns the ids of the records that must come again: those that failed
 * and could not be put off.
 */
export async function spread (
  engine: Engine,
  records: ReadonlyArray<ReadRecord<Message | undefined>>,
  work: typeof fanOut,
  putOff?: (engine: Engine, message: Message) => Promise<void>
): Promise<string[]> {
  const failed: string[] = []
  // An endpoint that existed when a message was accepted must get it, but the cache may be older than the endpoint.
  engine.db.caches.endpoints.clear()
  const gate = createGate(PAYLOADS_AT_ONCE)
  await Promise.all(records.map(async ({ id, read: message }) => {
    // A marked message is fanned out by the process that set the mark, or by the sweep.
    if (!message || message.isMarked || done.has(message.id)) return
    const { trace, id: msgId } = message
    const from = engine.clock.now()
    const ends = (hasFailed: boolean) =>
      engine.tracer?.note(trace, { name: 'fan-out', from, to: engine.clock.now(), annotations: { msgId }, failed: hasFailed })
    try {
      await work(engine, message, { gate })
      done.set(msgId, true)
      ends(false)
    } catch (error) {
      engine.log.error({ err: error, msgId, recordId: id }, 'message.fan-out-failed')
      ends(true)
      if (putOff && await isPutOff(engine, message, putOff)) done.set(msgId, true)
      else failed.push(id)
    }
  }))
  return failed
}

async function isPutOff (engine: Engine, message: Message, putOff: (engine: Engine, message: Message) => Promise<void>): Promise<boolean> {
  const { id: msgId } = message
  try {
    await putOff(engine, message)
    engine.log.warn({ msgId }, 'message.fan-out-put-off')
    return true
  } catch (error) {
    engine.log.error({ err: error, msgId }, 'message.fan-out-not-put-off')
    return false
  }
}
