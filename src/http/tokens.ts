import { createPrivateKey, createPublicKey, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto'
import { jwtVerify, SignJWT, type JWTPayload } from 'jose'
import { LRUCache } from 'lru-cache'
import { DAY_SECONDS, MINUTE_MS } from '../facts/periods.js'
import type { Config } from '../config.js'
import { ApiError, unauthenticated } from '../errors.js'
import { digestOf } from '../lib/same-secret.js'

/** Who a token speaks for: an organization, or one application's portal. */
export type Principal =
  | { kind: 'org', orgId: string }
  | Portal

/** A portal's token. */
export interface Portal {
  kind: 'app'
  orgId: string
  appId: string
  featureFlags: readonly string[]
  /** Absent: all. */
  capabilities?: readonly string[]
  sessionId?: string
  /** Unix ms. */
  issuedAt?: number
  /** When it ends by itself, Unix ms; absent: never. */
  expiresAt?: number
  /** Names this very token: its hash. */
  tokenId?: string
}

export interface Tokens {
  /** Who the `Authorization` header's token speaks for; throws the contract's 400 or 401 (section 1.2). */
  verify: (authorization: string | undefined) => Promise<Principal>
  /** A token; `lifetimeSeconds` from now. */
  mint: (principal: Principal, lifetimeSeconds: number) => Promise<string>
}

/** Ten years: what the CLI gives an organization's token (contract 1.2). */
export const ORG_TOKEN_SECONDS = 10 * 365 * DAY_SECONDS

/** How long a portal's token may live at most, and does unless told (contract 1.2). */
export const PORTAL_TOKEN_SECONDS_MAX = 7 * DAY_SECONDS

const ISSUER = 'svix-server'
// Ids become keys of the database, alone and with a uid behind them.
const MAX_ID_BYTES = 512
const LEEWAY_SECONDS = 900
const SECRET_AS_TOKEN = 'Authentication failed. JWT signing secrets can not be used as tokens, please refer to ' +
  'https://github.com/svix/svix-webhooks#authentication for more information.'

type TokenConfig = Pick<Config, 'jwtSecret' | 'jwtAlgorithm' | 'jwtAlgorithmExplicit'>
interface Verified { claims: JWTPayload, principal: Principal }

/** Verifies and mints tokens with the configured algorithm and key; `now` in Unix milliseconds. */
export function createTokens (config: TokenConfig, now: () => number): Tokens {
  const { signing, verifying } = keysOf(config)
  const secretDigest = digestOf(config.jwtSecret ?? '')
  // Verifying costs more than anything else in a warm request; the times are checked again on every use.
  const verified = new LRUCache<string, Verified>({ max: 1000, ttl: MINUTE_MS })

  async function check (token: string, tokenId: string): Promise<Verified> {
    try {
      const { payload, protectedHeader } = await jwtVerify(token, verifying, {
        algorithms: [config.jwtAlgorithm],
        currentDate: new Date(now()),
        clockTolerance: LEEWAY_SECONDS
      })
      if (!/^(jwt|.+\+jwt)$/i.test(protectedHeader.typ ?? 'JWT')) throw unauthenticated('not a JWT')
      return { claims: payload, principal: principalOf(payload, tokenId) }
    } catch (error) {
      throw error instanceof ApiError ? error : unauthenticated(reasonOf(error as JoseError))
    }
  }

  return {
    async verify (authorization) {
      if (!authorization) throw unauthenticated('no authorization header')
      const token = /^bearer (.*)$/is.exec(authorization)?.[1]
      if (!token) throw unauthenticated('not a Bearer token')
      const digest = digestOf(token)
      if (!config.jwtAlgorithmExplicit && timingSafeEqual(digest, secretDigest)) {
        throw unauthenticated('the signing secret itself', SECRET_AS_TOKEN)
      }
      // Looked up by its hash: the time that a look-up takes then tells nothing of the token.
      const key = digest.toString('base64')
      const known = verified.get(key) ?? await check(token, key)
      verified.set(key, known)
      const problem = timeProblem(known.claims, now() / 1000)
      if (problem) throw unauthenticated(problem)
      return known.principal
    },
    async mint (principal, lifetimeSeconds) {
      if (!signing) throw new ApiError(500, 'cannot_mint', 'POSTHORN_JWT_SECRET is a public key: it verifies tokens but cannot make them.')
      const at = Math.floor(now() / 1000)
      return await new SignJWT(claimsOf(principal, now()))
        .setProtectedHeader({ alg: config.jwtAlgorithm, typ: 'JWT' })
        .setIssuer(ISSUER).setIssuedAt(at).setNotBefore(at).setExpirationTime(at + lifetimeSeconds)
        .sign(signing)
    }
  }
}

function keysOf ({ jwtSecret = '', jwtAlgorithm }: TokenConfig): { signing: KeyObject | undefined, verifying: KeyObject } {
  if (jwtAlgorithm.startsWith('HS')) {
    const key = createSecretKey(jwtSecret, 'utf8')
    return { signing: key, verifying: key }
  }
  const isPrivate = jwtSecret.includes('PRIVATE KEY')
  return { signing: isPrivate ? createPrivateKey(jwtSecret) : undefined, verifying: createPublicKey(jwtSecret) }
}

interface JoseError { code?: string, claim?: string }

const REASONS: Readonly<Record<string, string>> = {
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: 'wrong signature',
  ERR_JWT_EXPIRED: 'expired',
  ERR_JOSE_ALG_NOT_ALLOWED: 'wrong algorithm'
}

// Of the claims, the signature is right.
function reasonOf ({ code = '', claim }: JoseError): string {
  if (code === 'ERR_JWT_CLAIM_VALIDATION_FAILED') return claim === 'nbf' ? 'not valid yet' : 'malformed claims'
  return REASONS[code] ?? 'not a JWT'
}

function timeProblem ({ exp, nbf, iat }: JWTPayload, seconds: number): string | undefined {
  if (exp !== undefined && exp + LEEWAY_SECONDS <= seconds) return 'expired'
  return Math.max(nbf ?? 0, iat ?? 0) <= seconds + LEEWAY_SECONDS ? undefined : 'not valid yet'
}

function principalOf (claims: JWTPayload, tokenId: string): Principal {
  const { sub, org } = claims
  if (typeof sub !== 'string') throw unauthenticated('no subject', 'The token has no subject.')
  if ([sub, org].some(id => typeof id === 'string' && Buffer.byteLength(id) > MAX_ID_BYTES)) {
    throw new ApiError(400, 'bad_token', `An id in the token is longer than ${MAX_ID_BYTES} bytes.`)
  }
  if (org === undefined || org === null) {
    if (!sub.startsWith('org_')) throw new ApiError(400, 'bad_token', "The token's subject is not an organization.")
    return { kind: 'org', orgId: sub }
  }
  if (typeof org !== 'string' || !org.startsWith('org_') || !sub.startsWith('app_')) {
    throw new ApiError(400, 'bad token', "The token's organization or application is malformed.")
  }
  return { kind: 'app', orgId: org, appId: sub, tokenId, ...portalClaims(claims) }
}

function portalClaims ({ feature_flags: flags, capabilities, sid, exp, iat = 0, iat_ms: issuedMs }: JWTPayload) {
  return {
    featureFlags: textsIn(flags),
    // A claim that is no list allows as little as an empty one.
    ...(capabilities !== undefined && { capabilities: textsIn(capabilities) }),
    ...(typeof sid === 'string' && { sessionId: sid }),
    issuedAt: typeof issuedMs === 'number' ? issuedMs : iat * 1000,
    ...(exp !== undefined && { expiresAt: exp * 1000 })
  }
}

const textsIn = (claim: unknown): string[] => Array.isArray(claim) ? claim.filter(one => typeof one === 'string') : []

// Whole seconds are too coarse to tell a token from those that expired just before it (authentication.expireAll).
function claimsOf (principal: Principal, now: number): JWTPayload {
  if (principal.kind === 'org') return { sub: principal.orgId }
  const { orgId, appId, featureFlags, capabilities, sessionId } = principal
  return {
    sub: appId,
    org: orgId,
    iat_ms: now,
    ...(featureFlags.length > 0 && { feature_flags: [...featureFlags] }),
    ...(capabilities && { capabilities: [...capabilities] }),
    ...(sessionId !== undefined && { sid: sessionId })
  }
}
