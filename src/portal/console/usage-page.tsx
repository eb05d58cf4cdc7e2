import { useState } from 'preact/hooks'
import { api, asked, type Task } from '../state/calls.js'
import { now } from '../state/server-time.js'
import { useAgain, useLoad } from '../state/loading.js'
import { top } from '../state/address.js'
import { language, number, w, type Word } from '../state/words.js'
import { wordsOf } from '../parts/announce.js'
import { Id } from '../parts/copy.js'
import { Select } from '../parts/fields.js'
import { Empty, Show, Skeleton } from '../parts/states.js'
import { Title } from '../parts/title.js'
import { applicationOf } from './application-calls.js'
import { serverFacts } from './console-session.js'
import { c } from './console-words.js'
import { LOOK_MS } from './task-pages.js'

const HOUR_MS = 3_600_000
const PERIODS: ReadonlyArray<readonly [name: string, word: Word, hours: number]> = [['24h', 'filter.period.24h', 24], ['7d', 'filter.period.7d', 168], ['30d', 'filter.period.30d', 720]]
/** Applications that are listed; those with the most attempts. */
const SHOWN = 50

/** How many attempts each application had: counted in the background when it is asked for, since counting reads every attempt. */
export function UsagePage () {
  const [period, setPeriod] = useState('24h')
  const [task, setTask] = useState<string>()
  const [error, setError] = useState<string>()
  const count = async () => {
    const hours = PERIODS.find(([name]) => name === period)![2]
    const until = now()
    try {
      const body = { since: new Date(until - hours * HOUR_MS).toISOString(), until: new Date(until).toISOString() }
      setTask((await asked(api.POST('/api/v1/stats/usage/app', { body }))).id)
      setError(undefined)
    } catch (failure) {
      setError(wordsOf(failure))
    }
  }
  return (
    <>
      <Title text={c('nav.usage')} />
      <form class='filters' onSubmit={event => { event.preventDefault(); void count() }}>
        <Select label={w('filter.period')} value={period} onChange={value => { setPeriod(value); setTask(undefined) }} options={PERIODS.map(([name, word]) => [name, w(word)] as const)} />
        <button class='primary'>{c('usage.count')}</button>
      </form>
      {error !== undefined && <p class='bad' role='alert'>{error}</p>}
      {task === undefined ? <Empty title={c('usage.empty')}><p>{c('usage.empty.text')}</p></Empty> : <Counted key={task} id={task} />}
    </>
  )
}

function Counted ({ id }: { id: string }) {
  const task = useLoad<Task>(`usage ${id}`, async () => await asked(api.GET('/api/v1/background-task/{task_id}', { params: { path: { task_id: id } } })))
  useAgain(task.data?.status === 'running', task, LOOK_MS)
  return (
    <Show of={task}>
      {({ status, data }) => status === 'running'
        ? <Skeleton rows={4} />
        : status === 'failed' ? <p class='bad'>{data.reason}</p> : <Usage of={data.appStats ?? []} />}
    </Show>
  )
}

type AppStats = NonNullable<Task['data']['appStats']>

function Usage ({ of }: { of: AppStats }) {
  const rows = of.toSorted((a, b) => b.messageDestinations - a.messageDestinations)
  const all = rows.reduce((sum, one) => sum + one.messageDestinations, 0)
  const share = (count: number) => new Intl.NumberFormat(language.value, { style: 'percent', maximumFractionDigits: 1 }).format(count / Math.max(1, all))
  return (
    <>
      <div class='cells'>
        <div class='cell'><span class='num'>{number(all)}</span><p>{c('usage.attempts')}</p></div>
        <div class='cell'><span class='num'>{number(rows.filter(one => one.messageDestinations > 0).length)}</span><p>{c('usage.apps')}</p></div>
      </div>
      <table class='rows'>
        <thead><tr><th scope='col'>{c('column.app')}</th><th scope='col' class='right'>{c('usage.attempts')}</th><th scope='col' class='right'>{c('usage.share')}</th><th scope='col'>{w('field.id')}</th></tr></thead>
        <tbody>
          {rows.slice(0, SHOWN).map(({ appId, appUid, messageDestinations: count }) => (
            <tr key={appId}>
              <td class='main'><a class='stretch' data-row href={top(['app', appId])}><Name id={appId} otherwise={appUid ?? appId} /></a></td>
              <td class='num right' data-label={w('stats.attempts')}>{number(count)}</td>
              <td class='num right'>{share(count)}</td>
              <td><Id id={appId} /></td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > SHOWN && <p class='quiet after'>{c('usage.more', { count: number(rows.length - SHOWN) })}</p>}
      {/* A Node server has no bill of its own. */}
      <p class='quiet after'>{serverFacts().stage === '' ? c('usage.node') : c('usage.aws')}</p>
    </>
  )
}

function Name ({ id, otherwise }: { id: string, otherwise: string }) {
  const application = useLoad(`name ${id}`, async () => await applicationOf(id))
  return <bdi>{application.data?.name ?? otherwise}</bdi>
}
