import { useState } from 'preact/hooks'
import { api, asked, CallError } from '../state/calls.js'
import { useList, useLoad } from '../state/loading.js'
import { go, top } from '../state/address.js'
import { w } from '../state/words.js'
import { act, announce, wordsOf } from '../parts/announce.js'
import { Confirm } from '../parts/dialog.js'
import { Field } from '../parts/fields.js'
import { Mark } from '../parts/mark.js'
import { Empty, Show } from '../parts/states.js'
import { List, Table } from '../parts/table.js'
import { Title } from '../parts/title.js'
import { TypesOf } from '../parts/types-of.js'
import { Url } from '../parts/url.js'
import { When } from '../parts/when.js'
import { SecretCard } from '../pages/secret-card.js'
import { c } from './console-words.js'
import { emptyHook, hookBody, hookFormOf, HOOK_TYPES, type Hook, type HookForm as Form } from './hook-form.js'

const PLACE = ['settings', 'webhooks'] as const
const PATH = '/api/v1/operational-webhook/endpoint/{endpoint_id}'

/** The endpoints that get operational webhooks. */
export function Hooks () {
  const list = useList<Hook>('hooks', async iterator => await asked(api.GET('/api/v1/operational-webhook/endpoint', { params: { query: { limit: 50, ...(iterator !== undefined && { iterator }) } } })))
  return (
    <>
      <p class='quiet after'>{c('hooks.text')}</p>
      <List of={list} none={<Empty title={c('hooks.empty')}><a class='button primary' href={top([...PLACE, 'new'])}>{c('hooks.new')}</a></Empty>}>
        {rows => (
          <Table heads={[w('column.state'), w('column.endpoint'), w('column.types'), w('field.updated')]}>
            <tbody>
              {rows.map(({ id, url, description, disabled, eventTypes, updatedAt }) => (
                <tr key={id}>
                  <td><Mark state={disabled ? 'disabled' : 'active'} /></td>
                  <td class='main'><a class='stretch' data-row href={top([...PLACE, id])}><Url url={url} /></a>{description !== '' && <p class='quiet clip'><bdi>{description}</bdi></p>}</td>
                  <td class='quiet'><TypesOf of={eventTypes} /></td>
                  <td><When at={updatedAt} /></td>
                </tr>
              ))}
            </tbody>
          </Table>
        )}
      </List>
    </>
  )
}

/** One of them: its fields, its secret, and its end. */
export function HookPage ({ id }: { id: string }) {
  const path = { endpoint_id: id }
  const hook = useLoad(`hook ${id}`, async () => await asked(api.GET(PATH, { params: { path } })))
  const [isDeleting, setDeleting] = useState(false)
  const remove = async () => {
    if (await act(async () => await asked(api.DELETE(PATH, { params: { path } })), w('endpoint.deleted'))) go(top(PLACE))
  }
  return (
    <>
      <Title text={hook.data?.url ?? w('endpoint')} heading={hook.data && <Url url={hook.data.url} />} back={{ href: top(PLACE), text: c('settings.webhooks') }}>
        <button type='button' class='danger' onClick={() => setDeleting(true)}>{w('endpoint.delete')}</button>
      </Title>
      <Show of={hook}>
        {one => <div class='columns'><Fields key={one.updatedAt} hook={one} onSaved={() => { announce(c('hooks.saved')); hook.reload() }} /><aside><HookSecret id={one.id} /></aside></div>}
      </Show>
      {isDeleting && <Confirm title={w('endpoint.delete.title')} action={w('endpoint.delete')} isDangerous onClose={() => setDeleting(false)} onDo={remove}><p>{c('hooks.delete')}</p></Confirm>}
    </>
  )
}

const DAY = 86_400

/** Its secret; exchanged with an overlap of a day. */
function HookSecret ({ id }: { id: string }) {
  const path = { endpoint_id: id }
  const rotate = async () => await act(async () => await asked(api.POST(`${PATH}/secret/rotate`, { params: { path }, body: { gracePeriodSeconds: DAY } })), w('secret.rotated'))
  return (
    <SecretCard
      reveal={async () => await asked(api.GET(`${PATH}/secret`, { params: { path } }))}
      rotate={onClose => <Confirm title={w('secret.rotate.title')} action={w('secret.rotate')} onClose={onClose} onDo={rotate}><p>{c('hooks.rotate')}</p></Confirm>}
    />
  )
}

