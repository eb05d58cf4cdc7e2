/** Write units of DynamoDB, indexes included: `test/repositories/write-budget.test.ts` measures them. The payload has 1 KB. */
export const WRITE_UNITS = {
  /** A message with an idempotency key to one endpoint, whose first attempt succeeds soon. */
  delivered: 5,
  /** What a payload that its message outlives takes more, in an item of its own: one, or none where the message's item fills a unit. */
  ownItem: 1,
  /** A message that no endpoint wants. */
  unwanted: 2,
  /** A delivery that is exhausted after the 8 attempts of the default schedule, with answers that compress to less than 1 KB. */
  exhausted: 48,
  /** The same with answers that do not compress. */
  exhaustedWithNoise: 56
} as const
