import * as throttles from '../repositories/throttles.js'
import type { Engine } from './engine.js'

/**
 * Slots on a time line that all processes share: each is given to one delivery, and they are evenly spaced, so that no
 * window of any length holds more than the rate allows. Where no rate is set, nothing is asked and nothing written.
 */
export interface Throttle {
  /** The time, Unix ms, at which the caller may send. */
  slot: (engine: Engine, key: string, rate: number) => Promise<number>
}

interface Line { waiting: Array<{ resolve: (at: number) => void, reject: (error: unknown) => void }>, seen: number | undefined, reading: boolean }

// A little less than the rate, so that a window in which some are late still holds no more than it should.
const MARGIN = 1.02
const MAX_LINES = 10_000

/** One for each process: callers who ask at the same time share one write. */
export function createThrottle (): Throttle {
  const lines = new Map<string, Line>()

  async function give (engine: Engine, key: string, rate: number, line: Line): Promise<void> {
    line.reading = true
    while (line.waiting.length > 0) {
      const asking = line.waiting
      line.waiting = []
      try {
        const spacing = 1000 / rate * MARGIN
        const first = await take(engine, key, line, spacing * asking.length)
        for (const [index, { resolve }] of asking.entries()) resolve(first + index * spacing)
      } catch (error) {
        for (const { reject } of asking) reject(error)
      }
    }
    line.reading = false
    if (lines.size > MAX_LINES) lines.delete(key)
  }

  async function take ({ db, clock }: Engine, key: string, line: Line, length: number): Promise<number> {
    for (;;) {
      const first = Math.max(line.seen ?? 0, clock.now())
      if (await throttles.advance(db, key, { seen: line.seen, next: first + length })) {
        line.seen = first + length
        return first
      }
      line.seen = await throttles.read(db, key)
    }
  }

  return {
    slot: async (engine, key, rate) => await new Promise<number>((resolve, reject) => {
      const line = lines.get(key) ?? { waiting: [], seen: undefined, reading: false }
      lines.set(key, line)
      line.waiting.push({ resolve, reject })
      if (!line.reading) void give(engine, key, rate, line)
    })
  }
}
