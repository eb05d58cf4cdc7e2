import { api, asked, type Page, type Task } from '../state/calls.js'
import { useAgain, useList, useLoad } from '../state/loading.js'
import { route, setQuery, top } from '../state/address.js'
import { number, w } from '../state/words.js'
import { Id } from '../parts/copy.js'
import { Select } from '../parts/fields.js'
import { Mark } from '../parts/mark.js'
import { Refresh } from '../parts/refresh.js'
import { Empty, Show } from '../parts/states.js'
import { List, Table } from '../parts/table.js'
import { Title } from '../parts/title.js'
import { When } from '../parts/when.js'
import { c } from './console-words.js'

const KINDS = ['message.import', 'endpoint.recover', 'endpoint.replay', 'endpoint.bulk-replay', 'endpoint.cancel-messages', 'application.purge_content', 'application.stats', 'event-type.aggregate'] as const
const STATUSES = ['running', 'finished', 'failed'] as const
const MARKS = { running: 'sending', finished: 'delivered', failed: 'failed' } as const
const PAGE = 50
export const LOOK_MS = 2000

/** The list of background tasks, or the page of one task. */
export function Tasks ({ id }: { id: string | undefined }) {
  return id === undefined ? <TaskList /> : <TaskPage id={id} />
}

function TaskList () {
  const { query } = route.value
  const [kind, status] = [KINDS.find(one => one === query.get('kind')), STATUSES.find(one => one === query.get('status'))]
  const list = useList<Task>(`tasks ${kind} ${status}`, async (iterator): Promise<Page<Task>> => await asked(api.GET('/api/v1/background-task', {
    params: { query: { limit: PAGE, ...(kind && { task: kind }), ...(status && { status }), ...(iterator !== undefined && { iterator }) } }
  })))
  useAgain(list.rows?.some(one => one.status === 'running') === true, list, LOOK_MS)
  return (
    <>
      <Title text={c('nav.tasks')}><Refresh onClick={list.reload} /></Title>
      <form class='filters' onSubmit={event => event.preventDefault()}>
        <Select label={c('task.kind')} value={kind ?? ''} onChange={value => setQuery({ kind: value })} options={[['', c('task.any')], ...KINDS.map(one => [one, c(`task.${one}`)] as const)]} />
        <Select label={w('column.state')} value={status ?? ''} onChange={value => setQuery({ status: value })} options={[['', w('filter.state.any')], ...STATUSES.map(one => [one, c(`task.${one}`)] as const)]} />
      </form>
      <List of={list} none={<Empty title={c('tasks.none')}><p>{c('tasks.none.text')}</p></Empty>}>
        {rows => <TaskTable rows={rows} />}
      </List>
    </>
  )
}

/** A table of tasks with their progress. */
export function TaskTable ({ rows }: { rows: readonly Task[] }) {
  return (
    <Table heads={[w('column.state'), c('task.kind'), c('task.progress'), w('field.updated'), w('field.id')]}>
      <tbody>
        {rows.map(one => (
          <tr key={one.id}>
            <td><TaskMark of={one} /></td>
            <td class='main'><a class='stretch' data-row href={placeOf(one)}>{c(`task.${one.task}` as 'task.any')}</a></td>
            <td class='quiet'>{progressOf(one)}</td>
            <td><When at={one.updatedAt} /></td>
            <td><Id id={one.id} /></td>
          </tr>
        ))}
      </tbody>
    </Table>
  )
}

const placeOf = ({ id, task, data: { appId = '' } }: Task) => task === 'message.import' ? top(['app', appId, 'imports', id]) : top(['tasks', id])

export const TaskMark = ({ of: { status } }: { of: Pick<Task, 'status'> }) => <Mark state={MARKS[status]} text={c(`task.${status}`)} />

function progressOf ({ data: { reason, accepted, refused = 0, resent, outstanding = 0, expunged, canceled } }: Task): string {
  if (reason !== undefined) return reason
  if (accepted !== undefined) return c('task.accepted', { accepted: number(accepted), refused: number(refused) })
  if (canceled !== undefined) return c('task.canceled', { count: number(canceled) })
  if (expunged !== undefined) return c('task.expunged', { count: number(expunged) })
  return resent === undefined ? '' : c('task.resent', { resent: number(resent), outstanding: number(outstanding) })
}

function TaskPage ({ id }: { id: string }) {
  const task = useLoad<Task>(`task ${id}`, async () => await asked(api.GET('/api/v1/background-task/{task_id}', { params: { path: { task_id: id } } })))
  useAgain(task.data?.status === 'running' || (task.data?.data.outstanding ?? 0) > 0, task, LOOK_MS)
  return (
    <>
      <Title text={task.data ? c(`task.${task.data.task}` as 'task.any') : '…'} back={{ href: top(['tasks']), text: c('nav.tasks') }}><Refresh onClick={task.reload} /></Title>
      <Show of={task}>{one => <TaskFacts task={one} />}</Show>
    </>
  )
}

function TaskFacts ({ task }: { task: Task }) {
  const { id, updatedAt, data: { appId, endpointId, since, until, appStats, event_types: types } } = task
  return (
    <div class='stack'>
      <dl class='facts wide'>
        <div><dt>{w('column.state')}</dt><dd><TaskMark of={task} /></dd></div>
        <div><dt>{c('task.progress')}</dt><dd><span role='status'>{progressOf(task)}</span></dd></div>
        {appId !== undefined && appId !== '' && <div><dt>{c('column.app')}</dt><dd><Id id={appId} href={top(['app', appId])} /></dd></div>}
        {endpointId !== undefined && appId !== undefined && <div><dt>{w('column.endpoint')}</dt><dd><Id id={endpointId} href={top(['app', appId, 'endpoints', endpointId])} /></dd></div>}
        {since !== undefined && <div><dt>{c('task.since')}</dt><dd><When at={since} /></dd></div>}
        {until !== undefined && <div><dt>{c('task.until')}</dt><dd><When at={until} /></dd></div>}
        <div><dt>{w('field.updated')}</dt><dd><When at={updatedAt} /></dd></div>
        <div><dt>{w('field.id')}</dt><dd><Id id={id} /></dd></div>
      </dl>
      {appStats && <ul class='card plain'>{appStats.map(one => <li key={one.appId}><Id id={one.appId} href={top(['app', one.appId])} /> {c('task.attempts', { count: number(one.messageDestinations) })}</li>)}</ul>}
      {types && <ul class='card plain'>{types.map(one => <li key={one.appId}><Id id={one.appId} href={top(['app', one.appId])} /> {one.hasCatchAllEndpoint ? w('types.all') : one.explicitlySubscribedEventTypes.join(', ')}</li>)}</ul>}
    </div>
  )
}
