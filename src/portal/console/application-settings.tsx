import { useState } from 'preact/hooks'
import { api, asked } from '../state/calls.js'
import { go, top } from '../state/address.js'
import { w } from '../state/words.js'
import { act, announce } from '../parts/announce.js'
import { Id } from '../parts/copy.js'
import { Confirm } from '../parts/dialog.js'
import { Field } from '../parts/fields.js'
import { Title } from '../parts/title.js'
import { When } from '../parts/when.js'
import type { Application } from './application-calls.js'
import { ApplicationForm } from './application-form.js'
import { c } from './console-words.js'

/** An application's fields, and its end. */
export function ApplicationSettings ({ application, onChange }: { application: Application, onChange: () => void }) {
  const [isDeleting, setDeleting] = useState(false)
  const { id, createdAt, updatedAt, messageShards = 1 } = application
  const path = { app_id: id }
  return (
    <>
      <Title text={c('tab.settings')}><button type='button' class='danger' onClick={() => setDeleting(true)}>{c('app.delete')}</button></Title>
      <div class='columns'>
        <ApplicationForm
          of={application} action={w('save')} save={async body => await asked(api.PATCH('/api/v1/app/{app_id}', { params: { path }, body }))}
          onSaved={() => { announce(c('app.saved')); onChange() }}
        />
        <aside>
          <dl class='facts'>
            <div><dt>{w('field.id')}</dt><dd><Id id={id} /></dd></div>
            <div><dt>{c('app.shards')}</dt><dd class='num'>{messageShards}</dd></div>
            <div><dt>{w('field.created')}</dt><dd><When at={createdAt} /></dd></div>
            <div><dt>{w('field.updated')}</dt><dd><When at={updatedAt} /></dd></div>
          </dl>
        </aside>
      </div>
      {isDeleting && <Delete application={application} onClose={() => setDeleting(false)} />}
    </>
  )
}

/** Asks for the name before it deletes everything below an application. */
function Delete ({ application: { id, name }, onClose }: { application: Application, onClose: () => void }) {
  const [typed, setTyped] = useState('')
  const remove = async () => {
    if (await act(async () => await asked(api.DELETE('/api/v1/app/{app_id}', { params: { path: { app_id: id } } })), c('app.deleted', { name }))) go(top(['apps']))
  }
  return (
    <Confirm title={c('app.delete.title', { name })} action={c('app.delete')} isDangerous isReady={typed === name} onClose={onClose} onDo={remove}>
      <p>{c('app.delete.text')}</p>
      <Field label={c('app.delete.name', { name })}>{props => <input {...props} autocomplete='off' value={typed} onInput={event => setTyped(event.currentTarget.value)} />}</Field>
    </Confirm>
  )
}
