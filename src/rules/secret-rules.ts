import { ApiError } from '../errors.js'
import type { Endpoint } from '../repositories/endpoints.js'

/** How many replaced secrets may still sign (contract 2.4). */
const OLD_LIMIT = 10

/**
 * An endpoint with a new sealed secret. The previous one keeps signing for a grace period (ms); with 0 it does not.
 * Expired secrets are removed. Throws 400 `limit_reached` when more than ten old secrets would still sign.
 */
export function rotate (
  { secret: previous, oldSecrets }: Endpoint,
  secret: string,
  graceMs: number,
  now: number
): Pick<Endpoint, 'secret' | 'oldSecrets'> {
  const replaced = graceMs > 0 ? [{ secret: previous, expiresAt: now + graceMs }] : []
  const valid = [...oldSecrets.filter(({ expiresAt }) => expiresAt > now), ...replaced].sort((a, b) => a.expiresAt - b.expiresAt)
  if (valid.length > OLD_LIMIT) throw new ApiError(400, 'limit_reached', `At most ${OLD_LIMIT} old secrets may still be valid.`)
  return { secret, oldSecrets: valid }
}
