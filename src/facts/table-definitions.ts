/** A table: what the models, the deployment and the doctor go by. Attributes besides keys are in `src/models`. */
export interface Table {
  hash: string
  range?: string
  /** By name; all are of all attributes or of keys only. */
  indexes?: Record<string, { hash: string, range: string, projects: 'ALL' | 'KEYS_ONLY' }>
  /** Attributes of the keys that are numbers; all others are strings. */
  numbers?: string[]
  /** New items are announced on a stream. */
  hasStream?: boolean
  /** Its items carry no `EXPIRY`. */
  neverExpires?: boolean
}

/** The attribute that says when an item may be dropped, Unix seconds. DynamoDB's TTL deletes late, so readers check it too. */
export const EXPIRY = 'expiresAt'

/** The sparse index of what waits: its shards, and the time in Unix milliseconds. Empty when nothing waits. */
export const DUE = { hash: 'dueShard', range: 'dueAt', projects: 'KEYS_ONLY' } as const

/** One model, one table; the physical name is a prefix and this name. */
export const TABLES = {
  aliases: { hash: 'key' },
  applications: { hash: 'orgId', range: 'id' },
  attempts: { hash: 'msgId', range: 'id', indexes: { byEndpoint: { hash: 'endpointId', range: 'id', projects: 'ALL' } } },
  deliveries: { hash: 'endpointId', range: 'msgId', indexes: { due: DUE }, numbers: ['dueAt'] },
  endpoints: { hash: 'appId', range: 'id' },
  'event-types': { hash: 'orgId', range: 'name', neverExpires: true },
  labels: { hash: 'label', range: 'id' },
  messages: {
    hash: 'list',
    range: 'id',
    indexes: { byType: { hash: 'typeKey', range: 'id', projects: 'KEYS_ONLY' }, due: DUE },
    numbers: ['dueAt'],
    hasStream: true
  },
  tasks: { hash: 'orgId', range: 'id', indexes: { due: DUE }, numbers: ['dueAt'] },
  throttles: { hash: 'key' }
} as const satisfies Record<string, Table>

export type TableName = keyof typeof TABLES

type NamesOf<T> = T extends { indexes: infer I } ? keyof I : never

/** The name of an index of any table. */
export type IndexName = NamesOf<typeof TABLES[TableName]>
