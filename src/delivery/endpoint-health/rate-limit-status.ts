import type { Application } from '../../repositories/applications.js'
import * as endpointAttempts from '../../repositories/endpoint-attempts.js'
import type { Endpoint } from '../../repositories/endpoints.js'
import * as lines from '../../repositories/rate-limits.js'
import type { Engine, Storage } from '../engine.js'
import { limitsOf, type LimitOf } from './limits.js'
import { backlogOf, type Backlog } from './rate-limit-slots.js'

/** The limits of an endpoint, what waits for each, and what was sent to it lately. */
export interface RateLimitStatus {
  limits: Array<{ of: LimitOf, rate: number, backlog: Backlog | undefined }>
  /** Attempts of the last seconds; `more`: at least so many. undefined where there is no limit. */
  sent: { count: number, seconds: number, more: boolean } | undefined
}

// About so many attempts are counted, so that one request to the database is enough at most rates.
const COUNTED = 500
const SECONDS = [60, 10, 1] as const

/**
 * How much of its limits an endpoint uses, and what waits. Reads one item for each limit and counts attempts with one
 * request; reads nothing where no limit is set.
 */
export async function rateLimitStatus (
  engine: Storage & Pick<Engine, 'circuit'>,
  endpoint: Endpoint,
  application: Application
): Promise<RateLimitStatus> {
  const limits = limitsOf(engine, endpoint, application)
  if (limits.length === 0) return { limits: [], sent: undefined }
  const { db, clock } = engine
  const now = clock.now()
  const seconds = secondsFor(Math.min(...limits.map(({ rate }) => rate)))
  const [{ count, more }, ...backlogs] = await Promise.all([
    endpointAttempts.countNow(db, endpoint.id, { since: now - seconds * 1000, until: now }),
    ...limits.map(async ({ key, pace }) => backlogOf(await lines.read(db, key), pace, now))
  ])
  return {
    limits: limits.map(({ of, rate }, index) => ({ of, rate, backlog: backlogs[index] })),
    sent: { count, seconds, more }
  }
}

const secondsFor = (rate: number) => SECONDS.find(seconds => seconds * rate <= COUNTED) ?? 1
