import type { Static } from '@sinclair/typebox'
import { invalid } from '../errors.js'
import type { ParsedBody } from '../lib/raw-json.js'
import { parseTimestamp } from '../lib/time.js'
import type { MessageIn } from '../schemas/message.js'
import type { NewMessage } from './accept.js'

/** A message as a request describes it; its payload is the very text that stood in the body (contract 2.6). */
export function newMessage (input: Static<typeof MessageIn>, body: Pick<ParsedBody, 'rawMember'>, idempotencyKey: string | undefined): NewMessage {
  const { eventType, eventId, channels, tags, deliverAt, payloadRetentionPeriod, transformationsParams } = input
  const given = payloadText(input, body)
  const payload = transformationsParams?.rawPayload ?? given
  return {
    eventType,
    eventId: eventId ?? null,
    channels: channels ? [...new Set(channels)] : null,
    tags: tags && tags.length > 0 ? tags : null,
    deliverAt: deliverAt ? parseTimestamp(deliverAt)! : null,
    onlyEndpointId: null,
    payload: Buffer.from(payload),
    isJson: transformationsParams?.rawPayload == null || isJson(payload),
    retentionDays: payloadRetentionPeriod ?? 90,
    idempotencyKey
  }
}

function payloadText (input: Static<typeof MessageIn>, body: Pick<ParsedBody, 'rawMember'>): string {
  if (input.payload !== undefined && input.data !== undefined) throw invalid(['body', 'data'], 'payload and data are two names of one field', 'value_error.jsondecode')
  const text = body.rawMember('payload') ?? body.rawMember('data')
  if (text === undefined) throw invalid(['body'], "missing field 'payload'", 'value_error.jsondecode')
  return text
}

function isJson (text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
