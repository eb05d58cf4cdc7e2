import { parseEntry, firstEntry, nextEntry } from './queue-entry.js'
import type { Queue, Received } from './queue.js'
import type { Engine } from '../../engine.js'
import { openShift, OutOfTime, type End, type Hours, type Shift, type Taken } from './worker-pool.js'

export interface Delivering {
  engine: Engine
  queue: Queue
  /** When the invocation has to be over, Unix ms. */
  endsAt: number
}

// An attempt takes a request's timeout and its writes; what is begun later than this cannot be sure to end.
const WRITES_MS = 10_000
// For what is left to say to the queue at the end.
const GOODBYE_MS = 1500
// After so long, slow endpoints are not waited for alone: others are taken out of the queue meanwhile.
const PATIENCE_MS = 300
const MOST_AT_ONCE = 200

/**
 * Delivers a batch, and while some of it is slow, more of the queue. Returns the ids of what failed of the batch: it
 * shows itself again, soon at first, then less and less often. What goes back without having failed is sent anew, so
 * that it never counts towards the dead-letter queue.
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

/** Takes entries that are in the queue itself, where Lambda does not report them: they are removed here. */
async function takeMore ({ engine, queue, endsAt }: Delivering, shift: Shift, { startUntil }: Hours): Promise<void> {
  const { clock } = engine
  const pause = async (ms: number) => await new Promise<void>(resolve => { clock.wakeAt(clock.now() + ms, resolve) })
  const extra: Array<Promise<void>> = []
  for (;;) {
    await Promise.race([pause(PATIENCE_MS), shift.idle()])
    if (shift.size === 0 || clock.now() > startUntil) break
    for (let got = 1; got > 0 && shift.size < MOST_AT_ONCE && clock.now() < startUntil;) {
      const received = await queue.receive()
        .catch((error: unknown) => { engine.log.warn({ err: error }, 'queue.receive-failed'); return [] })
      got = received.length
      extra.push(finishExtra({ engine, queue, endsAt }, shift, received))
    }
  }
  await Promise.all(extra)
}

async function finishExtra (delivering: Delivering, shift: Shift, received: readonly Received[]): Promise<void> {
  const failed = new Set(await work(delivering, shift, received))
  try {
    await delivering.queue.remove(received.filter(({ id }) => !failed.has(id)).map(({ receiptHandle }) => receiptHandle))
  } catch (error) {
    // They come once more, and are found to be done.
    delivering.engine.log.warn({ err: error }, 'queue.remove-failed')
  }
}

async function work ({ engine, queue }: Delivering, shift: Shift, batch: readonly Received[]): Promise<string[]> {
  const failed: Received[] = []
  const late: Received[] = []
  await Promise.all(batch.map(async received => {
    const end = await endOf({ engine, queue }, shift, received)
    if (end === 'done') return
    const isLate = typeof end === 'object' && 'failed' in end && end.failed instanceof OutOfTime
    ;(isLate ? late : failed).push(received)
  }))
  // What was under way may still be sent: its claim, and so its entry, are left to run out.
  await queue.showAgain(failed.map(({ receiptHandle, receives }) => ({ receiptHandle, seconds: pauseOf(receives) })))
    .catch((error: unknown) => { engine.log.warn({ err: error }, 'queue.visibility-failed') })
  return [...failed, ...late].map(({ id }) => id)
}

/** 'done' when the entry need not come again. */
async function endOf ({ engine, queue }: Omit<Delivering, 'endsAt'>, shift: Shift, { id, body, trace }: Received): Promise<End> {
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

// The first few are for what passes; together they last through an outage of half an hour.
const PAUSES_SECONDS = [1, 2, 4, 8, 30, 120, 600]
const pauseOf = (receives: number) => PAUSES_SECONDS[Math.min(PAUSES_SECONDS.length, receives) - 1] ?? 1
