import type { Static } from '@sinclair/typebox'
import { formatTimestamp } from '../lib/time.js'
import type { Summed } from '../repositories/attempt-buckets.js'
import { addSums, noSums, quantileOf, type Sums } from '../repositories/attempt-sums.js'
import type { Buckets } from '../rules/statistics-rules.js'
import type { AttemptSeries } from '../schemas/statistics-schema.js'

/** What attempts came to in each bucket, as the API answers it: of one endpoint, or of several together. */
export function seriesOut (summed: readonly Summed[], { since, until, bucketMs }: Buckets): Static<typeof AttemptSeries> {
  const buckets = Array.from({ length: (until - since) / bucketMs }, noSums)
  for (const { slots } of summed) for (const [at, sums] of slots) addSums(buckets[Math.floor((at - since) / bucketMs)]!, sums)
  const kinds = [...new Set(buckets.flatMap(({ kinds }) => Object.keys(kinds)))].sort()
  return {
    successCount: buckets.map(({ success }) => success),
    failureCount: buckets.map(({ fail }) => fail),
    canceledCount: buckets.map(() => 0),
    latencyP50: quantiles(buckets, 0.5),
    latencyP95: quantiles(buckets, 0.95),
    failures: Object.fromEntries(kinds.map(kind => [kind, buckets.map(sums => sums.kinds[kind] ?? 0)])),
    complete: summed.every(({ isComplete }) => isComplete)
  }
}

const quantiles = (buckets: readonly Sums[], share: number) => buckets.map(sums => quantileOf(sums, share))

/** When each bucket begins. */
export const bucketStarts = ({ since, until, bucketMs }: Buckets): string[] =>
  Array.from({ length: (until - since) / bucketMs }, (_, nth) => formatTimestamp(since + nth * bucketMs))
