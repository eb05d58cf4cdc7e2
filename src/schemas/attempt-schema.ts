import { Type } from '@sinclair/typebox'
import { IdOf, ListOf, MapOf, Nullable, Timestamp } from './common-schema.js'
import { FAILURES } from './delivery-schema.js'
import { EndpointOut } from './endpoint-schema.js'
import { MessageOut } from './message-schema.js'

export const STATUS_TEXTS = ['success', 'pending', 'fail', 'sending', 'canceled'] as const

export const Status = Type.Unsafe<0 | 1 | 2 | 3 | 4>({
  type: 'integer',
  enum: [0, 1, 2, 3, 4],
  description: 'Success, pending, fail, sending, canceled; canceled is shown only when the query asks for it'
})
export const StatusText = Type.Unsafe<typeof STATUS_TEXTS[number]>({ type: 'string', enum: [...STATUS_TEXTS] })

export const AttemptOut = Type.Object({
  id: IdOf('atmpt_', 'attempt'),
  msgId: IdOf('msg_', 'message'),
  endpointId: IdOf('ep_', 'endpoint'),
  eventType: Type.String({ description: 'Of its message', examples: ['invoice.paid'] }),
  url: Type.String({ description: 'The URL that the request used' }),
  status: Status,
  statusText: StatusText,
  responseStatusCode: Type.Integer({ description: '0 when there was no HTTP answer', examples: [200] }),
  response: Type.String({ description: "The start of the answer's body, or why there was no answer" }),
  responseDurationMs: Type.Integer(),
  failure: Type.Optional(Type.Unsafe<typeof FAILURES[number]>({
    type: 'string',
    enum: [...FAILURES],
    description: 'Why there was no HTTP answer'
  })),
  triggerType: Type.Unsafe<0 | 1>({ type: 'integer', enum: [0, 1], description: 'Scheduled, manual' }),
  msg: Type.Optional(MessageOut),
  timestamp: Timestamp
}, { title: 'MessageAttemptOut' })

export const AttemptHeadersOut = Type.Object({
  sentHeaders: MapOf(Type.String(), {
    description: 'As the request had them, or would have had them where no connection was made; `***` in the place of what is sensitive',
    examples: [{ 'webhook-id': 'msg_1srOrx2ZWZBpBUvZwXKQmoEYga2', 'content-type': 'application/json', authorization: '***' }]
  }),
  responseHeaders: Type.Array(Type.Array(Type.String(), { minItems: 2, maxItems: 2 }), {
    description: 'Names in lower case, and values, in the order of the answer; `***` in the place of what is sensitive',
    examples: [[['content-type', 'application/json'], ['set-cookie', '***']]]
  }),
  sensitive: Type.Array(Type.String(), {
    description: 'Names of the headers whose values are not shown',
    examples: [['authorization', 'set-cookie']]
  }),
  isCut: Type.Boolean({ description: 'Whether some headers are not kept, or the last value is not whole' })
}, { title: 'MessageAttemptHeadersOut' })

export const AttemptList = ListOf(AttemptOut, 'ListResponse_MessageAttemptOut_')

const Progress = { status: Status, statusText: StatusText }

export const AttemptedMessageOut = Type.Object({
  ...MessageOut.properties,
  ...Progress,
  nextAttempt: Type.Optional(Timestamp)
}, { title: 'EndpointMessageOut' })

export const AttemptedMessageList = ListOf(AttemptedMessageOut, 'ListResponse_EndpointMessageOut_')

const { metadata: _, ...endpointFields } = EndpointOut.properties

export const DestinationOut = Type.Object({
  ...endpointFields,
  ...Progress,
  nextAttempt: Nullable(Timestamp)
}, { title: 'MessageEndpointOut' })

export const DestinationList = ListOf(DestinationOut, 'ListResponse_MessageEndpointOut_')
