import { tooMany } from '../../errors.js'
import type { Application } from '../../repositories/applications.js'
import * as lines from '../../repositories/rate-limits.js'
import type { ConfiguredStorage, Engine } from '../engine.js'

// Messages are accepted until a second's worth of them is used up ahead of time.
const AHEAD_MS = 1000

/** What this process knows of a limit, Unix ms. */
export interface AcceptLine {
  /** How far the time line was taken, as far as this process saw. */
  next: number
  /** Until when all is refused without a call of the database. */
  refusedUntil: number
}

/**
 * Takes the part of `count` messages of an application's `acceptRate`; throws 429 with `Retry-After` where it is used up. The limit is
 * exact over all processes: they share one time line, which a message moves on by 1/rate seconds. A batch may move it further than a
 * second ahead, and what follows waits for that. Where no limit is set, nothing is read or written.
 */
export async function takeAcceptRate (
  engine: ConfiguredStorage & Pick<Engine, 'admission' | 'usage'>,
  { id, acceptRate }: Application,
  count = 1
): Promise<void> {
  const rate = acceptRate ?? engine.config.acceptRate
  if (rate === 0 || count === 0) return
  // A changed limit begins its own line, so that it holds at once.
  const key = `accept|${id}|${rate}`
  const { clock, admission: { acceptLines } } = engine
  const seen = acceptLines.get(key) ?? { next: 0, refusedUntil: 0 }
  const now = clock.now()
  if (now >= seen.refusedUntil) {
    const until = await take(engine, key, { now, cost: count * 1000 / rate, ahead: AHEAD_MS, seen })
    if (until === undefined) return
    // Whole seconds, as the caller is told: so a flood costs a process a call a second, and what comes free meanwhile is given away then.
    seen.refusedUntil = now + Math.ceil((until - now) / 1000) * 1000
    acceptLines.set(key, seen)
  }
  engine.usage?.(id, 'refused', count)
  throw tooMany(Math.ceil((seen.refusedUntil - now) / 1000))
}

const MOST_TRIES = 3

/** Takes a part of the line; returns from when on there is room, Unix ms, where it is used up. One write, mostly. */
async function take (
  { db, admission: { acceptLines } }: Pick<Engine, 'db' | 'admission'>,
  key: string,
  { seen, ...part }: lines.Part & { seen: AcceptLine }
): Promise<number | undefined> {
  const { now, cost } = part
  const ways = seen.next >= now ? [lines.extend, lines.begin] : [lines.begin, lines.extend]
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    for (const way of ways) {
      if (!await way(db, key, part)) continue
      acceptLines.set(key, { next: Math.max(seen.next, now) + cost, refusedUntil: 0 })
      return undefined
    }
    const next = (await lines.read(db, key))?.next ?? now
    if (next >= now + AHEAD_MS) return next - AHEAD_MS + 1
  }
  // Other processes moved the line between each two calls: it is as busy as can be.
  return now + 1
}
