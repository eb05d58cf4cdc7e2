import { useState } from 'preact/hooks'
import { Field } from '../parts/fields.js'
import { refusal, signIn } from './console-session.js'
import { c } from './console-words.js'
import { Horn } from './desk-icon.js'

/** How to come in: with a token of an organization, pasted. Says what was wrong with the last one. */
export function SignIn () {
  const [token, setToken] = useState('')
  const why = refusal.value
  return (
    <main class='sign-in'>
      <h1><Horn />{c('signIn.title')}</h1>
      {why && (
        <div class='failure' role='alert'>
          <p>{c(`signIn.${why.kind}`)}</p>
          {why.kind === 'portal' && <a class='button' href={why.link}>{c('signIn.portal.open')}</a>}
        </div>
      )}
      <form class='form' onSubmit={event => { event.preventDefault(); if (token.trim() !== '') signIn(token) }}>
        <Field label={c('signIn.token')} help={c('signIn.token.help')}>
          {props => <textarea {...props} required spellcheck={false} autocomplete='off' autofocus value={token} onInput={event => setToken(event.currentTarget.value)} />}
        </Field>
        <div class='actions start'><button class='primary'>{c('signIn')}</button></div>
      </form>
      <div class='card'>
        <p>{c('signIn.how')}</p>
        <code class='all'>npx posthorn token</code>
        <p class='quiet'>{c('signIn.kept')}</p>
      </div>
    </main>
  )
}
