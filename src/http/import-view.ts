import type { Static } from '@sinclair/typebox'
import type { ImportTask } from '../delivery/import/import-task.js'
import { formatTimestamp } from '../lib/time.js'
import type { ImportOut } from '../schemas/import-schema.js'

/** An import as the API answers it. */
export function importOut (
  { id, status, reason, updatedAt, import: { file, entries, accepted, refused } }: ImportTask
): Static<typeof ImportOut> {
  const isWaiting = status === 'running' && file === null
  return {
    id, status: isWaiting ? 'waiting' : status, entries, accepted, refused, ...(reason !== null && { reason }),
    updatedAt: formatTimestamp(updatedAt)
  }
}
