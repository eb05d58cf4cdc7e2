import { api, asked, inApp, type RateLimit } from '../state/calls.js'
import { useAgain, useLoad } from '../state/loading.js'
import { duration } from '../state/times.js'
import { counted, number, w } from '../state/words.js'
import { When } from '../parts/when.js'

const AGAIN_MS = 10_000

/** What limits an endpoint, what was sent to it lately, and what waits: asked again while something waits. */
export function EndpointLimit ({ id, rate }: { id: string, rate: number | null }) {
  const loaded = useLoad(`limit ${id} ${rate}`, async () => await asked(api.GET('/api/v1/app/{app_id}/endpoint/{endpoint_id}/rate-limit-status', { params: { path: inApp({ endpoint_id: id }) } })))
  const { data } = loaded
  useAgain(data?.status === 'throttled', loaded, AGAIN_MS)
  const { limits = [], sent } = data ?? {}
  return (
    <>
      <p>{rate === null ? w('rate.unlimited') : counted('rate.second', rate)}</p>
      {limits.filter(one => one.of !== 'endpoint').map(({ of, rate }) => <p key={of}>{counted('rate.second', rate)} {w(`limit.${of as 'application' | 'circuit'}`)}</p>)}
      {loaded.isLoading && rate !== null && <><p class='quiet'>…</p><p class='quiet'>…</p></>}
      {sent && <p class='quiet'>{w('limit.sent', { time: duration(sent.seconds * 1000), count: `${number(sent.count)}${sent.more ? '+' : ''}` })}</p>}
      {sent && <Waiting of={data!} />}
    </>
  )
}

function Waiting ({ of: { limits, throttledSince } }: { of: RateLimit }) {
  const waiting = Math.max(...limits.map(one => one.waiting))
  const clearAt = limits.map(one => one.clearAt ?? '').toSorted().at(-1)!
  if (throttledSince === null) return <p class='quiet'>{w('limit.none')}</p>
  return (
    <>
      <p class='strong'>{w('limit.waiting', { count: number(waiting) })}</p>
      <p class='quiet'>{w('health.since')} <When at={throttledSince} /> · {w('limit.clear')} <When at={clearAt} isDue /></p>
    </>
  )
}
