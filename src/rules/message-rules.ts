import type { Static } from '@sinclair/typebox'
import { invalid } from '../errors.js'
import type { ParsedBody } from '../lib/raw-json.js'
import { parseTimestamp } from '../lib/time.js'
import type { MessageIn } from '../schemas/message-schema.js'
import type { NewMessage } from '../delivery/accept/accept.js'

/** A message from a request. Its payload is the exact text from the body (contract 2.6). */
export function newMessage (
  input: Static<typeof MessageIn>,
  body: Pick<ParsedBody, 'rawMember'>,
  idempotencyKey: string | undefined
): NewMessage {
  const { eventType, eventId, channels, tags, deliverAt, transformationsParams } = input
  const contentType = contentTypeOf(transformationsParams?.headers)
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
    retentionDays: retentionOf(input),
    ...(contentType !== undefined && { contentType }),
    idempotencyKey
  }
}

function retentionOf ({ payloadRetentionPeriod: days, payloadRetentionHours: hours }: Static<typeof MessageIn>): number | undefined {
  if (hours == null) return days
  if (days !== undefined) {
    throw invalid(['body', 'payloadRetentionHours'], 'payloadRetentionPeriod and payloadRetentionHours exclude each other')
  }
  return hours / 24
}

const MEDIA_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+*-]+( *; *[\w-]+=([\w!#$&'*+.^`|~:/-]+|"[\w !#$&'()*+,./:;<=>?@[\]^`{|}~-]*"))*$/

/** The content type in the headers of a raw payload. Throws 422 for any other header, because it would not be sent. */
function contentTypeOf (headers: Record<string, string> | null | undefined): string | undefined {
  let found: string | undefined
  for (const [name, value] of Object.entries(headers ?? {})) {
    const loc = ['body', 'transformationsParams', 'headers', name]
    if (name.toLowerCase() !== 'content-type') throw invalid(loc, 'only the content-type of a message can be set')
    if (value.length > 256 || !MEDIA_TYPE.test(value)) throw invalid(loc, 'must be a media type such as application/xml')
    if (found !== undefined && found !== value) throw invalid(loc, 'is given twice')
    found = value
  }
  return found
}

function payloadText (input: Static<typeof MessageIn>, body: Pick<ParsedBody, 'rawMember'>): string {
  if (input.payload !== undefined && input.data !== undefined) {
    throw invalid(['body', 'data'], 'payload and data are two names of one field', 'value_error.jsondecode')
  }
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
