import type { Static } from '@sinclair/typebox'
import { formatTimestamp } from '../lib/time.js'
import type { Application } from '../repositories/applications.js'
import type { ApplicationOut } from '../schemas/application-schema.js'

/** An application as the API answers it. */
export function applicationOut (
  { uid, throttleRate, acceptRate, messageShards, indexEventTypes, createdAt, updatedAt, ...rest }: Application
): Static<typeof ApplicationOut> {
  return {
    ...rest,
    ...(uid !== null && { uid }),
    throttleRate,
    ...(throttleRate !== null && { rateLimit: throttleRate }),
    ...(acceptRate != null && { acceptRate }),
    ...(messageShards !== undefined && messageShards !== 1 && { messageShards }),
    ...(indexEventTypes && { indexEventTypes }),
    createdAt: formatTimestamp(createdAt),
    updatedAt: formatTimestamp(updatedAt)
  }
}
