import { signal } from '@preact/signals'
import type { paths } from '../../../openapi/portal-api.js'
import { api, asked, type Page } from '../state/calls.js'
import { now } from '../state/server-time.js'
import { useList } from '../state/loading.js'
import { top } from '../state/address.js'
import { number, w } from '../state/words.js'
import { act } from '../parts/announce.js'
import { Mark, type State } from '../parts/mark.js'
import { Refresh } from '../parts/refresh.js'
import { List } from '../parts/table.js'
import { Title } from '../parts/title.js'
import { When } from '../parts/when.js'
import { c } from './console-words.js'

type Attention = paths['/api/v1/attention']['get']['responses'][200]['content']['application/json']['data'][number]

const PAGE = 50
const LOOK_MS = 60_000

/** How many entries the first page of the list has; the navigation shows it. */
export const attentionCount = signal<{ count: number, isMore: boolean }>({ count: 0, isMore: false })

async function pageOf (iterator: string | undefined): Promise<Page<Attention>> {
  const page: Page<Attention> = await asked(api.GET('/api/v1/attention', { params: { query: { limit: PAGE, ...(iterator !== undefined && { iterator }) } } }))
  if (iterator === undefined) attentionCount.value = { count: page.data.length, isMore: !page.done }
  return page
}

/** Counts now and each minute while the page is seen; returns how to stop. */
export function watchAttention (): () => void {
  const look = () => { if (!document.hidden) pageOf(undefined).catch(() => {}) }
  look()
  const timer = setInterval(look, LOOK_MS)
  return () => clearInterval(timer)
}

/** What needs a person in all applications, newest first: each with what it is about, and with what cures it. */
export function AttentionPage () {
  const list = useList<Attention>('attention', pageOf)
  return (
    <>
      <Title text={c('nav.attention')}><Refresh onClick={list.reload} /></Title>
      <List of={list} none={<div class='calm'><svg viewBox='0 0 16 16' aria-hidden='true'><path d='M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0M5.25 8.25 7.25 10.25 10.75 6' /></svg><p class='strong'>{c('attention.none')}</p><p class='quiet'>{c('attention.none.text')}</p></div>}>
        {rows => <ul class='alerts'>{rows.map(one => <Alert key={one.id} of={one} onChange={list.reload} />)}</ul>}
      </List>
    </>
  )
}

const STATES: Readonly<Record<Attention['kind'], State>> = {
  'circuit-open': 'circuit',
  'endpoint-disabled': 'disabled',
  'delivery-exhausted': 'exhausted',
  'task-failed': 'failed',
  'import-failed': 'failed',
  'import-refusals': 'exhausted',
  'proxy-failing': 'circuit'
}

function Alert ({ of: one, onChange }: { of: Attention, onChange: () => void }) {
  const { id, kind, appId, appName, endpointUrl, count, reason, since } = one
  const dismiss = async () => {
    if (await act(async () => await asked(api.DELETE('/api/v1/attention/{attention_id}', { params: { path: { attention_id: id } } })), c('attention.dismissed'))) onChange()
  }
  return (
    <li class='alert'>
      <p class='kind'><Mark state={STATES[kind]} text={c(`attention.${kind}`)} />{count !== undefined && count > 1 && <span class='quiet num'>{number(count)}</span>}</p>
      <div>
        <p class='where'>
          {appId !== undefined && <a class='strong' href={top(['app', appId])}><bdi>{appName ?? appId}</bdi></a>}
          <a data-row class={endpointUrl === undefined ? undefined : 'url clip'} href={placeOf(one)}><bdi>{endpointUrl ?? c('attention.look')}</bdi></a>
        </p>
        <p class='what'>{reason} <When at={since} /></p>
      </div>
      <div class='actions'><Cure of={one} onChange={onChange} /><button type='button' class='text' onClick={() => { void dismiss() }}>{c('attention.dismiss')}</button></div>
    </li>
  )
}

/** The page that shows what an entry is about. */
function placeOf ({ kind, appId, endpointId, messageId, taskId, importId }: Attention): string {
  if (importId !== undefined && appId !== undefined) return top(['app', appId, 'imports', importId])
  if (taskId !== undefined) return top(['tasks', taskId])
  if (appId === undefined) return top(['session'])
  if (kind === 'delivery-exhausted' && messageId !== undefined) return top(['app', appId, 'messages', messageId])
  return endpointId === undefined ? top(['app', appId]) : top(['app', appId, 'endpoints', endpointId], { view: kind === 'circuit-open' ? 'failed' : undefined })
}

/** What may end it: an endpoint is enabled, exhausted messages are sent again; the rest is decided on its page. */
function Cure ({ of: { kind, appId, endpointId, since }, onChange }: { of: Attention, onChange: () => void }) {
  if (appId === undefined || endpointId === undefined) return null
  const path = { app_id: appId, endpoint_id: endpointId }
  const run = async (work: () => Promise<unknown>, done: string) => { if (await act(work, done)) onChange() }
  if (kind === 'endpoint-disabled') {
    return <button type='button' onClick={() => { void run(async () => await asked(api.PATCH('/api/v1/app/{app_id}/endpoint/{endpoint_id}', { params: { path }, body: { disabled: false } })), w('endpoint.enabled')) }}>{w('enable')}</button>
  }
  if (kind !== 'delivery-exhausted') return null
  // A recovery takes two weeks at most; what was exhausted then was accepted before.
  const from = new Date(Math.max(Date.parse(since) - DAY_MS, now() - 14 * DAY_MS)).toISOString()
  return <button type='button' onClick={() => { void run(async () => await asked(api.POST('/api/v1/app/{app_id}/endpoint/{endpoint_id}/recover', { params: { path }, body: { since: from } })), c('attention.recovering')) }}>{c('attention.recover')}</button>
}

const DAY_MS = 86_400_000
