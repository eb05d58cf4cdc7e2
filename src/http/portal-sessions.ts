import { DAY_MS } from '../facts/periods.js'
import type { AliasItem } from '../models/alias-model.js'
import * as aliases from '../repositories/aliases.js'
import * as applications from '../repositories/applications.js'
import type { Application } from '../repositories/applications.js'
import type { Database } from '../repositories/database.js'
import { PORTAL_TOKEN_SECONDS_MAX, type Portal } from './tokens.js'

// How long the end of a session is remembered: the longest life of a token, and the tolerance for clocks.
const REMEMBERED_MS = PORTAL_TOKEN_SECONDS_MAX * 1000 + DAY_MS
// Tokens that other software created may never expire.
const NEVER_ENDS = Number.MAX_SAFE_INTEGER

/**
 * Why a portal's token is refused: its application is gone, or expire-all or logout ended the token. undefined when it
 * is valid. Reads the database only when a session of the application was ever ended.
 */
export async function portalRefusal (db: Database, portal: Portal, now: number): Promise<string | undefined> {
  const application = await applications.findCached(db, portal.orgId, portal.appId)
  if (!application) return 'application deleted'
  const { issuedAt = 0 } = portal
  if (application.tokenExpiries?.some(({ issuedUpTo, at }) => at <= now && issuedAt <= issuedUpTo)) return 'ended by expire-all'
  if ((application.sessionsEndedUntil ?? 0) < now) return undefined
  const ends = await Promise.all(keysOf(portal).map(async key => await aliases.read(db, key, now)))
  return ends.some(end => end && end.at <= now && issuedAt <= Number(end.target)) ? 'ended by expire-all or logout' : undefined
}

/** Ends the tokens of some sessions that were issued up to `now`. They end at the time `at`; both Unix ms. */
export async function endSessions (
  db: Database,
  application: Application,
  sessionIds: readonly string[],
  { now, at }: { now: number, at: number }
): Promise<void> {
  const until = at + REMEMBERED_MS
  await noteEnds(db, application, until, now)
  for (const sessionId of new Set(sessionIds)) {
    await end(
      db,
      { key: sessionKey(application.id, sessionId), target: String(now), at },
      until,
      now
    )
  }
}

/** Ends one token now (Unix ms). */
export async function endToken (db: Database, application: Application, { tokenId, expiresAt }: Portal, now: number): Promise<void> {
  const until = expiresAt === undefined ? NEVER_ENDS : expiresAt + DAY_MS
  await noteEnds(db, application, until, now)
  await end(db, { key: tokenKey(application.id, tokenId!), target: String(NEVER_ENDS), at: now }, until, now)
}

// When a session is ended twice, the earlier time counts for the tokens of both.
async function end (db: Database, alias: AliasItem, until: number, now: number): Promise<void> {
  const ending = { ...alias, ...(until < NEVER_ENDS && { expiresAt: Math.ceil(until / 1000) }) }
  for (;;) {
    const held = await aliases.claim(db, ending, now)
    if (held.target === ending.target || await aliases.replace(db, { ...ending, at: Math.min(ending.at, held.at) }, held.target)) return
  }
}

/**
 * Makes requests of the application's portals look for ended sessions until that time. One day is added, so that most
 * later ends need no write.
 */
async function noteEnds (db: Database, application: Application, until: number, now: number): Promise<void> {
  if ((application.sessionsEndedUntil ?? 0) >= until) return
  const sessionsEndedUntil = Math.min(NEVER_ENDS, until + DAY_MS)
  await applications.updateWith(
    db,
    application,
    current => ({ sessionsEndedUntil: Math.max(current.sessionsEndedUntil ?? 0, sessionsEndedUntil) }),
    now
  )
}

const sessionKey = (appId: string, sessionId: string) => `session|${appId}|${sessionId}`
const tokenKey = (appId: string, tokenId: string) => `token|${appId}|${tokenId}`

const keysOf = ({ appId, sessionId, tokenId }: Portal) => [
  ...(sessionId === undefined ? [] : [sessionKey(appId, sessionId)]),
  ...(tokenId === undefined ? [] : [tokenKey(appId, tokenId)])
]
