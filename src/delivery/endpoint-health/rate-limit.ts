import * as throttles from '../../repositories/rate-limits.js'
import type { Engine, Storage } from '../engine.js'
import { assign, slackOf, type Ask, type Line, type Pace, type Slot } from './rate-limit-slots.js'

/** The parts of the engine that rates need. */
export type RateStorage = Storage & Pick<Engine, 'random'>

/** A rate that all processes keep together, on one time line. */
export interface Limit { key: string, pace: Pace }

/** The time lines as this process knows them. Where no limit is set, nothing is read or written. */
export interface Throttle {
  /**
   * Resolves with undefined when the caller may send (a slot lies at most a fraction of a second ahead), or with the
   * time to come back, Unix ms. With several limits, the slot has to lie on the lines of all.
   */
  pass: (engine: RateStorage, limits: readonly Limit[], place: Ask['place']) => Promise<{ comeBackAt: number } | undefined>
}

interface Waiting { ask: Ask, resolve: (slot: Slot) => void, reject: (error: unknown) => void }
interface Known { line: Line | undefined, waiting: Waiting[], isBusy: boolean }

const MAX_LINES = 10_000
const LONGEST_HEAD_START_MS = 1000

/** A throttle that knows no time line yet. Calls for the same line share one write. */
export function createThrottle (): Throttle {
  const lines = new Map<string, Known>()

  async function pass (engine: RateStorage, limits: readonly Limit[], place: Ask['place']): Promise<{ comeBackAt: number } | undefined> {
    let from: number | undefined
    for (;;) {
      const slot = await slotOnAll(engine, limits, { place, from })
      if ('comeBackAt' in slot) return slot
      const { clock } = engine
      if (slot.at > clock.now()) await new Promise<void>(resolve => clock.wakeAt(slot.at, resolve))
      const late = clock.now() - slot.at
      if (limits.every(({ pace }) => late <= slackOf(pace, slot.at))) return undefined
      // This process slept, or the database is slow. The slot is lost; the next one is asked for further ahead by that delay.
      place = place === 'probe' ? 'probe' : 'back'
      from = clock.now() + Math.min(late, LONGEST_HEAD_START_MS)
    }
  }

  // The fullest line is asked first: it is the likeliest to refuse, and then no slot of another line is wasted.
  async function slotOnAll (engine: RateStorage, limits: readonly Limit[], { place, from }: Pick<Ask, 'place' | 'from'>): Promise<Slot> {
    const ordered = limits.length === 1
      ? limits
      : limits.toSorted((a, b) => (lines.get(b.key)?.line?.next ?? 0) - (lines.get(a.key)?.line?.next ?? 0))
    let at = from
    for (const limit of ordered) {
      const slot = await slotOn(engine, limit, { place, from: at })
      if ('comeBackAt' in slot) return slot
      at = slot.at
    }
    return { at: at! }
  }

  async function slotOn (engine: RateStorage, { key, pace }: Limit, { place, from }: Pick<Ask, 'place' | 'from'>): Promise<Slot> {
    const known = lines.get(key) ?? { line: undefined, waiting: [], isBusy: false }
    lines.set(key, known)
    return await new Promise<Slot>((resolve, reject) => {
      known.waiting.push({ ask: { pace, place, from }, resolve, reject })
      if (!known.isBusy) void serve(engine, key, known)
    })
  }

  // Callers that ask while a write is in progress share the next one.
  async function serve (engine: RateStorage, key: string, known: Known): Promise<void> {
    known.isBusy = true
    while (known.waiting.length > 0) {
      const asking = known.waiting
      known.waiting = []
      try {
        const slots = await take(engine, { key, known }, asking.map(({ ask }) => ask))
        for (const [index, { resolve }] of asking.entries()) resolve(slots[index]!)
      } catch (error) {
        // If the write was applied although it failed, the condition of the next write fails, and the line is read again.
        for (const { reject } of asking) reject(error)
      }
    }
    known.isBusy = false
    if (lines.size > MAX_LINES) lines.delete(key)
  }

  return { pass }
}

async function take ({ db, clock, random }: RateStorage, { key, known }: { key: string, known: Known }, asks: Ask[]): Promise<Slot[]> {
  for (;;) {
    const seen = known.line
    const { line, slots } = assign(seen, asks, { now: clock.now(), random })
    if (line === seen) return slots
    if (await throttles.advance(db, key, { seen, line: line! })) {
      known.line = line
      return slots
    }
    known.line = await throttles.read(db, key)
  }
}
