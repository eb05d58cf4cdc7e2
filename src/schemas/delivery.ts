import { Type } from '@sinclair/typebox'
import { IdOf, ListOf, Nullable, Timestamp } from './common.js'

export const DELIVERY_STATES = ['pending', 'succeeded', 'exhausted', 'canceled'] as const

export const State = Type.Unsafe<typeof DELIVERY_STATES[number]>({ type: 'string', enum: [...DELIVERY_STATES], description: 'How far it got' })

export const DeliveryOut = Type.Object({
  msgId: IdOf('msg_', 'message'),
  endpointId: IdOf('ep_', 'endpoint'),
  eventType: Type.String(),
  channels: Nullable(Type.Array(Type.String())),
  state: State,
  reason: Nullable(Type.String({ description: 'Why it was canceled' })),
  attempts: Type.Integer({ description: 'Attempts made on schedule' }),
  nextAttempt: Nullable(Timestamp),
  lastAttempt: Nullable(Type.Object({ id: IdOf('atmpt_', 'attempt'), responseStatusCode: Type.Integer(), status: Type.Unsafe<0 | 2>({ type: 'integer', enum: [0, 2] }) })),
  timestamp: { ...Timestamp, description: "The message's" }
}, { title: 'DeliveryOut', description: 'One message on its way to one endpoint' })

export const DeliveryList = ListOf(DeliveryOut, 'ListResponse_DeliveryOut_')