/** Creates one. */
export const HookForm = () => (
  <>
    <Title text={c('hooks.new')} back={{ href: top(PLACE), text: c('settings.webhooks') }} />
    <Fields onSaved={({ id }) => { announce(c('hooks.saved')); go(top([...PLACE, id])) }} />
  </>
)

type Errors = Partial<Record<'url' | 'eventTypes' | 'all', string>>

function Fields ({ hook, onSaved }: { hook?: Hook, onSaved: (hook: Hook) => void }) {
  const [form, setForm] = useState<Form>(hook ? hookFormOf(hook) : emptyHook)
  const [errors, setErrors] = useState<Errors>({})
  const set = (change: Partial<Form>) => setForm(before => ({ ...before, ...change }))
  const submit = async () => {
    const wrong: Errors = { ...!/^https?:\/\/./.test(form.url.trim()) && { url: w('wrong.url') }, ...form.types?.length === 0 && { eventTypes: w('wrong.types') } }
    if (Object.keys(wrong).length > 0) return setErrors(wrong)
    const body = hookBody(form, hook)
    try {
      onSaved(await asked<Hook>(hook ? api.PUT(PATH, { params: { path: { endpoint_id: hook.id } }, body }) : api.POST('/api/v1/operational-webhook/endpoint', { body })))
      setErrors({})
    } catch (error) {
      setErrors(errorsOf(error))
    }
  }
  return (
    <form class='form' noValidate onSubmit={event => { event.preventDefault(); void submit() }}>
      <Field label={w('field.url')} help={w('field.url.help')} error={errors.url}>
        {props => <input {...props} type='url' required spellcheck={false} placeholder='https://example.com/posthorn' value={form.url} onInput={event => set({ url: event.currentTarget.value })} />}
      </Field>
      <Field label={w('field.description')}>{props => <input {...props} value={form.description} onInput={event => set({ description: event.currentTarget.value })} />}</Field>
      <Types value={form.types} error={errors.eventTypes} onChange={types => set({ types })} />
      <fieldset class='choices'><label><input type='checkbox' checked={!form.disabled} onChange={event => set({ disabled: !event.currentTarget.checked })} /><span>{c('hooks.enabled')}</span></label></fieldset>
      {errors.all !== undefined && <p class='bad' role='alert'>{errors.all}</p>}
      <div class='actions start'><button class='primary'>{hook ? w('save') : w('endpoint.create')}</button></div>
    </form>
  )
}

function Types ({ value, error, onChange }: { value: string[] | null, error: string | undefined, onChange: (value: string[] | null) => void }) {
  const chosen = value ?? []
  // What it has and this page does not know can be taken away, too.
  const names = [...new Set([...HOOK_TYPES, ...chosen])]
  return (
    <fieldset class='choices'>
      <legend>{w('field.types')}</legend>
      <label><input type='radio' name='types' checked={value === null} onChange={() => onChange(null)} /><span>{w('types.every')}</span></label>
      <label><input type='radio' name='types' checked={value !== null} onChange={() => onChange([])} /><span>{w('types.chosen')}</span></label>
      {error !== undefined && <p class='bad'>{error}</p>}
      {value !== null && names.map(name => <label key={name}><input type='checkbox' checked={chosen.includes(name)} onChange={event => onChange(event.currentTarget.checked ? [...chosen, name] : chosen.filter(one => one !== name))} /><code>{name}</code></label>)}
    </fieldset>
  )
}

// The server's own words stand at the field that they are about.
function errorsOf (error: unknown): Errors {
  if (!(error instanceof CallError) || error.fields.length === 0) return { all: wordsOf(error) }
  return Object.fromEntries(error.fields.map(({ field, msg }) => [['url', 'eventTypes'].find(one => field.startsWith(one)) ?? 'all', msg]))
}
