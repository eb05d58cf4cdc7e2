import { isTokenExpired } from '../delivery/token-expiry.js'
import { ApiError } from '../errors.js'
import type { Principal, Tokens } from '../plugins/tokens.js'
import * as applications from '../repositories/applications.js'
import type { Database } from '../repositories/database.js'

export interface Checks { tokens: Tokens, db: Database }

/**
 * Who an `Authorization` header's token speaks for; undefined when it is no token, a forged or an expired one, or a
 * portal's whose application has ended it. Throws when the database is away: nobody is let in unchecked.
 */
export async function checkToken ({ tokens, db }: Checks, authorization: string | undefined): Promise<Principal | undefined> {
  try {
    const principal = await tokens.verify(authorization)
    if (principal.kind === 'org') return principal
    const application = await applications.findCached(db, principal.orgId, principal.appId)
    const isEnded = application !== undefined && isTokenExpired(application, principal.issuedAt ?? 0, Date.now())
    return isEnded ? undefined : principal
  } catch (error) {
    // 400: a token of ours that names nobody; the app would say so, the gateway has only one way to refuse.
    if (error instanceof ApiError && error.statusCode < 500) return undefined
    throw error
  }
}
