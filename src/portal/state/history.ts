import { api, asked, inApp, type Buckets } from './calls.js'
import { now } from './server-time.js'
import { useAgain, useLoad } from './loading.js'
import type { Word } from './words.js'

const HOUR_MS = 3_600_000
const GO_ON_MS = 500

/** The times that a chart can show, and how long one of its buckets is. */
export const SPANS = {
  '24h': { period: 'OneHour', ms: 23 * HOUR_MS },
  '7d': { period: 'OneHour', ms: 167 * HOUR_MS },
  '30d': { period: 'OneDay', ms: 29 * 24 * HOUR_MS }
} as const
export type Span = keyof typeof SPANS

/** How the attempts to an endpoint ended in a time, counted in buckets; while the server still counts, it is asked to go on. */
export function useHistory (endpointId: string, span: Span) {
  const loaded = useLoad<Buckets>(`history ${endpointId} ${span}`, async () => {
    const query = { endpointId, period: SPANS[span].period, startDate: since(span) }
    return await asked(api.GET('/api/v1/stats/app/{app_id}/attempt', { params: { path: inApp({}), query } }))
  })
  useAgain(loaded.data?.complete === false, loaded, GO_ON_MS)
  return loaded
}

const since = (span: Span) => new Date(now() - SPANS[span].ms).toISOString()

/** The last day of each of these endpoints, in one call. */
export function useDays (ids: readonly string[]) {
  const loaded = useLoad<Buckets>(`days ${ids.join()}`, async () => {
    const query = { endpointIds: [...ids], startDate: since('24h') }
    return await asked(api.GET('/api/v1/stats/app/{app_id}/attempt', { params: { path: inApp({}), query } }))
  })
  useAgain(loaded.data?.complete === false, loaded, GO_ON_MS)
  return loaded
}

export const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0)

const KINDS: Readonly<Record<string, Word>> = {
  '1xx': 'failure.protocol',
  '2xx': 'failure.protocol',
  '3xx': 'failure.redirect',
  '4xx': 'failure.client',
  '5xx': 'failure.server',
  other: 'failure.none'
}

/** The kinds of failure of a time in words, with how often each was; the most frequent first. */
export function kindsOf ({ failures }: Pick<Buckets, 'failures'>): Array<{ word: Word, kind: string, count: number }> {
  return Object.entries(failures)
    .map(([kind, counts]) => ({ kind, word: KINDS[kind] ?? `failure.${kind}` as Word, count: sumOf(counts) }))
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => b.count - a.count)
}
