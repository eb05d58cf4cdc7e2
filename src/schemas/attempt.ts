import { Type } from '@sinclair/typebox'
import { IdOf, ListOf, Timestamp } from './common.js'

export const STATUS_TEXTS = ['success', 'pending', 'fail', 'sending'] as const

export const Status = Type.Unsafe<0 | 1 | 2 | 3>({ type: 'integer', enum: [0, 1, 2, 3], description: 'Success, pending, fail, sending' })
export const StatusText = Type.Unsafe<typeof STATUS_TEXTS[number]>({ type: 'string', enum: [...STATUS_TEXTS] })

export const AttemptOut = Type.Object({
  id: IdOf('atmpt_', 'attempt'),
  msgId: IdOf('msg_', 'message'),
  endpointId: IdOf('ep_', 'endpoint'),
  url: Type.String({ description: 'As used' }),
  status: Status,
  statusText: StatusText,
  responseStatusCode: Type.Integer({ description: '0 when there was no HTTP answer', examples: [200] }),
  response: Type.String({ description: "The start of the answer's body, or why there is none" }),
  responseDurationMs: Type.Integer(),
  triggerType: Type.Unsafe<0 | 1>({ type: 'integer', enum: [0, 1], description: 'Scheduled, manual' }),
  timestamp: Timestamp
}, { title: 'MessageAttemptOut' })

export const AttemptList = ListOf(AttemptOut, 'ListResponse_MessageAttemptOut_')
