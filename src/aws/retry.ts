import { isBusy } from '../lib/away.js'

/** Which calls are repeated, and when. This is the standard mode of the AWS SDKs, which operators know. */
export interface Retries {
  /** The wait before the next try, ms, after the call failed for the `tries`th time; undefined when it must not be repeated. */
  delayAfter: (error: Failed, tries: number) => number | undefined
  /** Tells that a try was answered. `after`: the kind of failure that the last delay was for. */
  succeeded: (after?: Kind) => void
}

/** The parts of a failure that decide about a retry. */
export interface Failed {
  name: string
  message: string
  code?: unknown
  status?: number
  /** How long the service asks to wait, ms. */
  waitMs?: number | undefined
  /** The client has adopted the service's clock since it signed the request. */
  isClockCorrected?: boolean
}

export type Kind = 'busy' | 'transient'

const PASSING_NAMES = new Set(['TimeoutError', 'RequestTimeout', 'RequestTimeoutException'])
const PASSING_STATUSES = new Set([500, 502, 503, 504])
const PASSING_CODES = new Set(['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN'])

/** The kind of a failure that another try may not have; undefined when every try would fail. */
export function kindOf (error: Failed): Kind | undefined {
  if (isBusy(error)) return 'busy'
  const isPassing = PASSING_NAMES.has(error.name) || PASSING_CODES.has(String(error.code)) || PASSING_STATUSES.has(error.status ?? 0)
  const isLate = error.isClockCorrected === true ||
    (error.name === 'InvalidSignatureException' && error.message.includes('Signature expired'))
  return isPassing || isLate ? 'transient' : undefined
}

const BASE_MS: Record<Kind, number> = { transient: 50, busy: 1000 }
const LONGEST_MS = 20_000
// How much longer than its own delay a client waits at most when the service asks for it.
const MOST_ASKED_MS = 5000

// Each retry takes tokens from a bucket, and returns them when it succeeds. So when all calls fail, few are repeated.
const TOKENS = 500
const COST: Record<Kind, number> = { transient: 14, busy: 5 }

/** The retries of a client. `chance` returns a random number from 0 to 1. */
export function createRetries (attempts: number, chance: () => number): Retries {
  let tokens = TOKENS
  return {
    delayAfter (error, tries) {
      const kind = kindOf(error)
      if (kind === undefined || tries >= attempts || tokens < COST[kind]) return undefined
      tokens -= COST[kind]
      const delay = Math.floor(chance() * Math.min(BASE_MS[kind] * 2 ** (tries - 1), LONGEST_MS))
      return error.waitMs === undefined ? delay : Math.max(delay, Math.min(error.waitMs, delay + MOST_ASKED_MS))
    },
    succeeded (after) {
      tokens = Math.min(TOKENS, tokens + (after ? COST[after] : 1))
    }
  }
}

/** How long an answer asks to wait, ms, by its header `retry-after` or `x-amz-retry-after`; undefined without such a header. */
export function askedWait (headers: Record<string, unknown>, now: number): number | undefined {
  const [asked, precise] = [headers['retry-after'], headers['x-amz-retry-after']]
  if (typeof asked !== 'string') return finite(Number(typeof precise === 'string' ? precise : undefined))
  return finite(/^\d+(\.\d+)?$/.test(asked) ? Number(asked) * 1000 : Date.parse(asked) - now)
}

const finite = (ms: number) => Number.isFinite(ms) ? ms : undefined
