import { Type } from '@sinclair/typebox'
import { IdOf, ListOf, Nullable, Timestamp } from './common-schema.js'

export const DELIVERY_STATES = ['pending', 'succeeded', 'exhausted', 'canceled'] as const
const OBSTACLES = [
  'scheduled', 'retry', 'circuit', 'retry-after', 'rate', 'proxy', 'payload', 'disabled', 'deleted', 'held', 'turn', 'attempt'
] as const
export const FAILURES = ['timeout', 'blocked', 'dns', 'connection', 'tls', 'protocol'] as const

const WAITS_FOR = 'What the next attempt waits for; null when no attempt follows. ' +
  '`scheduled`: its `deliverAt`. `retry`: the retry schedule. ' +
  '`circuit`: the circuit of its endpoint is open. `retry-after`: the endpoint asked for a pause. `rate`: a `throttleRate`. ' +
  '`proxy`: the proxy of this server fails. `payload`: its payload is kept but was not found. ' +
  '`disabled`, `deleted`: its endpoint is; at `nextAttempt` the delivery is canceled, unless the endpoint is enabled by then. ' +
  '`held`: the server runs on a restored copy and sends nothing until an operator lets it go on; `nextAttempt` is null. ' +
  '`turn`: it is due, and other deliveries come first. `attempt`: an attempt is in progress.'

export const State = Type.Unsafe<typeof DELIVERY_STATES[number]>({
  type: 'string',
  enum: [...DELIVERY_STATES],
  description: '`pending`: an attempt follows. `succeeded`: the endpoint accepted it. ' +
    '`exhausted`: all attempts of the schedule failed. `canceled`: it was stopped, see `reason`.'
})

export const DeliveryOut = Type.Object({
  msgId: IdOf('msg_', 'message'),
  endpointId: IdOf('ep_', 'endpoint'),
  eventType: Type.String(),
  channels: Nullable(Type.Array(Type.String())),
  state: State,
  reason: Nullable(Type.String({ description: 'Why the delivery was canceled' })),
  waitsFor: Nullable(Type.Unsafe<typeof OBSTACLES[number]>({ type: 'string', enum: [...OBSTACLES], description: WAITS_FOR })),
  nextAttempt: Nullable({ ...Timestamp, description: 'When the delivery is attempted or checked next; never in the past' }),
  attempts: Type.Integer({ description: 'The number of scheduled attempts made' }),
  manualAttempts: Type.Integer({ description: 'The number of manual attempts made: resends, recoveries, replays' }),
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
  timestamp: { ...Timestamp, description: 'When the message was created' }
}, { title: 'DeliveryOut', description: 'A delivery: one message on its way to one endpoint' })

export const DeliveryList = ListOf(DeliveryOut, 'ListResponse_DeliveryOut_')
