import { ownTime } from '../../lib/own-time.js'
import { checkerOf, isTimeout, type Mismatch } from './payload-schema.js'

/**
 * The work of the side thread of `payload-checks.ts`, by name. Inputs and results are copied between threads, so they
 * are plain data.
 */

// The longest check of one payload, ms, and how many timeouts of a schema end its checks: other requests wait meanwhile.
export const EACH_MS = 200
const TRIES = 3
// How much longer the second limit of a check is, if the machine was busy during the first.
const WHEN_BUSY = 3

export interface CheckIn { key: string, schemas: string, payloads: string[], budgetMs: number }

/** The result for one payload; `late` when its check took too long, or no time was left for it. */
export type Found = Mismatch | 'right' | 'late' | 'no-json'

export interface Checked {
  found: Found[]
  tookMs: number
  /** How many checks exceeded their time. */
  timeouts: number
}

/** Checks payloads of one event type; throws when its schema cannot be used. */
function check ({ key, schemas, payloads, budgetMs }: CheckIn): Checked {
  const spent = ownTime()
  let late = 0
  const found = payloads.map((text): Found => {
    if (late >= TRIES || budgetMs - spent() < 1) return 'late'
    const value = parsed(text)
    if (value === undefined) return 'no-json'
    // The limits count passed time. On a busy machine that may be the time of other programs: then the check is made again, with more.
    for (const times of [1, WHEN_BUSY]) {
      if (budgetMs - spent() < 1) break
      let [limitMs, tried] = [budgetMs, ownTime()]
      const begin = (most: number): number => {
        limitMs = Math.max(1, Math.floor(Math.min(most, budgetMs - spent())))
        tried = ownTime()
        return limitMs * times
      }
      try {
        const checker = checkerOf(key, schemas, begin(budgetMs))
        return checker?.(value, begin(EACH_MS)) ?? 'right'
      } catch (error) {
        if (!isTimeout(error)) throw error
        if (tried() >= limitMs / 2) break
      }
    }
    late++
    return 'late'
  })
  return { found, tookMs: spent(), timeouts: late }
}

function parsed (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The jobs that the side thread for payloads can run, by name. */
export const works = { check: async () => check }
