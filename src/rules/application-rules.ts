import type { Static } from '@sinclair/typebox'
import { invalid } from '../errors.js'
import type { Application } from '../repositories/applications.js'
import type { ApplicationIn, ApplicationPatch } from '../schemas/application-schema.js'
import type { Engine } from '../delivery/engine.js'

/** The largest size of metadata as JSON, bytes (contract 2). */
export const METADATA_LIMIT = 4096
// An item of the database may have 400 KB, with names and escapes included.
const SIZE_LIMIT = 300_000

/** A new application from a request; not stored yet. */
export function newApplication ({ newId }: Pick<Engine, 'newId'>, orgId: string, input: Static<typeof ApplicationIn>): Application {
  const { id, timestampMs } = newId('app_')
  return { orgId, id, rev: 0, ...applicationFields(input), createdAt: timestampMs, updatedAt: timestampMs }
}

/** The fields that PUT replaces; an absent field gets its default. */
export function applicationFields (input: Static<typeof ApplicationIn>) {
  const { name, uid, acceptRate, metadata, messageShards, indexEventTypes } = input
  return checkSize({
    name, uid: uid ?? null, throttleRate: rateIn(input) ?? null, acceptRate: acceptRate ?? null, metadata: checkMetadata(metadata),
    messageShards: messageShards ?? 1, indexEventTypes: indexEventTypes ?? false
  })
}

/** The fields that PATCH changes; an absent field stays unchanged. */
export function applicationChanges (input: Static<typeof ApplicationPatch>): Partial<Application> {
  const { name, uid, acceptRate, metadata, messageShards, indexEventTypes } = input
  return checkSize(given({
    name, uid, acceptRate, messageShards, indexEventTypes, throttleRate: rateIn(input),
    metadata: metadata === undefined ? undefined : checkMetadata(metadata)
  }))
}

/** The rate under either of its two names; `throttleRate` wins when both are given. */
export const rateIn = ({ throttleRate, rateLimit }: { throttleRate?: number | null, rateLimit?: number | null }) =>
  throttleRate === undefined ? rateLimit : throttleRate

/** A retry schedule in ms from one in seconds; null means the default. */
export const scheduleIn = (seconds: number[] | null | undefined): number[] | null => seconds?.map(wait => Math.round(wait * 1000)) ?? null

/** The fields that are not undefined; null counts as a value. */
export const given = <T extends object>(fields: T) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> }

// Above this number, the earliest ends are dropped. The next end covers the tokens that they would have ended.
const EXPIRIES_LIMIT = 20

/** Plans the end of all portal tokens issued up to `now`, at the time `at`; both Unix ms. A later planned end is replaced. */
export function expireTokens ({ tokenExpiries = [] }: Application, now: number, at: number): Pick<Application, 'tokenExpiries'> {
  const earlier = tokenExpiries.filter(expiry => expiry.at < at)
  return { tokenExpiries: [...earlier, { issuedUpTo: now, at }].slice(-EXPIRIES_LIMIT) }
}

/** Metadata within its limit; 422 when it is larger. Null and absent mean none. */
export function checkMetadata (metadata: Record<string, string> | null | undefined): Record<string, string> {
  if (Buffer.byteLength(JSON.stringify(metadata ?? {})) > METADATA_LIMIT) {
    throw invalid(['body', 'metadata'], `must not take more than ${METADATA_LIMIT} bytes as JSON`)
  }
  return metadata ?? {}
}

/** Returns fields that fit into one stored item; 422 when they are too large. */
export function checkSize<T extends object> (fields: T): T {
  if (Buffer.byteLength(JSON.stringify(fields)) > SIZE_LIMIT) throw invalid(['body'], `must not take more than ${SIZE_LIMIT} bytes in all`)
  return fields
}
