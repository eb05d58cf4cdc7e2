import { ApiError, Unauthenticated } from '../errors.js'
import { pollTokenIn, verifyPollToken } from '../http/poll-tokens.js'
import { portalRefusal } from '../http/portal-sessions.js'
import type { Principal, Tokens } from '../http/tokens.js'
import type { Database } from '../repositories/database.js'

/** The principal, or why the token is refused. */
export type Checked = { principal: Principal, refused?: undefined } | { principal?: undefined, refused: string }

export interface Checks { tokens: Tokens, db: Database }

/**
 * The principal of an `Authorization` header's token, or a refusal: no token, a forged or expired one, or one of a
 * portal whose application is deleted or whose session was ended. Throws when the database is away, because no portal
 * token may be accepted unchecked.
 */
export async function checkToken ({ tokens, db }: Checks, authorization: string | undefined): Promise<Checked> {
  try {
    const token = pollTokenIn(authorization)
    if (token !== undefined) return { principal: await portalOfPoller(db, token) }
    const principal = await tokens.verify(authorization)
    if (principal.kind === 'org') return { principal }
    const refused = await portalRefusal(db, principal, Date.now())
    return refused === undefined ? { principal } : { refused }
  } catch (error) {
    // 400: the token is genuine but names no organization. The app would say so; the gateway can refuse in one way only.
    if (error instanceof ApiError && error.statusCode < 500) {
      return { refused: error instanceof Unauthenticated ? error.reason : error.message }
    }
    throw error
  }
}

// The gateway only needs to know whose application it is; the app checks what the token may do.
async function portalOfPoller (db: Database, token: string): Promise<Principal> {
  const { poller: { orgId, appId } } = await verifyPollToken(db, token, Date.now())
  return { kind: 'app', orgId, appId, featureFlags: [] }
}
