import { Type } from '@sinclair/typebox'
import { AppParams, IdOf, Timestamp } from './common-schema.js'

export const ImportParams = Type.Object({
  ...AppParams.properties,
  import_id: Type.String({ description: "The import's id", examples: ['qtask_1srOrx2ZWZBpBUvZwXKQmoEYga2'] })
})

const STATUSES = ['waiting', 'running', 'finished', 'failed'] as const

const fields = {
  id: IdOf('qtask_', 'import'),
  status: Type.Unsafe<typeof STATUSES[number]>({
    type: 'string',
    enum: [...STATUSES],
    description: '`waiting`: for its file. `failed`: no entry after the counted ones was accepted'
  }),
  entries: Type.Integer({ description: 'The number of entries read so far' }),
  accepted: Type.Integer({ description: 'The number of entries accepted as messages' }),
  refused: Type.Integer({ description: 'The number of entries refused; the report has the reasons' }),
  reason: Type.Optional(Type.String({ description: 'Why the import failed' })),
  updatedAt: Timestamp
}

export const ImportOut = Type.Object(fields, { title: 'ImportOut' })

export const ImportBegun = Type.Object({
  ...fields,
  uploadUrl: Type.String({
    description: 'The URL that takes the file as the body of one request, without a token: NDJSON, a JSON array or CSV ' +
      '(`eventType,payload,eventId,channels,tags,payloadRetentionPeriod,deliverAt,idempotencyKey`), UTF-8, ' +
      'optionally compressed with gzip. Each entry has the form of a message in a batch',
    examples: ['https://uploads.example.com/inbox/org_1/app_1/qtask_1?signature=x']
  }),
  method: Type.Unsafe<'PUT'>({ type: 'string', enum: ['PUT'], description: 'The method of the upload request' }),
  expiresAt: { ...Timestamp, description: 'Until when the file may be uploaded' }
}, { title: 'ImportBegun' })
