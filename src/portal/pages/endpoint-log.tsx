import { api, asked, inApp, type Attempt, type Delivery } from '../state/calls.js'
import { useList } from '../state/loading.js'
import { deliveriesOf, filterOf } from '../state/log.js'
import { stateOfAttempt } from '../state/outcomes.js'
import { route, setQuery, to } from '../state/address.js'
import { isWide } from '../state/room.js'
import { w, type Word } from '../state/words.js'
import { Failure } from '../parts/failure.js'
import { Mark } from '../parts/mark.js'
import { List, Table } from '../parts/table.js'
import { Empty } from '../parts/states.js'
import { Took, When } from '../parts/when.js'
import { DeliveryTable } from './messages.js'

const VIEWS = ['attempts', 'failed', 'undelivered'] as const
const PAGE = 25
const FAIL = 2 as const

/** A message of an endpoint: beside its log where there is room, else on its own page. */
function messageOf (id: string, msgId: string, attempt?: string): string {
  if (!isWide.value) return to(['messages', msgId], { attempt })
  return to(['endpoints', id], { view: route.value.query.get('view') ?? '', message: msgId, attempt })
}

/** What was sent to an endpoint: its attempts, those that failed, or the messages that it did not take. */
export function EndpointLog ({ id }: { id: string }) {
  const asks = route.value.query.get('view')
  const view = VIEWS.find(one => one === asks) ?? 'attempts'
  return (
    <>
      <div class='tabs' role='group' aria-label={w('view')}>
        {VIEWS.map(one => <button key={one} type='button' aria-pressed={one === view} onClick={() => setQuery({ view: one === 'attempts' ? '' : one })}>{w(`view.${one}` as Word)}</button>)}
      </div>
      {view === 'undelivered' ? <Undelivered id={id} /> : <Attempts key={view} id={id} onlyFailed={view === 'failed'} />}
    </>
  )
}

function Attempts ({ id, onlyFailed }: { id: string, onlyFailed: boolean }) {
  const list = useList<Attempt>(`attempts ${id} ${onlyFailed}`, async iterator => await asked(api.GET('/api/v1/app/{app_id}/attempt/endpoint/{endpoint_id}', {
    params: { path: inApp({ endpoint_id: id }), query: { limit: PAGE, with_content: false, ...(onlyFailed && { status: FAIL }), ...(iterator !== undefined && { iterator }) } }
  })))
  return (
    <List of={list} none={<Empty title={w(onlyFailed ? 'attempts.none.failed' : 'attempts.none.yet')} />}>
      {rows => (
        <Table heads={[w('column.when'), w('column.state'), w('column.type'), w('column.answer'), w('column.took')]}>
          <tbody>
            {rows.map(one => (
              <tr key={one.id}>
                <td><When at={one.timestamp} /></td>
                <td><Mark state={stateOfAttempt(one)} /></td>
                <td class='main'><a class='stretch' data-row href={messageOf(id, one.msgId, one.id)} aria-current={one.id === route.value.query.get('attempt')}><bdi>{one.eventType ?? one.msgId}</bdi></a></td>
                <td><Failure of={one} /></td>
                <td><Took ms={one.responseDurationMs} /></td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </List>
  )
}

function Undelivered ({ id }: { id: string }) {
  const filter = { ...filterOf(new URLSearchParams()), state: 'undelivered', endpoint: id }
  const list = useList<Delivery>(`undelivered ${id}`, async iterator => await deliveriesOf(filter, iterator))
  return (
    <List of={list} none={<Empty title={w('undelivered.none')} />}>
      {rows => <DeliveryTable rows={rows} hrefOf={one => messageOf(id, one.msgId)} shown={route.value.query.get('message') ?? undefined} />}
    </List>
  )
}
