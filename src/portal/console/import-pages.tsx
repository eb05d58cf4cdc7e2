import { useState } from 'preact/hooks'
import type { paths } from '../../../openapi/portal-api.js'
import { api, asked, inApp, SERVER, type Page, type Task } from '../state/calls.js'
import { useAgain, useList, useLoad } from '../state/loading.js'
import { go, to } from '../state/address.js'
import { number, w } from '../state/words.js'
import { announce, wordsOf } from '../parts/announce.js'
import { Copy } from '../parts/copy.js'
import { Mark } from '../parts/mark.js'
import { Refresh } from '../parts/refresh.js'
import { Empty, Show } from '../parts/states.js'
import { List, Table } from '../parts/table.js'
import { Title } from '../parts/title.js'
import { When } from '../parts/when.js'
import { c } from './console-words.js'
import { DropFile } from './drop-file.js'
import { LOOK_MS, TaskTable } from './task-pages.js'

type Import = paths['/api/v1/app/{app_id}/import/{import_id}']['get']['responses'][200]['content']['application/json']

const MARKS = { waiting: 'waiting', running: 'sending', finished: 'delivered', failed: 'failed' } as const
const PAGE = 50
/** Refused entries that are listed; the file has all. */
const SHOWN = 200

/** The imports of an application, or one of them with its report. */
export function Imports ({ appId, id }: { appId: string, id: string | undefined }) {
  return id === undefined ? <ImportList appId={appId} /> : <ImportPage id={id} />
}

function ImportList ({ appId }: { appId: string }) {
  const list = useList<Task>(`imports ${appId}`, async (iterator): Promise<Page<Task>> => {
    const page = await asked(api.GET('/api/v1/background-task', { params: { query: { limit: PAGE, task: 'message.import', ...(iterator !== undefined && { iterator }) } } }))
    return { ...page, data: page.data.filter(({ data }) => data.appId === appId) }
  })
  return (
    <>
      <Title text={c('tab.imports')}><Refresh onClick={list.reload} /></Title>
      <div class='stack'>
        <Upload />
        <List of={list} lines={2} none={!list.hasMore && <Empty title={c('imports.none')} />}>
          {rows => <TaskTable rows={rows} />}
        </List>
      </div>
    </>
  )
}

/** Takes a file of messages: begins an import and sends the file there. */
function Upload () {
  const [sent, setSent] = useState<number>()
  const [elsewhere, setElsewhere] = useState<string>()
  const upload = async (file: File) => {
    try {
      setSent(0)
      const { id, uploadUrl } = await asked(api.POST('/api/v1/app/{app_id}/import', { params: { path: inApp({}) } }))
      // The page may call its own server alone.
      if (!uploadUrl.startsWith(SERVER)) return setElsewhere(`curl -T '${file.name.replaceAll("'", "'\\''")}' '${uploadUrl}'`)
      await put(uploadUrl, file, setSent)
      go(to(['imports', id]))
    } catch (error) {
      announce(wordsOf(error), { isError: true })
    } finally {
      setSent(undefined)
    }
  }
  return (
    <>
      <DropFile label={c('import.file')} onFile={file => { void upload(file) }}>
        <p class='quiet'>{c('import.text')}</p>
        {sent !== undefined && <progress max={1} value={sent} aria-label={c('import.sending')} />}
      </DropFile>
      {elsewhere !== undefined && (
        <div class='card' role='status'>
          <p>{c('import.elsewhere')}</p>
          <p class='secret-link'><code>{elsewhere}</code><Copy text={elsewhere} label={w('copy.text', { what: 'curl' })} /></p>
        </div>
      )}
    </>
  )
}

/** Sends a file; tells how much of it is sent, as a share. Fetch does not know that. */
async function put (url: string, file: File, onSent: (share: number) => void): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('PUT', url)
    request.upload.onprogress = ({ loaded, total }) => onSent(loaded / Math.max(1, total))
    request.onload = () => { if (request.status < 300) resolve(); else reject(new Error(request.responseText)) }
    request.onerror = () => reject(new Error(w('error.away')))
    request.send(file)
  })
}

function ImportPage ({ id }: { id: string }) {
  const one = useLoad<Import>(`import ${id}`, async () => await asked(api.GET('/api/v1/app/{app_id}/import/{import_id}', { params: { path: inApp({ import_id: id }) } })))
  const { status } = one.data ?? {}
  useAgain(status === 'running' || status === 'waiting', one, LOOK_MS)
  return (
    <>
      <Title text={c('import')} back={{ href: to('imports'), text: c('tab.imports') }}><Refresh onClick={one.reload} /></Title>
      <Show of={one}>
        {({ status, entries, accepted, refused, reason, updatedAt }) => (
          <div class='stack'>
            <dl class='facts wide'>
              <div><dt>{w('column.state')}</dt><dd><Mark state={MARKS[status]} text={c(`import.${status}`)} />{reason !== undefined && <p class='bad'>{reason}</p>}</dd></div>
              <div><dt>{c('import.entries')}</dt><dd class='num'>{number(entries)}</dd></div>
              <div><dt>{c('import.accepted')}</dt><dd class='num'>{number(accepted)}</dd></div>
              <div><dt>{c('import.refused')}</dt><dd class='num'>{number(refused)}</dd></div>
              <div><dt>{w('field.updated')}</dt><dd><When at={updatedAt} /></dd></div>
            </dl>
            {(status === 'finished' || status === 'failed') && refused > 0 && <Report id={id} />}
          </div>
        )}
      </Show>
    </>
  )
}

interface Refused { line?: number, entry?: number, status?: number, reason?: unknown }

function Report ({ id }: { id: string }) {
  const report = useLoad<string>(`report ${id}`, async () => await asked(api.GET('/api/v1/app/{app_id}/import/{import_id}/report', { params: { path: inApp({ import_id: id }) }, parseAs: 'text' })))
  return (
    <section class='report'>
      <Show of={report} rows={3}>
        {text => {
          const [, ...rows] = text.split('\n').filter(Boolean)
          return (
            <>
              <header class='head'><h2 id='report'>{c('import.report')}</h2><Copy text={text} label={w('copy.text', { what: c('import.report') })} /></header>
              <Table heads={[c('import.line'), c('import.reason')]}>
                <tbody>
                  {rows.slice(0, SHOWN).map(row => {
                    const { line, entry, reason } = JSON.parse(row) as Refused
                    return <tr key={row}><td class='num fit' data-label={c('import.line')}>{line ?? entry}</td><td class='main'><bdi>{typeof reason === 'string' ? reason : JSON.stringify(reason)}</bdi></td></tr>
                  })}
                </tbody>
              </Table>
              {rows.length > SHOWN && <p class='quiet after'>{c('import.more', { shown: number(SHOWN), all: number(rows.length) })}</p>}
            </>
          )
        }}
      </Show>
    </section>
  )
}
