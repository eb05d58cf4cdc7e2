export const MINUTE_MS = 60_000
export const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS
export const DAY_SECONDS = DAY_MS / 1000

/** How long an idempotency key is kept, ms (contract 1.7). */
export const IDEMPOTENCY_MS = 12 * HOUR_MS

/** The longest time that data of a message is kept, from its creation; also the default retention. */
export const RETENTION_DAYS = 90
export const RETENTION_MS = RETENTION_DAYS * DAY_MS
