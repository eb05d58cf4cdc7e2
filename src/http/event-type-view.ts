import type { Static } from '@sinclair/typebox'
import { formatTimestamp } from '../lib/time.js'
import type { EventType } from '../repositories/event-types.js'
import type { EventTypeOut } from '../schemas/event-type-schema.js'
import { raw } from './raw-mark.js'
import { inSeconds } from './schedule-view.js'

/** An event type as the API answers it, with its schemas or without. */
export function eventTypeOut (
  { schemas, featureFlags, groupName, retryScheduleMs, validatePayload, createdAt, updatedAt, ...rest }: EventType,
  withContent: boolean
): Static<typeof EventTypeOut> {
  return {
    ...rest,
    schemas: withContent && schemas !== null ? raw(schemas) : null,
    ...(featureFlags && { featureFlags }),
    ...(groupName !== null && { groupName }),
    ...(validatePayload != null && { validatePayload }),
    ...(retryScheduleMs && { retrySchedule: inSeconds(retryScheduleMs) }),
    createdAt: formatTimestamp(createdAt),
    updatedAt: formatTimestamp(updatedAt)
  }
}
