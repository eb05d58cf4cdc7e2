import { api, asked, inApp, type Endpoint } from '../state/calls.js'
import { useLoad } from '../state/loading.js'
import { isByHand, stateOfEndpoint } from '../state/outcomes.js'
import { duration } from '../state/times.js'
import { route, to } from '../state/address.js'
import { isWide } from '../state/room.js'
import { shows } from '../state/session.js'
import { number, w } from '../state/words.js'
import { Id } from '../parts/copy.js'
import { Mark } from '../parts/mark.js'
import { Show } from '../parts/states.js'
import { Split } from '../parts/split.js'
import { Title } from '../parts/title.js'
import { Url } from '../parts/url.js'
import { When } from '../parts/when.js'
import { EndpointActions } from './endpoint-actions.js'
import { EndpointHeaders } from './endpoint-headers.js'
import { EndpointHistory } from './endpoint-history.js'
import { EndpointLimit } from './endpoint-limit.js'
import { EndpointLog } from './endpoint-log.js'
import { EndpointSecret } from './endpoint-secret.js'
import { MessagePage } from './message-page.js'
import { useStats } from './endpoints.js'

/** An endpoint: whether it gets requests, how they end, and its settings. */
export function EndpointPage ({ id }: { id: string }) {
  const endpoint = useLoad(`endpoint ${id}`, async () => await asked(api.GET('/api/v1/app/{app_id}/endpoint/{endpoint_id}', { params: { path: inApp({ endpoint_id: id }) } })))
  const url = endpoint.data?.url
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
              <Health endpoint={one} />
              <EndpointHistory id={one.id} />
              <EndpointLog id={one.id} />
            </section>
            {message === null && (
              <aside>
                <Numbers id={one.id} />
                <EndpointSecret id={one.id} />
                <EndpointHeaders id={one.id} />
                <Settings endpoint={one} />
              </aside>
            )}
          </div>
        )}
      </Show>
    </>
  )
  return <Split label={w('message')} list={page} detail={message === null ? undefined : <MessagePage key={message} id={message} back={back} />} />
}

/** In words whether it gets requests, and what to do when it does not. */
function Health ({ endpoint }: { endpoint: Endpoint }) {
  const state = stateOfEndpoint(endpoint)
  const { circuit } = endpoint
  return (
    <div class={`card health ${isByHand(endpoint) ? '' : state}`}>
      <Mark state={state} isCalm={isByHand(endpoint)} />
      <div>
        <p>{endpoint.disabled && <>{w(`stopped.${endpoint.stopped?.why ?? 'hand'}`)} </>}{w(`health.${state}`)}</p>
        {endpoint.stopped && <p class='quiet'><When at={endpoint.stopped.at} /></p>}
        {circuit && !endpoint.disabled && <p class='quiet'>{w('health.since')} <When at={circuit.since} />{circuit.until !== undefined && <> · {w('health.until')} <When at={circuit.until} isDue /></>}</p>}
      </div>
    </div>
  )
}

function Numbers ({ id }: { id: string }) {
  const stats = useStats(id)
  return (
    <section aria-labelledby='numbers'>
      <h2 id='numbers'>{w('column.day')}</h2>
      <Show of={stats} rows={2}>
        {one => (
          <dl class='facts'>
            <div><dt>{w('stats.pending')}</dt><dd class='num'>{number(one.undelivered.pending)}</dd></div>
            <div><dt>{w('stats.exhausted')}</dt><dd class='num'>{number(one.undelivered.exhausted)}</dd></div>
            <div><dt>{w('stats.canceled')}</dt><dd class='num'>{number(one.undelivered.canceled)}</dd></div>
          </dl>
        )}
      </Show>
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
