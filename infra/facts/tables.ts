/** A table as it is deployed. The models (src/models) say what these are; a test compares them. */
export interface Table {
  hash: string
  range?: string
  /** By name; all are of all attributes or of keys only. */
  indexes?: Record<string, { hash: string, range: string, projects: 'ALL' | 'KEYS_ONLY' }>
  /** Attributes of the keys that are numbers; all others are strings. */
  numbers?: string[]
  /** New items are announced on a stream. */
  hasStream?: boolean
  /** Items that never expire carry no `expiresAt`. */
  neverExpires?: boolean
}

/** Every shard of what waits, by its time; an item that waits for nothing is not in it. */
const due = { hash: 'dueShard', range: 'dueAt', projects: 'KEYS_ONLY' } as const

export const TABLES = {
  aliases: { hash: 'key' },
  applications: { hash: 'orgId', range: 'id' },
  attempts: { hash: 'msgId', range: 'id', indexes: { byEndpoint: { hash: 'endpointId', range: 'id', projects: 'ALL' } } },
  deliveries: { hash: 'endpointId', range: 'msgId', indexes: { due }, numbers: ['dueAt'] },
  endpoints: { hash: 'appId', range: 'id' },
  'event-types': { hash: 'orgId', range: 'name', neverExpires: true },
  labels: { hash: 'label', range: 'id' },
  messages: {
    hash: 'list', range: 'id', indexes: { byType: { hash: 'typeKey', range: 'id', projects: 'KEYS_ONLY' }, due }, numbers: ['dueAt'], hasStream: true
  },
  tasks: { hash: 'orgId', range: 'id', indexes: { due }, numbers: ['dueAt'] },
  throttles: { hash: 'key' }
} as const satisfies Record<string, Table>

export type TableName = keyof typeof TABLES
