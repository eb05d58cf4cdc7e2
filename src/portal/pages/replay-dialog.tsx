import { useState } from 'preact/hooks'
import { api, asked, inApp, type Endpoint, type Task } from '../state/calls.js'
import { now } from '../state/server-time.js'
import { useAgain, useLoad } from '../state/loading.js'
import { number, w, type Word } from '../state/words.js'
import { wordsOf } from '../parts/announce.js'
import { Dialog } from '../parts/dialog.js'
import { Field } from '../parts/fields.js'

const KINDS = ['recover', 'replay-missing', 'bulk-replay'] as const
type Kind = typeof KINDS[number]
const HOUR_MS = 3_600_000
const SINCE: ReadonlyArray<readonly [Word, number]> = [['filter.period.1h', HOUR_MS], ['filter.period.24h', 24 * HOUR_MS], ['filter.period.7d', 168 * HOUR_MS], ['replay.14d', 336 * HOUR_MS]]
const LOOK_MS = 1000

/** Sends many messages again: says what each kind does and how many there are, then how far it is. */
export function ReplayDialog ({ endpoint, onClose, onDone }: { endpoint: Endpoint, onClose: () => void, onDone: () => void }) {
  const [kind, setKind] = useState<Kind>('recover')
  const [ms, setMs] = useState(24 * HOUR_MS)
  const [task, setTask] = useState<string>()
  const [error, setError] = useState<string>()
  const start = async () => {
    try {
      setTask(await begin(kind, endpoint.id, new Date(now() - ms).toISOString()))
    } catch (failure) {
      setError(wordsOf(failure))
    }
  }
  const close = () => {
    if (task !== undefined) onDone()
    onClose()
  }
  return (
    <Dialog title={w('replay.title')} onClose={close}>
      {task !== undefined
        ? <Progress id={task} onClose={close} />
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
            <Field label={w('filter.period')} error={error} help={<Counts endpointId={endpoint.id} kind={kind} ms={ms} />}>
              {props => <select {...props} value={String(ms)} onChange={event => setMs(Number(event.currentTarget.value))}>{SINCE.map(([word, value]) => <option key={value} value={String(value)}>{w(word)}</option>)}</select>}
            </Field>
            <p class='quiet'>{w('replay.undo')}</p>
            <div class='actions'><button type='button' onClick={close}>{w('cancel')}</button><button class='primary'>{w(`replay.${kind}.do`)}</button></div>
          </form>
          )}
    </Dialog>
  )
}

async function begin (kind: Kind, endpointId: string, since: string): Promise<string> {
  const options = { params: { path: inApp({ endpoint_id: endpointId }) }, body: { since } }
  if (kind === 'recover') return (await asked(api.POST('/api/v1/app/{app_id}/endpoint/{endpoint_id}/recover', options))).id
  if (kind === 'replay-missing') return (await asked(api.POST('/api/v1/app/{app_id}/endpoint/{endpoint_id}/replay-missing', options))).id
  return (await asked(api.POST('/api/v1/app/{app_id}/endpoint/{endpoint_id}/bulk-replay', options))).id
}

/** How many messages of this time failed or were delivered; of those that were never sent, nobody has a count. */
function Counts ({ endpointId, kind, ms }: { endpointId: string, kind: Kind, ms: number }) {
  const stats = useLoad(`counts ${endpointId} ${ms}`, async () => await asked(api.GET('/api/v1/app/{app_id}/endpoint/{endpoint_id}/stats', {
    params: { path: inApp({ endpoint_id: endpointId }), query: { since: new Date(now() - ms).toISOString() } }
  })))
  if (kind === 'replay-missing') return <>{w('replay.count.missing')}</>
  if (!stats.data) return <>{stats.error ? wordsOf(stats.error) : '…'}</>
  const { success, undelivered: { pending, exhausted, canceled } } = stats.data
  return kind === 'recover' ? <>{w('replay.count.failed', { count: number(pending + exhausted), exhausted: number(exhausted) })}</> : <>{w('replay.count.all', { count: number(success + pending + exhausted + canceled) })}</>
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
