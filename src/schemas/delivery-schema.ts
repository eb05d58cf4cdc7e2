import { Type } from '@sinclair/typebox'
import { IdOf, ListOf, Nullable, Timestamp } from './common-schema.js'

export const DELIVERY_STATES = ['pending', 'succeeded', 'exhausted', 'canceled'] as const
const OBSTACLES = [
  'scheduled', 'retry', 'circuit', 'retry-after', 'rate', 'proxy', 'payload', 'disabled', 'deleted', 'turn', 'attempt'
] as const
const FAILURES = ['timeout', 'blocked', 'dns', 'connection', 'tls', 'protocol'] as const

const WAITS_FOR = 'What the next attempt waits for; null when none is to come. ' +
  '`scheduled`: its `deliverAt`. `retry`: the retry schedule. ' +
  '`circuit`: the circuit of its endpoint is open. `retry-after`: the endpoint asked to be left alone. `rate`: a `throttleRate`. ' +
  '`proxy`: our own proxy fails. `payload`: its payload is kept and was not found. ' +
  '`disabled`, `deleted`: its endpoint is, and it is canceled at that time unless the endpoint is enabled. ' +
  '`turn`: it is due, and others are before it. `attempt`: one is being made.'

export const State = Type.Unsafe<typeof DELIVERY_STATES[number]>({
  type: 'string',
  enum: [...DELIVERY_STATES],
  description: '`pending`: an attempt is to come. `succeeded`: the endpoint took it. ' +
    '`exhausted`: all attempts of the schedule failed. `canceled`: it was given up, see `reason`.'
})

export const DeliveryOut = Type.Object({
  msgId: IdOf('msg_', 'message'),
  endpointId: IdOf('ep_', 'endpoint'),
  eventType: Type.String(),
  channels: Nullable(Type.Array(Type.String())),
  state: State,
  reason: Nullable(Type.String({ description: 'Why it was canceled' })),
  waitsFor: Nullable(Type.Unsafe<typeof OBSTACLES[number]>({ type: 'string', enum: [...OBSTACLES], description: WAITS_FOR })),
  nextAttempt: Nullable({ ...Timestamp, description: 'When it is attempted, or looked at, next; never in the past' }),
  attempts: Type.Integer({ description: 'Attempts made on schedule' }),
  manualAttempts: Type.Integer({ description: 'Attempts made by hand: resends, recoveries, replays' }),
  lastAttempt: Nullable(Type.Object({
    id: IdOf('atmpt_', 'attempt'),
    status: Type.Unsafe<0 | 2>({ type: 'integer', enum: [0, 2], description: 'Success, fail' }),
    responseStatusCode: Type.Integer({ description: '0 when there was no HTTP answer' }),
    failure: Nullable(Type.Unsafe<typeof FAILURES[number]>({
      type: 'string',
      enum: [...FAILURES],
      description: 'Why there was no HTTP answer'
    })),
    triggerType: Type.Unsafe<0 | 1>({ type: 'integer', enum: [0, 1], description: 'Scheduled, manual' }),
    timestamp: Timestamp
  })),
  timestamp: { ...Timestamp, description: "The message's" }
}, { title: 'DeliveryOut', description: 'One message on its way to one endpoint' })

export const DeliveryList = ListOf(DeliveryOut, 'ListResponse_DeliveryOut_')
