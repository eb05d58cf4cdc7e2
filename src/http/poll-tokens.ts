import { randomBytes, timingSafeEqual } from 'node:crypto'
import { unauthenticated } from '../errors.js'
import { digestOf } from '../lib/same-secret.js'
import * as applications from '../repositories/applications.js'
import type { Application } from '../repositories/applications.js'
import type { Database } from '../repositories/database.js'
import * as destinations from '../repositories/destinations.js'
import type { Destination } from '../repositories/destinations.js'

/** The principal of a polling endpoint's token, which may only poll this endpoint. */
export interface Poller { orgId: string, appId: string, sinkId: string }

const PREFIX = 'sk_poll_'
const SECRET_BYTES = 24

/** Creates a token of a polling endpoint. It contains the endpoint's id, by which the token is found, and a secret. */
export function newPollToken ({ orgId, appId, id }: Pick<Destination, 'orgId' | 'appId' | 'id'>): string {
  const named = JSON.stringify([orgId, appId, id, randomBytes(SECRET_BYTES).toString('base64url')])
  return PREFIX + Buffer.from(named).toString('base64url')
}

/** The digest that is stored of a token. */
export const pollDigest = (token: string) => digestOf(token).toString('base64')

/** The polling endpoint's token in an `Authorization` header; undefined when there is none. */
export function pollTokenIn (authorization: string | undefined): string | undefined {
  const token = /^bearer (.*)$/is.exec(authorization ?? '')?.[1]
  return token?.startsWith(PREFIX) ? token : undefined
}

/** The principal of a token at an instant, Unix ms, with its application; 401 when the token is unknown or has expired. */
export async function verifyPollToken (db: Database, token: string, now: number): Promise<{ application: Application, poller: Poller }> {
  const poller = namedBy(token)
  const application = await applications.findCached(db, poller.orgId, poller.appId)
  const destination = application?.id === poller.appId ? await destinations.seekCached(db, poller.appId, poller.sinkId) : undefined
  if (!application || !destination) throw unauthenticated('polling endpoint deleted')
  const given = digestOf(token)
  const known = destination.tokens.find(({ digest }) => timingSafeEqual(Buffer.from(digest, 'base64'), given))
  if (!known) throw unauthenticated('not a token of its polling endpoint')
  if (known.expiresAt !== undefined && known.expiresAt <= now) throw unauthenticated('expired')
  return { application, poller }
}

function namedBy (token: string): Poller {
  try {
    const parts: unknown = JSON.parse(Buffer.from(token.slice(PREFIX.length), 'base64url').toString())
    if (Array.isArray(parts) && parts.length === 4 && parts.every(part => typeof part === 'string')) {
      const [orgId, appId, sinkId] = parts as [string, string, string]
      if (orgId.startsWith('org_') && appId.startsWith('app_') && sinkId.startsWith('sink_')) return { orgId, appId, sinkId }
    }
  } catch {}
  throw unauthenticated('not a token of a polling endpoint')
}
