import type { TableName } from '../../models/models.js'

/**
 * What a restore brings back, in this order. Deliveries come before their messages: the stream announces a message that is put back, and
 * fan-out then finds what was delivered already. Throttles are left out: they hold for seconds.
 */
export const RESTORED = [
  'aliases', 'applications', 'event-types', 'endpoints', 'labels', 'attempts', 'deliveries', 'tasks', 'messages'
] as const satisfies readonly TableName[]

export type RestoredTable = typeof RESTORED[number]
