/** The hash key of a table. */
export const hashKey = { type: String, hashKey: true, required: true }

/** The range key of a table. */
export const rangeKey = { type: String, rangeKey: true, required: true }

/** When the item may be dropped, in Unix seconds: DynamoDB's TTL deletes late, so readers check it too. */
export const expiresAt = { type: Number }

/** The sparse index `due`: only an item that waits for something carries these two, so it is empty when nothing waits. */
export const due = {
  dueShard: { type: String, index: { name: 'due', type: 'global' as const, rangeKey: 'dueAt', project: false } },
  /** Unix milliseconds. */
  dueAt: { type: Number }
}

export interface Due { dueShard?: string, dueAt?: number }
