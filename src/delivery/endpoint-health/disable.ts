import * as attempts from '../../repositories/attempts.js'
import * as endpoints from '../../repositories/endpoints.js'
import type { Endpoint } from '../../repositories/endpoints.js'
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

/**
 * Whether a success ended after the window opened, but so soon that its process did not know of the window. Asked once,
 * before disabling.
 */
async function hadSuccess ({ db, clock, config }: ConfiguredStorage, endpointId: string, since: number): Promise<boolean> {
  const span = { after: since - config.requestTimeoutMs, before: since + UNSEEN_MS }
  const { data } = await attempts.ofEndpoint(db, endpointId, { ...span, status: 0, limit: MOST_SEEN }, clock.now())
  return data.some(one => attempts.timestampOf(one) + one.responseDurationMs >= since)
}

/** Disables an endpoint that answered 410 Gone: it wants no more messages (contract 8). */
export async function disableGone (engine: ConfiguredStorage, endpoint: Endpoint): Promise<Consequence> {
  return await disable(engine, endpoint, ({ failingSince }) => ({ disabledSince: failingSince ?? engine.clock.now() }))
}

// The notice is stored in the same write as the disabling.
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

/** Closes the window: any success does, also a manual one. */
export async function noteDelivered ({ db }: Pick<Engine, 'db'>, endpoint: Endpoint): Promise<void> {
  if (endpoint.failingSince === null) return
  await endpoints.updateState(db, endpoint, ({ failingSince }) => failingSince === null ? undefined : { failingSince: null })
}
