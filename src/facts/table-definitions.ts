/** A table, as models, deployment and doctor read it. Attributes that are not keys are in `src/models`. */
export interface Table {
  hash: string
  range?: string
  /** By name. An index has the keys, and the attributes that it projects. */
  indexes?: Record<string, { hash: string, range: string, projects: readonly string[] }>
  /** The key attributes that are numbers; all others are strings. */
  numbers?: string[]
  /** Whether a stream announces new items. */
  hasStream?: boolean
  /** Whether its items have no `EXPIRY`. */
  neverExpires?: boolean
}

/**
 * The attribute with the time after which an item may be deleted, Unix seconds. DynamoDB's TTL deletes late, so readers
 * check it too.
 */
export const EXPIRY = 'expiresAt'

/** The sparse index of due entries: a shard, and the time in Unix ms. An item without a due entry is not in it. */
export const DUE = { hash: 'dueShard', range: 'dueAt', projects: [] } as const

/**
 * The parts (hash keys) of each index `due`. A number may be raised: an entry names its part, and readers read all parts. Lower it only
 * when nothing is due. One part takes about 1,000 writes a second; docs/limits.md says what needs how many.
 */
export const DUE_SHARDS = { deliveries: 16, messages: 4, tasks: 4 } as const

/** A table whose items may have a due entry. */
export type DueTable = keyof typeof DUE_SHARDS

/**
 * The sparse index of deliveries that have not succeeded: an application with a state, by message and endpoint. What its first attempt
 * delivers is never in it, so that a success writes no more.
 */
export const UNDELIVERED = { hash: 'stateKey', range: 'pairKey', projects: [] } as const

/** All tables. The physical name is a prefix followed by this name. */
export const TABLES = {
  aliases: { hash: 'key' },
  applications: { hash: 'orgId', range: 'id' },
  attempts: { hash: 'msgId', range: 'id', indexes: { byEndpoint: { hash: 'endpointId', range: 'id', projects: ['data'] } } },
  deliveries: { hash: 'endpointId', range: 'msgId', indexes: { due: DUE, undelivered: UNDELIVERED }, numbers: ['dueAt'] },
  endpoints: { hash: 'appId', range: 'id' },
  'event-types': { hash: 'orgId', range: 'name', neverExpires: true },
  labels: { hash: 'label', range: 'id' },
  messages: {
    hash: 'list',
    range: 'id',
    indexes: { byType: { hash: 'typeKey', range: 'id', projects: [] }, due: DUE },
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

/** An index's projection, as requests to DynamoDB and templates name it. */
export const projectionOf = (projects: readonly string[]) => projects.length === 0
  ? { type: 'KEYS_ONLY' as const }
  : { type: 'INCLUDE' as const, attributes: [...projects] }
