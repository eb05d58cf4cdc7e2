import { useState } from 'preact/hooks'
import { api, asked, inApp, type Consumer } from '../state/calls.js'
import { now } from '../state/server-time.js'
import { useList } from '../state/loading.js'
import { localTime } from '../state/times.js'
import { may } from '../state/session.js'
import { counted, number, w } from '../state/words.js'
import { act } from '../parts/announce.js'
import { Confirm } from '../parts/dialog.js'
import { Field } from '../parts/fields.js'
import { More } from '../parts/more.js'
import { Table } from '../parts/table.js'
import { Refresh } from '../parts/refresh.js'
import { Empty, Show } from '../parts/states.js'
import { When } from '../parts/when.js'

// The server counts no further.
const MOST_COUNTED = 250
const HOUR_MS = 3_600_000

/** Who polls: the latest poll of each, how many messages it has not acknowledged, and a way to move it. */
export function PollingConsumers ({ id }: { id: string }) {
  const list = useList<Consumer>(`consumers ${id}`, async iterator => await asked(api.GET('/api/v1/app/{app_id}/destination/{destination_id}/consumer', {
    params: { path: inApp({ destination_id: id }), query: { limit: 25, ...(iterator !== undefined && { iterator }) } }
  })))
  const [moving, setMoving] = useState<string>()
  return (
    <Show of={{ ...list, data: list.rows }} rows={2}>
      {rows => rows.length === 0
        ? <Empty title={w('polling.none')}><p>{w('polling.none.text')}</p></Empty>
        : (
          <>
            <Table heads={[w('polling.consumer'), w('polling.last'), w('polling.lag'), <Refresh key='refresh' onClick={list.reload} />]}>
              <tbody>
                {rows.map(one => (
                  <tr key={one.id}>
                    <td class='main'><bdi>{one.id}</bdi></td>
                    <td>{one.lastPollAt === null ? w('polling.never') : <When at={one.lastPollAt} />}</td>
                    <td><Lag of={one} /></td>
                    <td class='fit'>{may('CreateAttempts') && <button type='button' class='text' aria-label={w('polling.move.one', { name: one.id })} onClick={() => setMoving(one.id)}>{w('polling.move')}</button>}</td>
                  </tr>
                ))}
              </tbody>
            </Table>
            <More of={list} />
            {moving !== undefined && <Move sinkId={id} consumer={moving} onClose={() => { setMoving(undefined); list.reload() }} />}
          </>
          )}
    </Show>
  )
}

function Lag ({ of: { lag, lagSince } }: { of: Consumer }) {
  if (lagSince === null) return <span class='quiet'>{w('polling.lag.none')}</span>
  const text = lag >= MOST_COUNTED ? w('polling.lag.most', { count: number(lag) }) : counted('polling.behind', lag)
  return <>{text} <span class='quiet'>{w('polling.lag.since')} <When at={lagSince} /></span></>
}

/** Asks for the time from which on a consumer gets messages. */
function Move ({ sinkId, consumer, onClose }: { sinkId: string, consumer: string, onClose: () => void }) {
  const [time, setTime] = useState(() => localTime(now() - HOUR_MS))
  const path = inApp({ sink_id: sinkId, consumer_id: consumer })
  const move = async () => await act(async () => await asked(api.POST('/api/v1/app/{app_id}/poller/{sink_id}/consumer/{consumer_id}/seek', { params: { path }, body: { after: new Date(time).toISOString() } })), w('polling.moved'))
  return (
    <Confirm title={w('polling.move.one', { name: consumer })} action={w('polling.move')} isReady={!Number.isNaN(Date.parse(time))} onClose={onClose} onDo={move}>
      <Field label={w('polling.move.time')} help={w('polling.move.help')}>
        {props => <input {...props} type='datetime-local' step='1' value={time} onInput={event => setTime(event.currentTarget.value)} />}
      </Field>
    </Confirm>
  )
}
