import type { Static } from '@sinclair/typebox'
import { minify } from '../lib/raw-json.js'
import { formatTimestamp } from '../lib/time.js'
import * as messages from '../repositories/messages.js'
import type { Message } from '../repositories/messages.js'
import type { MessageOut } from '../schemas/message-schema.js'
import { raw } from './raw-mark.js'

/** A message as the API answers it, with its payload or without. */
export function messageOut (message: Message, withContent: boolean): Static<typeof MessageOut> {
  const { id, eventId, eventType, channels, tags, deliverAt, contentType } = message
  return {
    id,
    eventId,
    eventType,
    ...contentOf(message, withContent),
    ...(contentType !== undefined && { contentType }),
    channels,
    ...(tags && { tags }),
    ...(deliverAt !== null && { deliverAt: formatTimestamp(deliverAt) }),
    timestamp: formatTimestamp(messages.timestampOf(message))
  }
}

interface Content { payload: string, isRaw?: true, isExpired?: true, isUnavailable?: true }

const EXPIRED = '{"expired":true}'
const UNSEEN = '{"unavailable":true}'

/**
 * A payload given as rawPayload may be any text. SDKs read only objects, so another text is shown inside an object, and
 * marked as raw.
 */
function contentOf ({ payload, isUnseen, isJson }: Message, withContent: boolean): Content {
  if (!withContent) return { payload: raw('{}') }
  // The payload is not gone: another process may find it, and it may be delivered.
  if (isUnseen) return { payload: raw(UNSEEN), isUnavailable: true }
  if (!payload) return { payload: raw(EXPIRED), isExpired: true }
  const text = payload.toString()
  if (isJson && text.trimStart().startsWith('{')) return { payload: raw(minify(text)) }
  return { payload: raw(JSON.stringify({ rawPayload: text })), isRaw: true }
}
