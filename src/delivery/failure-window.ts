import * as endpoints from '../repositories/endpoints.js'
import type { Endpoint } from '../repositories/endpoints.js'
import type { Engine } from './engine.js'

/** What the end of a delivery did to its endpoint. */
export type Consequence = { disabledSince: number } | undefined

/**
 * Contract 3.6: the first exhausted message opens a window; one that is exhausted when the window is older than the
 * limit disables the endpoint; a window older than twice the limit is forgotten. A process that meets no failure
 * neither reads nor writes anything for it.
 */
export async function noteExhausted ({ db, clock, config }: Engine, endpoint: Endpoint): Promise<Consequence> {
  const now = clock.now()
  const limit = config.endpointFailureDisableAfterMs
  let disabledSince: number | undefined
  await endpoints.updateState(db, endpoint, ({ failingSince, disabled }) => {
    disabledSince = undefined
    if (disabled) return undefined
    const age = failingSince === null ? Infinity : now - failingSince
    if (age > 2 * limit) return { failingSince: now }
    if (age <= limit) return undefined
    disabledSince = failingSince!
    return { disabled: true, failingSince: null, circuit: null, holdUntil: null, updatedAt: now }
  })
  return disabledSince === undefined ? undefined : { disabledSince }
}

/** Any success, also a manual one, closes the window. */
export async function noteDelivered ({ db }: Engine, endpoint: Endpoint): Promise<void> {
  if (endpoint.failingSince === null) return
  await endpoints.updateState(db, endpoint, ({ failingSince }) => failingSince === null ? undefined : { failingSince: null })
}
