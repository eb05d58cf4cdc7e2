import { Type } from '@sinclair/typebox'
import { IdOf, ListOf, Timestamp } from './common-schema.js'

export const ATTENTION_KINDS = [
  'circuit-open', 'endpoint-disabled', 'delivery-exhausted', 'task-failed', 'import-failed', 'import-refusals', 'proxy-failing'
] as const

const optional = Type.Optional

export const AttentionParams = Type.Object({
  attention_id: Type.String({ description: "The entry's id", examples: ['attn_1764464181000_circuit-open_ep_1srOrx2ZWZBpBUvZwXKQmoEYga2'] })
})

export const AttentionOut = Type.Object({
  id: Type.String({
    description: "The entry's id: it does not change while the problem lasts",
    examples: ['attn_1764464181000_circuit-open_ep_1srOrx2ZWZBpBUvZwXKQmoEYga2']
  }),
  kind: Type.Unsafe<typeof ATTENTION_KINDS[number]>({ type: 'string', enum: [...ATTENTION_KINDS], description: 'The kind of problem' }),
  appId: optional(IdOf('app_', 'application')),
  appUid: optional(Type.String({ description: "The application's uid, if it has one" })),
  appName: optional(Type.String({ description: "The application's name" })),
  endpointId: optional(IdOf('ep_', 'endpoint')),
  endpointUrl: optional(Type.String({ description: "The endpoint's URL, without a login" })),
  messageId: optional(IdOf('msg_', 'latest exhausted message')),
  taskId: optional(IdOf('qtask_', 'task')),
  importId: optional(IdOf('qtask_', 'import')),
  count: optional(Type.Integer({ description: 'How many messages were exhausted, or entries refused' })),
  since: { ...Timestamp, description: 'When it began' },
  last: { ...Timestamp, description: 'When it was seen last' },
  reason: Type.String({ description: 'One sentence on what happened' })
}, { title: 'AttentionOut' })

export const AttentionList = ListOf(AttentionOut, 'ListResponse_AttentionOut_')
