import type { AttributesOf } from './attributes.js'

/**
 * A row of a problem that may need a person. It is stored beside the tasks of its organization, under an id that begins with
 * `attn_`. The state of its endpoint or task decides whether the problem exists.
 */
export interface AttentionItem {
  orgId: string
  id: string
  appId?: string
  endpointId?: string
  /** The task or import that it is about. */
  taskId?: string
  /** How many messages were exhausted. */
  count?: number
  /** The latest of them. */
  messageId?: string
  /** When the proxy began to fail, Unix ms. */
  since?: number
  /** When it happened last, Unix ms. */
  last?: number
  /** A person has seen it: it is not listed any more. */
  isDismissed?: boolean
  expiresAt: number
}

export const attentionAttributes = {
  appId: String, endpointId: String, taskId: String, count: Number, messageId: String, since: Number, last: Number, isDismissed: Boolean
} satisfies AttributesOf<Omit<AttentionItem, 'orgId' | 'id' | 'expiresAt'>>
