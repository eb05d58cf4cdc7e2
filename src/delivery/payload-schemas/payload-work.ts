import { checkerOf, isTimeout, type Mismatch } from './payload-schema.js'

/**
 * The work of the side thread of `payload-checks.ts`, by name. Inputs and results are copied between threads, so they
 * are plain data.
 */

// The longest check of one payload, ms, and how many timeouts of a schema end its checks: other requests wait meanwhile.
export const EACH_MS = 200
const TRIES = 3

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
  const began = performance.now()
  const leftMs = () => Math.floor(budgetMs - (performance.now() - began))
  let late = 0
  const found = payloads.map((text): Found => {
    if (late >= TRIES || leftMs() < 1) return 'late'
    const value = parsed(text)
    if (value === undefined) return 'no-json'
    try {
      const checker = checkerOf(key, schemas, leftMs())
      return checker?.(value, Math.max(1, Math.min(EACH_MS, leftMs()))) ?? 'right'
    } catch (error) {
      if (!isTimeout(error)) throw error
      late++
      return 'late'
    }
  })
  return { found, tookMs: performance.now() - began, timeouts: late }
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
