import type { Static } from '@sinclair/typebox'
import { invalid } from '../errors.js'
import type { Application } from '../repositories/applications.js'
import type { ApplicationIn } from '../schemas/application.js'
import type { Engine } from './engine.js'

/** The most that metadata may take as JSON, bytes (contract 2). */
const METADATA_LIMIT = 4096

/** An application as a request describes it, not stored yet. */
export function newApplication ({ newId }: Pick<Engine, 'newId'>, orgId: string, input: Static<typeof ApplicationIn>): Application {
  const { id, timestampMs } = newId('app_')
  return { orgId, id, rev: 0, ...applicationFields(input), createdAt: timestampMs, updatedAt: timestampMs }
}

/** The fields that PUT replaces: what is absent gets its default. */
export function applicationFields ({ name, uid, throttleRate, rateLimit, metadata }: Static<typeof ApplicationIn>) {
  return { name, uid: uid ?? null, throttleRate: throttleRate === undefined ? rateLimit ?? null : throttleRate, metadata: checkMetadata(metadata) }
}

/** Metadata within its limit; null and absence mean none. */
export function checkMetadata (metadata: Record<string, string> | null | undefined): Record<string, string> {
  if (Buffer.byteLength(JSON.stringify(metadata ?? {})) > METADATA_LIMIT) {
    throw invalid(['body', 'metadata'], `must not take more than ${METADATA_LIMIT} bytes as JSON`)
  }
  return metadata ?? {}
}
