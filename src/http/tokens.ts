import { timingSafeEqual, type KeyObject } from 'node:crypto'
import { jwtVerify, SignJWT, type JWTPayload, type JWTVerifyOptions, type JWTVerifyResult } from 'jose'
import { DAY_SECONDS, MINUTE_MS } from '../facts/periods.js'
import type { Config } from '../config.js'
import { ApiError, unauthenticated } from '../errors.js'
import { digestOf } from '../lib/same-secret.js'
import { RecentMap } from '../lib/recent-map.js'
import { keysOf, type PublicKey } from './token-keys.js'

/** The owner of a token: an organization, or one application's portal. */
export type Principal =
  | { kind: 'org', orgId: string }
  | Portal

/** A portal's token. */
export interface Portal {
  kind: 'app'
  orgId: string
  appId: string
  featureFlags: readonly string[]
  /** Absent when the token has all capabilities. */
  capabilities?: readonly string[]
  sessionId?: string
  /** Unix ms. */
  issuedAt?: number
  /** When the token expires, Unix ms; absent when it does not. */
  expiresAt?: number
  /** The hash of the token, which identifies it. */
  tokenId?: string
}

export interface Tokens {
  /** The principal of the `Authorization` header's token. Throws the contract's 400 or 401 (section 1.2). */
  verify: (authorization: string | undefined) => Promise<Principal>
  /** Creates a token that expires `lifetimeSeconds` from now. Throws 500 when only a public key is configured. */
  mint: (principal: Principal, lifetimeSeconds: number) => Promise<string>
  /** The public keys of tokens: none where tokens are signed with a secret, two while one takes the place of the other. */
  publicKeys: () => PublicKey[]
}

/** Ten years: the lifetime of an organization's token from the CLI (contract 1.2). */
export const ORG_TOKEN_SECONDS = 10 * 365 * DAY_SECONDS

/** The longest lifetime of a portal's token, and the default (contract 1.2). */
export const PORTAL_TOKEN_SECONDS_MAX = 7 * DAY_SECONDS

const ISSUER = 'svix-server'
// Ids become database keys, alone and followed by a uid.
const MAX_ID_BYTES = 512
// For tokens that callers make, by their own clocks. A portal's token ends when its link says so (contract 1.2).
const LEEWAY_SECONDS = 900
const SECRET_AS_TOKEN = 'Authentication failed. JWT signing secrets can not be used as tokens, please refer to ' +
  'https://github.com/svix/svix-webhooks#authentication for more information.'

interface TokenConfig extends Pick<Config, 'jwtSecret' | 'jwtAlgorithm' | 'jwtAlgorithmExplicit'> { jwtSecretSecond?: string | undefined }
interface Verified { claims: JWTPayload, principal: Principal }

/**
 * Verifies and creates tokens with the configured algorithm and key; `now` in Unix ms. Tokens of the second key are accepted too, while
 * one key takes the place of the other.
 */
export function createTokens (config: TokenConfig, now: () => number): Tokens {
  const { signing, verifying, published } = keysOf(config)
  const second = config.jwtSecretSecond === undefined ? undefined : keysOf({ ...config, jwtSecret: config.jwtSecretSecond })
  const accepted = [verifying, ...second ? [second.verifying] : []]
  const secretDigest = digestOf(config.jwtSecret ?? '')
  // Verification costs more CPU than anything else in a warm request, so its result is cached. Times are checked on every use.
  const verified = new RecentMap<string, Verified>({ most: 1000, ttlMs: MINUTE_MS })

  async function check (token: string, tokenId: string): Promise<Verified> {
    try {
      const options = { algorithms: [config.jwtAlgorithm], currentDate: new Date(now()), clockTolerance: LEEWAY_SECONDS }
      const { payload, protectedHeader } = await verifiedBy(accepted, token, options)
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
      // The cache key is the token's hash, so the duration of the lookup says nothing about the token.
      const key = digest.toString('base64')
      const known = verified.get(key) ?? await check(token, key)
      verified.set(key, known)
      const problem = timeProblem(known, now() / 1000)
      if (problem) throw unauthenticated(problem)
      return known.principal
    },
    async mint (principal, lifetimeSeconds) {
      if (!signing) throw new ApiError(500, 'cannot_mint', 'POSTHORN_JWT_SECRET is a public key: it verifies tokens but cannot make them.')
      const at = Math.floor(now() / 1000)
      return await new SignJWT(claimsOf(principal, now()))
        .setProtectedHeader({ alg: config.jwtAlgorithm, typ: 'JWT', ...published && { kid: published.kid } })
        .setIssuer(ISSUER).setIssuedAt(at).setNotBefore(at).setExpirationTime(at + lifetimeSeconds)
        .sign(signing)
    },
    publicKeys: () => [published, second?.published].filter(key => key !== undefined)
  }
}

/** What the first key that made the token says of it; the error of the last one when none did. */
async function verifiedBy ([key, ...others]: KeyObject[], token: string, options: JWTVerifyOptions): Promise<JWTVerifyResult> {
  try {
    return await jwtVerify(token, key!, options)
  } catch (error) {
    if (others.length === 0 || (error as JoseError).code !== 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED') throw error
    return await verifiedBy(others, token, options)
  }
}

interface JoseError { code?: string, claim?: string }

const REASONS: Readonly<Record<string, string>> = {
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: 'wrong signature',
  ERR_JWT_EXPIRED: 'expired',
  ERR_JOSE_ALG_NOT_ALLOWED: 'wrong algorithm'
}

// For errors of claims, the signature was valid.
function reasonOf ({ code = '', claim }: JoseError): string {
  if (code === 'ERR_JWT_CLAIM_VALIDATION_FAILED') return claim === 'nbf' ? 'not valid yet' : 'malformed claims'
  return REASONS[code] ?? 'not a JWT'
}

function timeProblem ({ claims: { exp, nbf, iat }, principal }: Verified, seconds: number): string | undefined {
  if (exp !== undefined && exp + (principal.kind === 'app' ? 0 : LEEWAY_SECONDS) <= seconds) return 'expired'
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
    // A claim that is not a list gives no capability, like an empty list.
    ...(capabilities !== undefined && { capabilities: textsIn(capabilities) }),
    ...(typeof sid === 'string' && { sessionId: sid }),
    issuedAt: typeof issuedMs === 'number' ? issuedMs : iat * 1000,
    ...(exp !== undefined && { expiresAt: exp * 1000 })
  }
}

const textsIn = (claim: unknown): string[] => Array.isArray(claim) ? claim.filter(one => typeof one === 'string') : []

// `iat_ms`: whole seconds cannot separate a new token from those that expireAll ended just before it.
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
