import { useEffect, useState } from 'preact/hooks'
import { api, asked, inApp, type Delivery, type Message } from '../state/calls.js'
import { useList, useLoad } from '../state/loading.js'
import { deliveriesOf, filterOf, messagesOf, MOST_OUTCOMES, newerThan, outcomesOf, PAGE, type LogFilter } from '../state/log.js'
import { stateOfDelivery } from '../state/outcomes.js'
import { route, to } from '../state/address.js'
import { counted, w } from '../state/words.js'
import { Id } from '../parts/copy.js'
import { Mark, type State } from '../parts/mark.js'
import { Empty } from '../parts/states.js'
import { List, Table } from '../parts/table.js'
import { Title } from '../parts/title.js'
import { Url } from '../parts/url.js'
import { When } from '../parts/when.js'
import { Failure } from '../parts/failure.js'
import { Refresh } from '../parts/refresh.js'
import { Split } from '../parts/split.js'
import { LogFilters } from './log-filters.js'
import { MessagePage } from './message-page.js'
import { Labels } from './message-labels.js'

/** The log: messages, or with a state the deliveries in it; beside it, one message. Filters and message are in the address. */
export function Messages ({ id }: { id: string | undefined }) {
  const filter = filterOf(route.value.query)
  const [turn, setTurn] = useState(0)
  const key = JSON.stringify([filter, turn])
  const list = (
    <>
      <Title text={w('nav.messages')}><Refresh onClick={() => setTurn(turn + 1)} /></Title>
      <LogFilters filter={filter} />
      {filter.state === '' ? <MessageRows key={key} id={key} filter={filter} shown={id} onRefresh={() => setTurn(turn + 1)} /> : <DeliveryRows key={key} id={key} filter={filter} shown={id} />}
    </>
  )
  const back = { href: to('messages', { ...filter }), text: w('nav.messages') }
  return <Split label={w('message')} list={list} detail={id === undefined ? undefined : <MessagePage key={id} id={id} back={back} />} />
}

interface RowsProps { id: string, filter: LogFilter, shown: string | undefined }

function MessageRows ({ id, filter, shown: open, onRefresh }: RowsProps & { onRefresh: () => void }) {
  const list = useList<Message>(`messages ${id}`, async iterator => await messagesOf(filter, iterator))
  return (
    <List of={list} lines={12} none={<None />}>
      {rows => (
        <>
          <Newer filter={filter} than={rows[0]!.id} onShow={onRefresh} />
          <Table heads={[w('column.when'), w('column.type'), w('column.deliveries'), w('column.message')]}>
            {pagesOf(rows).map((some, at) => <MessageBody key={at} of={some} filter={filter} shown={open} />)}
          </Table>
        </>
      )}
    </List>
  )
}

const pagesOf = (rows: readonly Message[]) => Array.from({ length: Math.ceil(rows.length / PAGE) }, (_, at) => rows.slice(at * PAGE, (at + 1) * PAGE))

/** Messages whose deliveries are asked for together. */
function MessageBody ({ of, filter, shown }: { of: readonly Message[], filter: LogFilter, shown: string | undefined }) {
  const { data } = useLoad(`outcomes ${of.map(({ id }) => id).join()}`, async () => await outcomesOf(of))
  const isKnown = (id: string) => data !== undefined && (data.get(id) !== undefined || !data.has(id))
  return (
    <tbody>
      {of.map(one => (
        <tr key={one.id}>
          <td><When at={one.timestamp} /></td>
          <td class='main'><a class='stretch' href={to(['messages', one.id], { ...filter })} data-row aria-current={one.id === shown}><bdi>{one.eventType}</bdi></a><Labels of={one} /></td>
          <td><Outcomes of={data?.get(one.id)} isKnown={isKnown(one.id)} /></td>
          <td class='extra'><Id id={one.id} /></td>
        </tr>
      ))}
    </tbody>
  )
}

const LOOK_MS = 10_000

/** Says that there is something new, and waits for a click: rows never move under the reader. Looks only while the page is seen. */
function Newer ({ filter, than, onShow }: { filter: LogFilter, than: string, onShow: () => void }) {
  const [count, setCount] = useState(0)
  useEffect(() => {
    const look = () => { if (!document.hidden) newerThan(filter, than).then(setCount, () => {}) }
    const timer = setInterval(look, LOOK_MS)
    return () => clearInterval(timer)
  }, [than])
  return <p role='status' class='newer'>{count > 0 && <button type='button' class='text' onClick={onShow}>{counted('newer', count)}</button>}</p>
}

const ORDER: readonly State[] = ['exhausted', 'circuit', 'retrying', 'sending', 'waiting', 'canceled', 'delivered']

function Outcomes ({ of, isKnown }: { of: readonly Delivery[] | undefined, isKnown: boolean }) {
  if (!of) return <span class='quiet'>{isKnown ? w('outcomes.none') : '…'}</span>
  const states = of.map(stateOfDelivery)
  const more = of.length < MOST_OUTCOMES ? '' : '+'
  return <span class='marks'>{ORDER.map(state => ({ state, count: states.filter(one => one === state).length })).filter(({ count }) => count > 0).map(({ state, count }) => <Mark key={state} state={state} count={of.length === 1 ? undefined : `${count}${more}`} />)}</span>
}

function DeliveryRows ({ id, filter, shown }: RowsProps) {
  const list = useList<Delivery>(`deliveries ${id}`, async iterator => await deliveriesOf(filter, iterator))
  const urls = useLoad('urls', async () => new Map((await asked(api.GET('/api/v1/app/{app_id}/endpoint', { params: { path: inApp({}), query: { limit: 250 } } }))).data.map(one => [one.id, one.url])))
  return (
    <List of={list} lines={12} none={!list.hasMore && <None />}>
      {rows => (
        <DeliveryTable rows={rows} hrefOf={one => to(['messages', one.msgId], { ...filter })} shown={shown} urls={urls.data ?? new Map()} />
      )}
    </List>
  )
}

interface DeliveryTableProps { rows: readonly Delivery[], hrefOf: (one: Delivery) => string, shown: string | undefined, urls?: ReadonlyMap<string, string> }

/** Deliveries with where they stand; each leads to its message. With `urls`, each says to which endpoint. */
export function DeliveryTable ({ rows, hrefOf, shown, urls }: DeliveryTableProps) {
  return (
    <Table heads={[w('column.when'), w('column.type'), w('column.state'), w('column.last'), ...urls ? [w('column.endpoint')] : []]}>
      <tbody>
        {rows.map(one => (
          <tr key={one.msgId + one.endpointId}>
            <td><When at={one.timestamp} /></td>
            <td class='main'><a class='stretch' href={hrefOf(one)} data-row aria-current={one.msgId === shown}><bdi>{one.eventType}</bdi></a></td>
            <td><Mark state={stateOfDelivery(one)} />{one.nextAttempt !== null && <span class='quiet'> · <When at={one.nextAttempt} isDue /></span>}</td>
            <td>{one.lastAttempt && <Failure of={one.lastAttempt} />}</td>
            {urls && <td><a class='of clip' href={to(['endpoints', one.endpointId])}>{urls.has(one.endpointId) ? <Url url={urls.get(one.endpointId)!} /> : <code>{one.endpointId}</code>}</a></td>}
          </tr>
        ))}
      </tbody>
    </Table>
  )
}

function None () {
  return <Empty title={w('messages.empty')}><p>{w('messages.empty.text')}</p><a class='button' href={to('messages')}>{w('filters.clear')}</a></Empty>
}
