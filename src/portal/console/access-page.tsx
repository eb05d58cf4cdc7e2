import { useState } from 'preact/hooks'
import { api, asked } from '../state/calls.js'
import { w } from '../state/words.js'
import { act, wordsOf } from '../parts/announce.js'
import { Copy } from '../parts/copy.js'
import { Confirm } from '../parts/dialog.js'
import { Field } from '../parts/fields.js'
import { Title } from '../parts/title.js'
import type { Application } from './application-calls.js'
import { c } from './console-words.js'
import { bodyOfGrant, everything, GrantFields, type Grant } from './grant-fields.js'

/** Who may open an application's portal: links with what they allow, and their end. */
export function AccessPage ({ application }: { application: Application }) {
  return (
    <>
      <Title text={c('tab.access')} />
      <div class='columns'>
        <Links application={application} />
        <aside><End application={application} /></aside>
      </div>
    </>
  )
}

function Links ({ application: { id } }: { application: Application }) {
  const [grant, setGrant] = useState<Grant>(everything)
  const [error, setError] = useState<string>()
  const [made, setMade] = useState<{ url: string, token: string }>()
  const set = (change: Partial<Grant>) => setGrant(before => ({ ...before, ...change }))
  const make = async () => {
    try {
      setMade(await asked(api.POST('/api/v1/auth/app-portal-access/{app_id}', { params: { path: { app_id: id } }, body: bodyOfGrant(grant) })))
      setError(undefined)
    } catch (failure) {
      setError(wordsOf(failure))
    }
  }
  return (
    <form class='form' onSubmit={event => { event.preventDefault(); void make() }}>
      <p>{c('access.text')}</p>
      <GrantFields value={grant} onChange={set} />
      <Field label={c('grant.session')} help={c('grant.session.help')}>{props => <input {...props} spellcheck={false} value={grant.sessionId} onInput={event => set({ sessionId: event.currentTarget.value })} />}</Field>
      <Field label={c('grant.flags')} help={c('grant.flags.help')}>{props => <input {...props} spellcheck={false} value={grant.featureFlags} onInput={event => set({ featureFlags: event.currentTarget.value })} />}</Field>
      {error !== undefined && <p class='bad' role='alert'>{error}</p>}
      <div class='actions start'><button class='primary'>{c('access.make')}</button></div>
      {made && (
        <div class='card' role='status'>
          <p class='strong'>{c('access.made')}</p>
          <p class='secret-link'><code>{made.url}</code><Copy text={made.url} label={w('copy.text', { what: c('access.link') })} /></p>
          <div class='actions start'><a class='button' href={made.url} target='_blank' rel='noopener noreferrer'>{c('access.open')}</a></div>
        </div>
      )}
    </form>
  )
}

/** Ends sessions: those that are named, or all. */
function End ({ application: { id, name } }: { application: Application }) {
  const [sessions, setSessions] = useState('')
  const [isAsking, setAsking] = useState(false)
  const sessionIds = sessions.split(/[\s,]+/).filter(Boolean)
  const end = async () => await act(async () => await asked(api.POST('/api/v1/auth/app/{app_id}/expire-all', { params: { path: { app_id: id } }, body: { sessionIds } })), c('access.ended'))
  return (
    <section aria-labelledby='end'>
      <h2 id='end'>{c('access.end')}</h2>
      <form class='card' onSubmit={event => { event.preventDefault(); setAsking(true) }}>
        <Field label={c('access.sessions')} help={c('access.sessions.help')}>{props => <input {...props} spellcheck={false} value={sessions} onInput={event => setSessions(event.currentTarget.value)} />}</Field>
        <div class='actions start'><button class='danger'>{c(sessionIds.length === 0 ? 'access.end.all' : 'access.end.some')}</button></div>
      </form>
      {isAsking && (
        <Confirm title={c('access.end.title', { name })} action={c(sessionIds.length === 0 ? 'access.end.all' : 'access.end.some')} isDangerous onClose={() => setAsking(false)} onDo={end}>
          <p>{sessionIds.length === 0 ? c('access.end.all.text') : c('access.end.some.text', { sessions: sessionIds.join(', ') })}</p>
        </Confirm>
      )}
    </section>
  )
}
