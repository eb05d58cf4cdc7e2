import { checkerOf, isTimeout, type Mismatch } from './payload-schema.js'

/** What the side thread of `payload-checks.ts` does, by name. Input and result are copied, so they are plain. */

// A payload that takes longer is not worth the wait of others, and a schema that has had so many is not tried further.
export const EACH_MS = 200
const TRIES = 3

export interface CheckIn { key: string, schemas: string, payloads: string[], budgetMs: number }

/** For each payload what is wrong with it; `late` when its check took too long, or there was no time left for it. */
export type Found = Mismatch | 'right' | 'late' | 'no-json'

export interface Checked {
  found: Found[]
  tookMs: number
  /** How many checks exceeded their time. */
  timeouts: number
}

/** Checks payloads of one event type; throws when its schema cannot check any. */
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

export const works = { check: async () => check }
