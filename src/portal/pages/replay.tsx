import { useState } from 'preact/hooks'
import { api, asked, inApp, type Endpoint, type Task } from '../state/calls.js'
import { now } from '../state/server-time.js'
import { useAgain, useLoad } from '../state/loading.js'
import { missedBy, type Missed } from '../state/missed.js'
import { may } from '../state/session.js'
import { exact } from '../state/times.js'
import { number, w, type Word } from '../state/words.js'
import { wordsOf } from '../parts/announce.js'
import { Field } from '../parts/fields.js'
import { When } from '../parts/when.js'

const KINDS = ['recover', 'replay-missing', 'bulk-replay'] as const
type Kind = typeof KINDS[number]
const HOUR_MS = 3_600_000
const SINCE: ReadonlyArray<readonly [Word, number]> = [['filter.period.1h', HOUR_MS], ['filter.period.24h', 24 * HOUR_MS], ['filter.period.7d', 168 * HOUR_MS], ['replay.14d', 336 * HOUR_MS]]
const LOOK_MS = 1000
/** In the place of a time: since the endpoint got no messages. */
const AWAY = 0

/** Since when an endpoint got no messages, and what brings them back. */
/** `isLatest`: it may have been away for longer, because the API keeps no time for it. */
export interface Away { since: string, kind: Kind, isLatest?: boolean }

interface ReplayProps { endpoint: Endpoint, away?: Away | undefined, onClose: () => void, onBegun: () => void }

/** Sends many messages again: says what each kind does and how many there are, then how far it is. */
export function Replay ({ endpoint, away, onClose, onBegun }: ReplayProps) {
  const [kind, setKind] = useState<Kind>(away?.kind ?? 'recover')
  const [ms, setMs] = useState(away ? AWAY : 24 * HOUR_MS)
  const [task, setTask] = useState<string>()
  const [error, setError] = useState<string>()
  const times = [...away ? [[`${w('health.since')} ${exact(away.since)}`, AWAY] as const] : [], ...SINCE.map(([word, value]) => [w(word), value] as const)]
  const since = () => away && ms === AWAY ? away.since : new Date(now() - ms).toISOString()
  const start = async () => {
    try {
      setTask(await begin(kind, endpoint.id, since()))
      onBegun()
    } catch (failure) {
      setError(wordsOf(failure))
    }
  }
  return task !== undefined
    ? <Progress id={task} onClose={onClose} />
    : (
      <form class='stack' onSubmit={event => { event.preventDefault(); void start() }}>
        <fieldset class='choices'>
          <legend>{w('replay.which')}</legend>
          {KINDS.map(one => (
            <label key={one}>
              <input type='radio' name='kind' checked={one === kind} onChange={() => setKind(one)} />
              <span><span class='strong'>{w(`replay.${one}`)}</span><span class='quiet'>{w(`replay.${one}.text`)}</span></span>
            </label>
          ))}
        </fieldset>
        <Field label={w('filter.period')} error={error} help={<Counts key={`${kind} ${ms}`} endpoint={endpoint} kind={kind} since={since} />}>
          {props => <select {...props} value={String(ms)} onChange={event => setMs(Number(event.currentTarget.value))}>{times.map(([text, value]) => <option key={value} value={String(value)}>{text}</option>)}</select>}
        </Field>
        <p class='quiet'>{w('replay.undo')}</p>
        <div class='actions'><button type='button' onClick={onClose}>{w('cancel')}</button><button class='primary'>{w(`replay.${kind}.do`)}</button></div>
      </form>
      )
}

async function begin (kind: Kind, endpointId: string, since: string): Promise<string> {
  const options = { params: { path: inApp({ endpoint_id: endpointId }) }, body: { since } }
  if (kind === 'recover') return (await asked(api.POST('/api/v1/app/{app_id}/endpoint/{endpoint_id}/recover', options))).id
  if (kind === 'replay-missing') return (await asked(api.POST('/api/v1/app/{app_id}/endpoint/{endpoint_id}/replay-missing', options))).id
  return (await asked(api.POST('/api/v1/app/{app_id}/endpoint/{endpoint_id}/bulk-replay', options))).id
}

/** How many messages of this time failed, were delivered, or were never sent. */
function Counts ({ endpoint, kind, since }: { endpoint: Endpoint, kind: Kind, since: () => string }) {
  const isMissing = kind === 'replay-missing'
  const { data, error } = useLoad('counts', async () => isMissing ? { missed: await missedBy(endpoint, since()) } : { stats: await statsOf(endpoint.id, since()) })
  if (!data) return <>{error ? wordsOf(error) : '…'}</>
  if (data.missed) return <>{w('replay.count.missing', { count: countOf(data.missed) })}</>
  const { success, undelivered: { pending, exhausted, canceled } } = data.stats
  return kind === 'recover' ? <>{w('replay.count.failed', { count: number(pending + exhausted), exhausted: number(exhausted) })}</> : <>{w('replay.count.all', { count: number(success + pending + exhausted + canceled) })}</>
}

const statsOf = async (id: string, since: string) => await asked(api.GET('/api/v1/app/{app_id}/endpoint/{endpoint_id}/stats', { params: { path: inApp({ endpoint_id: id }), query: { since } } }))

const countOf = ({ count, isMore }: Missed) => `${number(count)}${isMore ? '+' : ''}`

interface MissedProps { endpoint: Endpoint, away: Away, onSend: () => void }

/** What an endpoint missed while it was away, counted, and the way to send it. */
export function MissedBy ({ endpoint, away: { since, kind, isLatest }, onSend }: MissedProps) {
  const { data } = useLoad(`missed ${endpoint.id} ${since}`, async (): Promise<Missed> => kind === 'recover'
    ? { count: (await statsOf(endpoint.id, since)).undelivered.exhausted, isMore: false }
    : await missedBy(endpoint, since))
  const isNone = data?.count === 0 && !data.isMore && !isLatest
  return (
    <>
      <p>{isNone ? w('missed.none') : w('missed.count', { count: data ? countOf(data) : '…' })}</p>
      <p class='quiet'>{w('health.since')} <When at={since} /></p>
      {!isNone && may('CreateAttempts') && <div class='actions start'><button type='button' class='primary' onClick={onSend}>{w(`replay.${kind}.do`)}</button></div>}
    </>
  )
}

const isUnderWay = ({ status, data: { outstanding = 0 } }: Task) => status === 'running' || (status === 'finished' && outstanding > 0)

function saidOf (task: Task | undefined, isRunning: boolean): string {
  const { resent = 0, outstanding = 0, reason = '' } = task?.data ?? {}
  if (task?.status === 'failed') return w('replay.failed', { reason })
  return w(isRunning ? 'replay.running' : 'replay.finished', { resent: number(resent), outstanding: number(outstanding) })
}

function Progress ({ id, onClose }: { id: string, onClose: () => void }) {
  const task = useLoad<Task>(`task ${id}`, async () => await asked(api.GET('/api/v1/background-task/{task_id}', { params: { path: { task_id: id } } })))
  const isRunning = task.data ? isUnderWay(task.data) : true
  useAgain(isRunning, task, LOOK_MS)
  return (
    <>
      <p role='status'>{task.error ? wordsOf(task.error) : saidOf(task.data, isRunning)}</p>
      <div class='actions'><button type='button' class='primary' onClick={onClose}>{w('close')}</button></div>
    </>
  )
}
