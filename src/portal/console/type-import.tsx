import { useState } from 'preact/hooks'
import { api, asked, CallError, type EventType } from '../state/calls.js'
import { top, go } from '../state/address.js'
import { number, w } from '../state/words.js'
import { announce, wordsOf } from '../parts/announce.js'
import { Field } from '../parts/fields.js'
import { Mark } from '../parts/mark.js'
import { Title } from '../parts/title.js'
import { c } from './console-words.js'
import { DropFile } from './drop-file.js'
import { changesOf, lineChanges, type Change } from './type-changes.js'
import { typeOf } from './type-pages.js'

const WIDTH = 8

/** Makes event types of an OpenAPI document: shows what would change before it is done. */
export function TypeImport () {
  const [text, setText] = useState('')
  const [changes, setChanges] = useState<Change[]>()
  const [error, setError] = useState<string>()
  const [isBusy, setBusy] = useState(false)
  const run = async (work: () => Promise<void>) => {
    setBusy(true)
    setError(undefined)
    await work().catch((failure: unknown) => setError(wordsOf(failure)))
    setBusy(false)
  }
  const look = async () => await run(async () => setChanges(await differences(text)))
  const write = async () => await run(async () => {
    const { data: { modified } } = await asked(api.POST('/api/v1/event-type/import/openapi', { body: { specRaw: text } }))
    announce(c('types.imported', { count: number(modified.length) }))
    go(top(['types']))
  })
  const set = (next: string) => { setText(next); setChanges(undefined) }
  return (
    <>
      <Title text={c('types.import')} back={{ href: top(['types']), text: w('nav.events') }} />
      <form class='form wide' onSubmit={event => { event.preventDefault(); void look() }}>
        <DropFile label={c('types.import.file')} onFile={file => { void file.text().then(set) }} />
        <Field label={c('types.import.document')} help={c('types.import.help')} error={error}>
          {props => <textarea {...props} dir='ltr' rows={10} spellcheck={false} required value={text} onInput={event => set(event.currentTarget.value)} />}
        </Field>
        {!changes && <div class='actions start'><button class='primary' disabled={isBusy || text.trim() === ''}>{c('types.import.look')}</button></div>}
      </form>
      {changes && <Changes of={changes} isBusy={isBusy} onWrite={() => { void write() }} />}
    </>
  )
}

/** What the document says and what is there, type by type. */
async function differences (specRaw: string): Promise<Change[]> {
  const { data: { to_modify: next } } = await asked(api.POST('/api/v1/event-type/import/openapi', { body: { specRaw, dryRun: true } }))
  const changes: Change[] = []
  for (let at = 0; at < next.length; at += WIDTH) {
    changes.push(...await Promise.all(next.slice(at, at + WIDTH).map(async one => changesOf(await present(one.name), one))))
  }
  return changes
}

async function present (name: string): Promise<EventType | undefined> {
  return await typeOf(name).catch((error: unknown) => {
    if (error instanceof CallError && error.status === 404) return undefined
    throw error
  })
}

const MARKS = { new: 'delivered', changed: 'retrying', same: 'waiting' } as const

function Changes ({ of, isBusy, onWrite }: { of: readonly Change[], isBusy: boolean, onWrite: () => void }) {
  const count = of.filter(({ kind }) => kind !== 'same').length
  return (
    <section class='stack report' aria-labelledby='changes'>
      <h2 id='changes'>{c('types.import.changes')}</h2>
      {of.length === 0 && <p class='quiet'>{c('types.import.none')}</p>}
      {of.map(one => (
        <details key={one.name} class='card change' open={of.length === 1}>
          <summary data-row><code>{one.name}</code> <Mark state={MARKS[one.kind]} text={c(`change.${one.kind}`)} /> <span class='quiet'>{one.fields.join(', ')}</span></summary>
          <div class='diff'>{lineChanges(one.before, one.after).map(({ sign, line }, at) => <div key={at} class={sign}>{line}</div>)}</div>
        </details>
      ))}
      {of.length > 0 && <div class='actions start'><button type='button' class='primary' disabled={isBusy} onClick={onWrite}>{c('types.import.do', { count: number(of.length), changed: number(count) })}</button></div>}
    </section>
  )
}
