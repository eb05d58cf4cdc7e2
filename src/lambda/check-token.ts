import { ApiError, Unauthenticated } from '../errors.js'
import { portalRefusal } from '../http/portal-sessions.js'
import type { Principal, Tokens } from '../http/tokens.js'
import type { Database } from '../repositories/database.js'

/** Who asks, or why they are refused. */
export type Checked = { principal: Principal, refused?: undefined } | { principal?: undefined, refused: string }

export interface Checks { tokens: Tokens, db: Database }

/**
 * Who an `Authorization` header's token speaks for; a refusal when it is no token, a forged or an expired one, or a
 * portal's whose application is deleted or has ended it. Throws when the database is away: no token is accepted unchecked.
 */
export async function checkToken ({ tokens, db }: Checks, authorization: string | undefined): Promise<Checked> {
  try {
    const principal = await tokens.verify(authorization)
    if (principal.kind === 'org') return { principal }
    const refused = await portalRefusal(db, principal, Date.now())
    return refused === undefined ? { principal } : { refused }
  } catch (error) {
    // 400: a token of ours that names no organization; the app would say so, the gateway has only one way to refuse.
    if (error instanceof ApiError && error.statusCode < 500) {
      return { refused: error instanceof Unauthenticated ? error.reason : error.message }
    }
    throw error
  }
}
