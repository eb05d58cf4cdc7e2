import * as attempts from '../../repositories/attempts.js'
import * as endpoints from '../../repositories/endpoints.js'
import type { Endpoint } from '../../repositories/endpoints.js'
import type { Engine, ConfiguredStorage } from '../engine.js'
import { withNotice } from '../operational-webhooks/operational-webhooks.js'

/** What the end of a delivery did to its endpoint. */
export type Consequence = { disabledSince: number } | undefined

// For so long a success may meet a state of its endpoint in which nothing had failed yet: the cache, and patience with the database.
const UNSEEN_MS = 60_000
// The latest successes of that time are enough to know.
const MOST_SEEN = 250

/**
 * Contract 3.6: the first exhausted message opens a window; one that is exhausted (`at`, Unix ms) when the window is
 * older than the limit disables the endpoint; a window older than twice the limit is forgotten. Noting one message
 * twice changes nothing. A process that meets no failure neither reads nor writes anything for it.
 */
export async function noteExhausted (engine: ConfiguredStorage, endpoint: Endpoint, at: number): Promise<Consequence> {
  const limit = engine.config.endpointFailureDisableAfterMs
  const isPast = endpoint.failingSince !== null && at - endpoint.failingSince > limit
  const closed = isPast && await hadSuccess(engine, endpoint.id, endpoint.failingSince!) ? endpoint.failingSince : undefined
  return await disable(engine, endpoint, ({ failingSince }) => {
    const age = failingSince === null ? Infinity : at - failingSince
    if (age > 2 * limit || failingSince === closed) return { failingSince: at }
    return age > limit ? { disabledSince: failingSince! } : undefined
  })
}

/** Whether a success ended so soon after the window opened that its process did not know of the window: asked once, before disabling. */
async function hadSuccess ({ db, clock, config }: ConfiguredStorage, endpointId: string, since: number): Promise<boolean> {
  const span = { after: since - config.requestTimeoutMs, before: since + UNSEEN_MS }
  const { data } = await attempts.ofEndpoint(db, endpointId, { ...span, status: 0, limit: MOST_SEEN }, clock.now())
  return data.some(one => attempts.timestampOf(one) + one.responseDurationMs >= since)
}

/** 410 Gone: the endpoint wants nothing any more (contract 8). */
export async function disableGone (engine: ConfiguredStorage, endpoint: Endpoint): Promise<Consequence> {
  return await disable(engine, endpoint, ({ failingSince }) => ({ disabledSince: failingSince ?? engine.clock.now() }))
}

// What is to be told about it is stored with the disabling itself.
async function disable (
  engine: ConfiguredStorage,
  endpoint: Endpoint,
  decide: (current: Endpoint) => { failingSince: number } | { disabledSince: number } | undefined
): Promise<Consequence> {
  let consequence: Consequence
  await endpoints.updateState(engine.db, endpoint, current => {
    const decision = current.disabled ? undefined : decide(current)
    consequence = decision && 'disabledSince' in decision ? decision : undefined
    if (!consequence) return decision as { failingSince: number } | undefined
    const now = engine.clock.now()
    const notice = withNotice(engine, current, { type: 'endpoint.disabled', at: now, since: consequence.disabledSince })
    return { disabled: true, ...endpoints.CALM, updatedAt: now, ...notice }
  })
  return consequence
}

/** Any success, also a manual one, closes the window. */
export async function noteDelivered ({ db }: Pick<Engine, 'db'>, endpoint: Endpoint): Promise<void> {
  if (endpoint.failingSince === null) return
  await endpoints.updateState(db, endpoint, ({ failingSince }) => failingSince === null ? undefined : { failingSince: null })
}
