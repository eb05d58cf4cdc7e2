import { api, asked, inApp, type Buckets, type Endpoint, type Stats } from '../state/calls.js'
import { now } from '../state/server-time.js'
import { useList, useLoad } from '../state/loading.js'
import { useDays } from '../state/history.js'
import { isByHand, stateOfEndpoint } from '../state/outcomes.js'
import { endpointsLike, SEARCHED } from '../state/endpoints-like.js'
import { route, setQuery, to } from '../state/address.js'
import { may } from '../state/session.js'
import { number, w } from '../state/words.js'
import { Filter } from '../parts/fields.js'
import { History } from '../parts/history-cells.js'
import { Mark } from '../parts/mark.js'
import { Empty } from '../parts/states.js'
import { List, Table } from '../parts/table.js'
import { Title } from '../parts/title.js'
import { TypesOf } from '../parts/types-of.js'
import { Url } from '../parts/url.js'
import { PollingEndpoints } from './polling-endpoints.js'

export const DAY_MS = 86_400_000

/** All endpoints: whether each gets requests, where to, and how the last day went. */
export function Endpoints () {
  const text = route.value.query.get('q') ?? ''
  const list = useList(`endpoints ${text}`, async iterator => await endpointsLike(text, iterator))
  const create = may('ManageEndpoint') && <a class='button primary' href={to(['endpoints', 'new'])}>{w('endpoint.new')}</a>
  return (
    <>
      <Title text={w('nav.endpoints')}>{create}</Title>
      {(text !== '' || list.rows?.length !== 0) && (
        <form class='filters' onSubmit={event => event.preventDefault()}>
          <Filter label={w('endpoints.search')} value={text} searchKey='/' onChange={q => setQuery({ q })} />
        </form>
      )}
      <List of={list} none={text !== '' ? <None hasMore={list.hasMore} /> : <Empty title={w('endpoints.empty')}><p>{w('endpoints.empty.text')}</p>{create}</Empty>}>
        {rows => (
          <Table heads={[w('column.state'), w('column.endpoint'), w('column.types'), w('column.day')]}>
            {chunksOf(rows).map((some, at) => <Rows key={at} of={some} />)}
          </Table>
        )}
      </List>
      <PollingEndpoints />
    </>
  )
}

const None = ({ hasMore }: { hasMore: boolean }) => (
  <Empty title={w('endpoints.none')}>{hasMore && <p>{w('endpoints.none.yet', { count: number(SEARCHED) })}</p>}</Empty>
)

const TOGETHER = 25
const chunksOf = (rows: readonly Endpoint[]) =>
  Array.from({ length: Math.ceil(rows.length / TOGETHER) }, (_, at) => rows.slice(at * TOGETHER, (at + 1) * TOGETHER))

/** Endpoints whose last day is asked for together. */
function Rows ({ of }: { of: readonly Endpoint[] }) {
  const { data, error } = useDays(of.map(({ id }) => id))
  const dayOf = (id: string) => {
    const own = data?.endpoints?.find(one => one.endpointId === id)
    return own && { ...data!, ...own }
  }
  return <tbody>{of.map(one => <Row key={one.id} endpoint={one} day={dayOf(one.id)} isLost={(data ?? error) !== undefined} />)}</tbody>
}

function Row ({ endpoint, day, isLost }: { endpoint: Endpoint, day: Buckets | undefined, isLost: boolean }) {
  const { id, url, description, eventTypes } = endpoint
  return (
    <tr>
      <td><Mark state={stateOfEndpoint(endpoint)} isCalm={isByHand(endpoint)} /></td>
      <td class='main'>
        <a href={to(['endpoints', id])} data-row class='stretch'><Url url={url} /></a>
        {description !== '' && <p class='quiet clip'><bdi>{description}</bdi></p>}
      </td>
      <td class='quiet'><TypesOf of={eventTypes} /></td>
      <td class='fit'>{day ? <History of={day} /> : <span class='history quiet'>{isLost ? '–' : '…'}</span>}</td>
    </tr>
  )
}

/** What an endpoint answered in the last day. */
export function useStats (id: string) {
  return useLoad<Stats>(`stats/${id}`, async () => await asked(api.GET('/api/v1/app/{app_id}/endpoint/{endpoint_id}/stats', {
    params: { path: inApp({ endpoint_id: id }), query: { since: new Date(now() - DAY_MS).toISOString(), with_attempts: false } }
  })))
}
