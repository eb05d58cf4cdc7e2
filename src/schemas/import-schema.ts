import { Type } from '@sinclair/typebox'
import { IdOf, Timestamp } from './common-schema.js'

const STATUSES = ['waiting', 'running', 'finished', 'failed'] as const

const fields = {
  id: IdOf('qtask_', 'import'),
  status: Type.Unsafe<typeof STATUSES[number]>({
    type: 'string',
    enum: [...STATUSES],
    description: '`waiting` for its file; `failed`: nothing that follows the counted entries was accepted'
  }),
  entries: Type.Integer({ description: 'Entries that were read so far' }),
  accepted: Type.Integer({ description: 'Of these, the messages that were accepted' }),
  refused: Type.Integer({ description: 'Of these, what was refused; the report says why' }),
  reason: Type.Optional(Type.String({ description: 'Why it failed' })),
  updatedAt: Timestamp
}

export const ImportOut = Type.Object(fields, { title: 'ImportOut' })

export const ImportBegun = Type.Object({
  ...fields,
  uploadUrl: Type.String({
    description: 'Takes the file as the body of one request, without a token: NDJSON, a JSON array or CSV ' +
      '(`eventType,payload,eventId,channels,tags,payloadRetentionPeriod,deliverAt,idempotencyKey`), UTF-8, ' +
      'also compressed with gzip; an entry is what a batch takes as a message',
    examples: ['https://uploads.example.com/inbox/org_1/app_1/qtask_1?signature=x']
  }),
  method: Type.Unsafe<'PUT'>({ type: 'string', enum: ['PUT'], description: 'How to send it there' }),
  expiresAt: { ...Timestamp, description: 'Until when it may be sent' }
}, { title: 'ImportBegun' })
