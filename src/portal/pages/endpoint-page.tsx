import { api, asked, inApp, type Endpoint } from '../state/calls.js'
import { useAgain, useLoad } from '../state/loading.js'
import { now } from '../state/server-time.js'
import { duration } from '../state/times.js'
import { route, to } from '../state/address.js'
import { isWide } from '../state/room.js'
import { shows } from '../state/session.js'
import { number, w } from '../state/words.js'
import { Id } from '../parts/copy.js'
import { Failure, Show } from '../parts/states.js'
import { Split } from '../parts/split.js'
import { Title } from '../parts/title.js'
import { Url } from '../parts/url.js'
import { When } from '../parts/when.js'
import { EndpointActions } from './endpoint-actions.js'
import { EndpointHeaders } from './endpoint-headers.js'
import { EndpointHealth } from './endpoint-health.js'
import { EndpointHistory } from './endpoint-history.js'
import { EndpointLimit } from './endpoint-limit.js'
import { EndpointLog } from './endpoint-log.js'
import { EndpointSecret } from './endpoint-secret.js'
import { MessagePage } from './message-page.js'
import { useStats } from './endpoints.js'

// An open circuit is looked at again soon after its next probe.
const CIRCUIT_MS = 10_000
const SOON_MS = 2000

/** An endpoint: whether it gets requests, how they end, and its settings. */
export function EndpointPage ({ id }: { id: string }) {
  const endpoint = useLoad(`endpoint ${id}`, async () => await asked(api.GET('/api/v1/app/{app_id}/endpoint/{endpoint_id}', { params: { path: inApp({ endpoint_id: id }) } })))
  const url = endpoint.data?.url
  const circuit = endpoint.data?.circuit
  useAgain(circuit !== undefined, endpoint, Math.max(CIRCUIT_MS, circuit?.until === undefined ? 0 : Date.parse(circuit.until) - now() + SOON_MS))
  const { query } = route.value
  const message = isWide.value ? query.get('message') : null
  const back = { href: to(['endpoints', id], { view: query.get('view') ?? '' }), text: url ?? w('endpoint') }
  const page = (
    <>
      <Title text={url ?? w('endpoint')} heading={url === undefined ? undefined : <Url url={url} />} back={{ href: to('endpoints'), text: w('nav.endpoints') }}>
        {endpoint.data && <EndpointActions endpoint={endpoint.data} onChange={endpoint.reload} />}
      </Title>
      <Show of={endpoint}>
        {one => (
          <div class='columns'>
            <section aria-label={w('deliveries')}>
              <EndpointHealth endpoint={one} onChange={endpoint.reload} />
              <EndpointHistory id={one.id} />
              <EndpointLog id={one.id} />
            </section>
            {message === null && (
              <aside>
                <Numbers id={one.id} />
                <EndpointSecret id={one.id} />
                <Settings endpoint={one} />
                {/* Last, since it has its size only when it is there. */}
                <EndpointHeaders id={one.id} />
              </aside>
            )}
          </div>
        )}
      </Show>
    </>
  )
  return <Split label={w('message')} list={page} detail={message === null ? undefined : <MessagePage key={message} id={message} back={back} />} />
}

function Numbers ({ id }: { id: string }) {
  const stats = useStats(id)
  const of = stats.data?.undelivered
  return (
    <section aria-labelledby='numbers'>
      <h2 id='numbers'>{w('column.day')}</h2>
      {stats.error && <Failure error={stats.error} onRetry={stats.reload} />}
      <dl class='facts' aria-busy={stats.isLoading}>
        {(['pending', 'exhausted', 'canceled'] as const).map(one => <div key={one}><dt>{w(`stats.${one}`)}</dt><dd class='num'>{of ? number(of[one]) : '…'}</dd></div>)}
      </dl>
    </section>
  )
}

function Settings ({ endpoint }: { endpoint: Endpoint }) {
  const { id, uid, description, eventTypes, channels, throttleRate, retrySchedule, createdAt, updatedAt } = endpoint
  return (
    <section aria-labelledby='settings'>
      <h2 id='settings'>{w('settings')}</h2>
      <dl class='facts'>
        {description !== '' && <div><dt>{w('field.description')}</dt><dd><bdi>{description}</bdi></dd></div>}
        <div><dt>{w('field.types')}</dt><dd>{eventTypes ? <List of={eventTypes} /> : w('types.all')}</dd></div>
        {channels && shows('enableChannels') && <div><dt>{w('field.channels')}</dt><dd><List of={channels} /></dd></div>}
        <div><dt>{w('field.rate')}</dt><dd><EndpointLimit id={id} rate={throttleRate} /></dd></div>
        <div><dt>{w('field.schedule')}</dt><dd>{retrySchedule ? retrySchedule.map(seconds => duration(seconds * 1000)).join(', ') || w('schedule.none') : w('schedule.default')}</dd></div>
        <div><dt>{w('field.id')}</dt><dd><Id id={id} /></dd></div>
        {uid !== null && <div><dt>{w('field.uid')}</dt><dd><code class='all'>{uid}</code></dd></div>}
        <div><dt>{w('field.created')}</dt><dd><When at={createdAt} /></dd></div>
        <div><dt>{w('field.updated')}</dt><dd><When at={updatedAt} /></dd></div>
      </dl>
    </section>
  )
}

const List = ({ of }: { of: readonly string[] }) => <ul class='names'>{of.map(one => <li key={one}><code><bdi>{one}</bdi></code></li>)}</ul>
