import { parseEntry, firstEntry, nextEntry } from './queue-entry.js'
import type { Queue, Received } from './queue.js'
import type { Engine } from '../../engine.js'
import { openShift, OutOfTime, type End, type Hours, type Shift, type Taken } from './worker-pool.js'

interface Hand { engine: Engine, queue: Queue }

export interface Delivering extends Hand {
  /** When the invocation has to be over, Unix ms. */
  endsAt: number
  /** Whether there is memory for more entries beside these attempts that have begun and not ended. Default: always. */
  hasRoom?: (begun: number) => boolean
}

// An attempt takes a request's timeout and these writes; an attempt that begins later may not end in time.
const WRITES_MS = 10_000
// Time for the last calls to the queue.
const GOODBYE_MS = 1500
// When entries take longer than this, more are received from the queue meanwhile, so that slow endpoints do not block others.
const PATIENCE_MS = 300
// Each look at the queue costs a request, so looks that find nothing become rarer.
const MOST_PATIENCE_MS = 2400
const MOST_AT_ONCE = 200

/**
 * Delivers a batch, and more entries of the queue while some of the batch are slow. Returns the ids of the entries of
 * the batch that failed. Failed entries become visible again, at first after a short time, then less and less often.
 * Entries that go back without a failure are sent as new entries, so they never count towards the dead-letter queue.
 */
export async function deliver (delivering: Delivering, batch: readonly Received[]): Promise<string[]> {
  const { engine } = delivering
  const hours = hoursOf(engine, delivering.endsAt)
  const shift = openShift(engine, hours)
  const [failed] = await Promise.all([work(delivering, shift, batch), takeMore(delivering, shift, hours)])
  shift.close()
  return failed
}

function hoursOf ({ clock, config: { requestTimeoutMs } }: Pick<Engine, 'config' | 'clock'>, endsAt: number): Hours {
  const now = clock.now()
  const endAt = Math.max(now, endsAt - Math.min(GOODBYE_MS, (endsAt - now) / 4))
  return { endAt, startUntil: Math.max(now, endAt - requestTimeoutMs - WRITES_MS) }
}

/**
 * Receives more entries from the queue, a few at a time: their payloads may be large, and the room is known when they are loaded. Lambda
 * does not remove these entries, so they are removed here.
 */
async function takeMore ({ engine, queue, hasRoom = () => true }: Delivering, shift: Shift, { startUntil }: Hours): Promise<void> {
  const { clock } = engine
  const pause = async (ms: number) => await new Promise<void>(resolve => { clock.wakeAt(clock.now() + ms, resolve) })
  const extra: Array<Promise<void>> = []
  for (let patience = PATIENCE_MS; ;) {
    await Promise.race([pause(patience), shift.idle()])
    if (shift.size === 0 || clock.now() > startUntil) break
    if (shift.size >= MOST_AT_ONCE || !hasRoom(shift.begun)) continue
    const received = await queue.receive()
      .catch((error: unknown) => { engine.log.warn({ err: error }, 'queue.receive-failed'); return [] })
    patience = received.length > 0 ? PATIENCE_MS : Math.min(MOST_PATIENCE_MS, 2 * patience)
    if (received.length > 0) extra.push(finishExtra({ engine, queue }, shift, received))
  }
  await Promise.all(extra)
}

async function finishExtra (delivering: Hand, shift: Shift, received: readonly Received[]): Promise<void> {
  const failed = new Set(await work(delivering, shift, received))
  try {
    await delivering.queue.remove(received.filter(({ id }) => !failed.has(id)).map(({ receiptHandle }) => receiptHandle))
  } catch (error) {
    // The entries come once more; then their deliveries turn out to be done.
    delivering.engine.log.warn({ err: error }, 'queue.remove-failed')
  }
}

async function work ({ engine, queue }: Hand, shift: Shift, batch: readonly Received[]): Promise<string[]> {
  const failed: Received[] = []
  const late: Received[] = []
  await Promise.all(batch.map(async received => {
    const end = await endOf({ engine, queue }, shift, received)
    if (end === 'done') return
    const isLate = typeof end === 'object' && 'failed' in end && end.failed instanceof OutOfTime
    ;(isLate ? late : failed).push(received)
  }))
  // Attempts that ran out of time may still be sending: their entries keep the visibility timeout, as long as their claim lasts.
  await queue.showAgain(failed.map(({ receiptHandle, receives }) => ({ receiptHandle, seconds: pauseOf(receives) })))
    .catch((error: unknown) => { engine.log.warn({ err: error }, 'queue.visibility-failed') })
  return [...failed, ...late].map(({ id }) => id)
}

/** 'done' when the entry need not come again. */
async function endOf ({ engine, queue }: Hand, shift: Shift, { id, body, trace }: Received): Promise<End> {
  const taken = read(engine, id, { body, trace })
  if (!taken) return { failed: 'unreadable' }
  const { handOff, begun } = taken
  const { msgId, endpointId } = handOff
  const end = await shift.add(taken)
  if (end === 'done') return end
  if ('failed' in end) {
    engine.log.error({ err: end.failed, msgId, endpointId }, 'delivery.failed')
    return end
  }
  try {
    await queue.send({ body: begun ? firstEntry(begun) : nextEntry(handOff), delayMs: end.backAt - engine.clock.now(), trace })
    return 'done'
  } catch (error) {
    engine.log.warn({ err: error, msgId, endpointId }, 'delivery.hand-back-failed')
    return { failed: error }
  }
}

function read (engine: Pick<Engine, 'log'>, id: string, { body, trace }: { body: string, trace?: string | undefined }): Taken | undefined {
  try {
    return { ...parseEntry(body), trace }
  } catch (error) {
    engine.log.error({ recordId: id, reason: (error as Error).message }, 'record.refused')
    return undefined
  }
}

// The first pauses are for short failures; together they last through an outage of half an hour.
const PAUSES_SECONDS = [1, 2, 4, 8, 30, 120, 600]
const pauseOf = (receives: number) => PAUSES_SECONDS[Math.min(PAUSES_SECONDS.length, receives) - 1] ?? 1
