import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { api, asked, CallError, inApp, type Endpoint } from '../state/calls.js'
import { bodyOf, emptyForm, formOf, type EndpointBody, type EndpointForm as Form } from '../state/endpoint-form.js'
import { useLoad } from '../state/loading.js'
import { go, to } from '../state/address.js'
import { shows } from '../state/session.js'
import { list, w, type Word } from '../state/words.js'
import { act, wordsOf } from '../parts/announce.js'
import { Confirm } from '../parts/dialog.js'
import { Field } from '../parts/fields.js'
import { Show } from '../parts/states.js'
import { Title } from '../parts/title.js'
import { FilterField } from './filter-field.js'
import { TypePicker } from './type-picker.js'

/** Creates an endpoint, or with an id changes it: one form. */
export function EndpointFormPage ({ id }: { id: string | undefined }) {
  if (id === undefined) {
    return (
      <>
        <Title text={w('endpoint.new')} back={{ href: to('endpoints'), text: w('nav.endpoints') }} />
        <FormOf initial={emptyForm} action={w('endpoint.create')} back={to('endpoints')} save={async body => await asked(api.POST('/api/v1/app/{app_id}/endpoint', { params: { path: inApp({}) }, body }))} />
      </>
    )
  }
  return <Edit id={id} />
}

function Edit ({ id }: { id: string }) {
  const path = inApp({ endpoint_id: id })
  const endpoint = useLoad(`edit ${id}`, async () => await asked(api.GET('/api/v1/app/{app_id}/endpoint/{endpoint_id}', { params: { path } })))
  const [isDeleting, setDeleting] = useState(false)
  const remove = async () => {
    if (await act(async () => await asked(api.DELETE('/api/v1/app/{app_id}/endpoint/{endpoint_id}', { params: { path } })), w('endpoint.deleted'))) go(to('endpoints'))
  }
  return (
    <>
      <Title text={w('endpoint.edit')} back={{ href: to(['endpoints', id]), text: endpoint.data?.url ?? w('endpoint') }}>
        <button type='button' class='danger' onClick={() => setDeleting(true)}>{w('endpoint.delete')}</button>
      </Title>
      <Show of={endpoint}>
        {one => <FormOf initial={formOf(one)} id={id} action={w('save')} back={to(['endpoints', id])} save={async body => await asked(api.PATCH('/api/v1/app/{app_id}/endpoint/{endpoint_id}', { params: { path }, body }))} />}
      </Show>
      {isDeleting && (
        <Confirm title={w('endpoint.delete.title')} action={w('endpoint.delete')} isDangerous onClose={() => setDeleting(false)} onDo={remove}>
          <p>{w('endpoint.delete.text')}</p>
        </Confirm>
      )}
    </>
  )
}

interface FormProps { initial: Form, id?: string, action: string, back: string, save: (body: EndpointBody) => Promise<Endpoint> }

function FormOf ({ initial, id, action, back, save }: FormProps) {
  const [form, setForm] = useState(initial)
  const [errors, setErrors] = useState<Partial<Record<keyof Form | 'all', string>>>({})
  const set = (change: Partial<Form>) => setForm(before => ({ ...before, ...change }))
  const submit = async () => {
    const meant = bodyOf(form)
    if ('wrong' in meant) return setErrors(Object.fromEntries(meant.wrong.map(field => [field, w(`wrong.${field}` as Word)])))
    try {
      go(to(['endpoints', (await save(meant.body)).id]))
    } catch (error) {
      setErrors(errorsOf(error))
    }
  }
  return (
    <form class='form' noValidate onSubmit={event => { event.preventDefault(); void submit() }}>
      <Field label={w('field.url')} help={w('field.url.help')} error={errors.url}>
        {props => <input {...props} type='url' required spellcheck={false} placeholder='https://example.com/webhooks' value={form.url} onInput={event => set({ url: event.currentTarget.value })} />}
      </Field>
      <Field label={w('field.description')} help={w('field.description.help')}>
        {props => <input {...props} value={form.description} onInput={event => set({ description: event.currentTarget.value })} />}
      </Field>
      <TypePicker value={form.types} error={errors.types} onChange={types => set({ types })} />
      <More isOpen={initial.channels !== '' || initial.rate !== '' || initial.schedule !== null || initial.filter !== ''}>
        {shows('enableChannels') && (
          <Field label={w('field.channels')} help={w('field.channels.help')}>
            {props => <input {...props} spellcheck={false} value={form.channels} onInput={event => set({ channels: event.currentTarget.value })} />}
          </Field>
        )}
        <Field label={w('field.rate')} help={w('field.rate.help')} error={errors.rate}>
          {props => <input {...props} inputMode='numeric' value={form.rate} onInput={event => set({ rate: event.currentTarget.value.trim() })} />}
        </Field>
        <Field label={w('field.schedule')} help={w('field.schedule.help')} error={errors.schedule}>
          {props => <input {...props} spellcheck={false} placeholder={w('schedule.default')} value={form.schedule ?? ''} onInput={event => set({ schedule: event.currentTarget.value === '' ? null : event.currentTarget.value })} />}
        </Field>
        <FilterField value={form.filter} error={errors.filter} endpointId={id} types={form.types} onChange={filter => set({ filter })} />
      </More>
      {errors.all !== undefined && <p class='bad' role='alert'>{errors.all}</p>}
      <div class='actions start'><button class='primary'>{action}</button><a class='button' href={back}>{w('cancel')}</a></div>
    </form>
  )
}

const More = ({ isOpen, children }: { isOpen: boolean, children: ComponentChildren }) => (
  <details class='card' open={isOpen}>
    <summary>{list(...shows('enableChannels') ? [w('field.channels')] : [], w('field.rate'), w('form.retries'))}</summary>
    <div class='stack'>{children}</div>
  </details>
)

const FIELDS: Readonly<Record<string, keyof Form>> = { url: 'url', eventTypes: 'types', channels: 'channels', throttleRate: 'rate', retrySchedule: 'schedule', filter: 'filter' }

// The server's own words stand at the field that they are about.
function errorsOf (error: unknown): Partial<Record<keyof Form | 'all', string>> {
  if (!(error instanceof CallError) || error.fields.length === 0) return { all: wordsOf(error) }
  return Object.fromEntries(error.fields.map(({ field, msg }) => [FIELDS[field.split('.')[0]!] ?? 'all', field.startsWith('filter.') ? `${field.slice('filter.'.length)}: ${msg}` : msg]))
}
