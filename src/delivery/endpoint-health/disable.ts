import * as attempts from '../../repositories/attempts.js'
import * as endpoints from '../../repositories/endpoints.js'
import { countExhausted, type Exhausted } from '../../repositories/attention-rows.js'
import { listedOf } from '../../repositories/endpoint-attempts.js'
import { settledOf } from '../../repositories/first-attempts.js'
import type { Endpoint, Stop } from '../../repositories/endpoints.js'
import type { Engine, ConfiguredStorage } from '../engine.js'
import { withNotice } from '../operational-webhooks/operational-webhooks.js'

/** Since when the endpoint is disabled, Unix ms; undefined when it was not disabled. */
export type Consequence = { disabledSince: number } | undefined

// For this long after the window opened, a success may have used a cached endpoint without a window, or waited for the database.
const UNSEEN_MS = 60_000
// How many successes of that time are read.
const MOST_SEEN = 250

/**
 * Contract 3.6. The first exhausted message opens a window. A message that is exhausted (`at`, Unix ms) when the window
 * is older than the limit disables the endpoint. A window older than twice the limit is forgotten, and a new one
 * begins. Noting a message twice changes nothing. A process that meets no failure reads and writes nothing for this.
 * The message is also counted in the endpoint's attention row.
 */
export async function noteExhausted (
  engine: ConfiguredStorage,
  endpoint: Endpoint,
  { at, messageId }: { at: number, messageId: string }
): Promise<Consequence> {
  const limit = engine.config.endpointFailureDisableAfterMs
  const isPast = endpoint.failingSince !== null && at - endpoint.failingSince > limit
  const closed = isPast && await hadSuccess(engine, endpoint.id, endpoint.failingSince!) ? endpoint.failingSince : undefined
  const exhausted: Exhausted = { messageId, at }
  const reason = { why: 'failing' as const, exhausted }
  const { consequence, stored } = await disable(engine, endpoint, reason, ({ failingSince, exhaustedSince = at }) => {
    const age = failingSince === null ? Infinity : at - failingSince
    if (age > 2 * limit || failingSince === closed) return { failingSince: at, exhaustedSince }
    return { exhaustedSince, ...(age > limit && { disabledSince: failingSince! }) }
  })
  if (stored && !exhausted.isCounted) await countExhausted(engine.db, stored, exhausted)
  return consequence
}

/**
 * Whether a success ended after the window opened, but so soon that its process did not know of the window. Asked once,
 * before disabling.
 */
async function hadSuccess ({ db, clock, config }: ConfiguredStorage, endpointId: string, since: number): Promise<boolean> {
  const span = { after: since - config.requestTimeoutMs, before: since + UNSEEN_MS }
  const { data } = await listedOf(db, endpointId, { ...span, status: 0, limit: MOST_SEEN }, clock.now())
  if (data.some(one => attempts.timestampOf(one) + one.responseDurationMs >= since)) return true
  for await (const some of settledOf(db, endpointId, { since: span.after, until: span.before })) {
    if (some.some(one => attempts.timestampOf(one) + one.durationMs >= since)) return true
  }
  return false
}

/** Disables an endpoint that answered 410 Gone: it wants no more messages (contract 8). */
export async function disableGone (engine: ConfiguredStorage, endpoint: Endpoint): Promise<Consequence> {
  const decide = ({ failingSince }: Endpoint) => ({ disabledSince: failingSince ?? engine.clock.now() })
  return (await disable(engine, endpoint, { why: 'gone' }, decide)).consequence
}

type Decision = Partial<Pick<Endpoint, 'failingSince' | 'exhaustedSince'>> & { disabledSince?: number }

// The notice is stored in the same write as the disabling.
async function disable (
  engine: ConfiguredStorage,
  endpoint: Endpoint,
  { why, exhausted }: { why: Stop['why'], exhausted?: Exhausted },
  decide: (current: Endpoint) => Decision
): Promise<{ consequence: Consequence, stored: Endpoint | undefined }> {
  let consequence: Consequence
  const stored = await endpoints.updateState(engine.db, endpoint, current => {
    const { disabledSince, failingSince, ...marked } = decide(current)
    const noted = { ...marked, ...(failingSince !== undefined && !current.disabled && { failingSince }) }
    consequence = disabledSince === undefined || current.disabled ? undefined : { disabledSince }
    if (!consequence) return changed(current, noted)
    const now = engine.clock.now()
    const notice = withNotice(engine, current, { type: 'endpoint.disabled', at: now, since: consequence.disabledSince })
    return { ...noted, disabled: true, ...endpoints.CALM, stopped: { why, at: now }, updatedAt: now, ...notice }
  }, exhausted)
  return { consequence, stored }
}

/** Any success closes the window; that of a manual attempt says that a person has looked after what was exhausted. */
export async function noteDelivered ({ db }: Pick<Engine, 'db'>, endpoint: Endpoint, manual: boolean): Promise<void> {
  const noted = { failingSince: null, ...(manual && { exhaustedSince: undefined }) }
  if (!changed(endpoint, noted)) return
  await endpoints.updateState(db, endpoint, current => changed(current, noted))
}

/** A change of an endpoint; undefined where it is so already. */
function changed (current: Endpoint, change: Partial<Endpoint>): Partial<Endpoint> | undefined {
  const names = Object.keys(change) as Array<keyof Endpoint>
  return names.some(name => current[name] !== change[name]) ? change : undefined
}
