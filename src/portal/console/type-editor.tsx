import { useState } from 'preact/hooks'
import { api, asked, CallError, type EventType } from '../state/calls.js'
import { schemaOf } from '../state/catalogue.js'
import { useLoad } from '../state/loading.js'
import { go, top } from '../state/address.js'
import { w } from '../state/words.js'
import { wordsOf } from '../parts/announce.js'
import { Field } from '../parts/fields.js'
import { Payload } from '../parts/payload.js'
import { Show } from '../parts/states.js'
import { Title } from '../parts/title.js'
import { c } from './console-words.js'
import { jsonIn, sampleOf } from './schema-sample.js'
import { typeOf } from './type-pages.js'

interface Form { name: string, description: string, group: string, schema: string, isChecked: boolean, isDeprecated: boolean }
type Errors = Partial<Record<'name' | 'description' | 'group' | 'schema' | 'all', string>>

const START = JSON.stringify({ type: 'object', required: ['id'], properties: { id: { type: 'string' } }, examples: [{ id: 'inv_1' }] }, null, 2)

/** Creates an event type, or with a name changes it: its fields, its schema of the highest version, and an example of it beside. */
export function TypeEditor ({ name }: { name: string | undefined }) {
  const type = useLoad<EventType | undefined>(`edit type ${name}`, async () => name === undefined ? undefined : await typeOf(name))
  return (
    <>
      <Title text={name === undefined ? c('type.new') : c('type.edit', { name })} back={{ href: top(name === undefined ? ['types'] : ['types', name]), text: name ?? w('nav.events') }} />
      {name === undefined ? <Edit of={undefined} /> : <Show of={type}>{one => <Edit of={one} />}</Show>}
    </>
  )
}

function Edit ({ of }: { of: EventType | undefined }) {
  const [form, setForm] = useState<Form>(() => formOf(of))
  const [errors, setErrors] = useState<Errors>({})
  const set = (change: Partial<Form>) => setForm(before => ({ ...before, ...change }))
  const json = jsonIn(form.schema)
  const save = async () => {
    if ('wrong' in json) return setErrors({ schema: c('type.schema.wrong', { message: json.wrong }) })
    try {
      const { name } = await write(form, json.value, of)
      go(top(['types', name]))
    } catch (error) {
      setErrors(errorsOf(error))
    }
  }
  return (
    <form class='form wide' noValidate onSubmit={event => { event.preventDefault(); void save() }}>
      <div class='editor'>
        <div>
          {!of && <Field label={c('type.name')} help={c('type.name.help')} error={errors.name}>{props => <input {...props} spellcheck={false} placeholder='invoice.paid' value={form.name} onInput={event => set({ name: event.currentTarget.value })} />}</Field>}
          <Field label={w('field.description')} error={errors.description}>{props => <input {...props} value={form.description} onInput={event => set({ description: event.currentTarget.value })} />}</Field>
          <Field label={c('type.group')} help={c('type.group.help')} error={errors.group}>{props => <input {...props} value={form.group} onInput={event => set({ group: event.currentTarget.value })} />}</Field>
          <fieldset class='choices'>
            <label><input type='checkbox' checked={form.isChecked} onChange={event => set({ isChecked: event.currentTarget.checked })} /><span>{c('type.validate')}</span></label>
            <label><input type='checkbox' checked={form.isDeprecated} onChange={event => set({ isDeprecated: event.currentTarget.checked })} /><span>{c('type.deprecated')}</span></label>
          </fieldset>
          <Field label={w('events.schema')} help={c('type.schema.help')} error={errors.schema ?? ('wrong' in json ? c('type.schema.wrong', { message: json.wrong }) : undefined)}>
            {props => <textarea {...props} dir='ltr' spellcheck={false} value={form.schema} onInput={event => { set({ schema: event.currentTarget.value }); setErrors({}) }} />}
          </Field>
        </div>
        <Preview schema={'wrong' in json ? undefined : json.value} />
      </div>
      {errors.all !== undefined && <p class='bad' role='alert'>{errors.all}</p>}
      <div class='actions start'><button class='primary'>{of ? w('save') : c('type.create')}</button><a class='button' href={top(of ? ['types', of.name] : ['types'])}>{w('cancel')}</a></div>
    </form>
  )
}

/** What a message of this schema looks like: its own examples, or one that is made of it. */
function Preview ({ schema }: { schema: unknown }) {
  if (typeof schema !== 'object' || schema === null) return <p class='quiet'>{c('type.preview.none')}</p>
  const { examples } = schema as { examples?: unknown }
  const own = Array.isArray(examples) ? examples : []
  return (
    <aside>
      {own.map((one, at) => <Payload key={at} label={w('events.example')} text={JSON.stringify(one, null, 2)} />)}
      {own.length === 0 && <Payload label={c('type.preview')} text={JSON.stringify(sampleOf(schema), null, 2)} />}
    </aside>
  )
}

function formOf (of: EventType | undefined): Form {
  if (!of) return { name: '', description: '', group: '', schema: START, isChecked: false, isDeprecated: false }
  const { name, description, groupName: group = '', validatePayload: isChecked = false, deprecated: isDeprecated } = of
  const schema = JSON.stringify(schemaOf(of)?.schema, null, 2) ?? ''
  return { name, description, group, schema, isChecked, isDeprecated }
}

/** Writes it; other versions of the schema stay. */
async function write ({ name, description, group, isChecked, isDeprecated }: Form, schema: unknown, of: EventType | undefined): Promise<EventType> {
  const versions = Object.keys(of?.schemas ?? {}).map(Number)
  const schemas = schema === undefined ? null : { ...of?.schemas, [String(Math.max(1, ...versions))]: schema }
  const fields = { description, groupName: group.trim() || null, deprecated: isDeprecated, validatePayload: isChecked || null, schemas }
  if (!of) return await asked(api.POST('/api/v1/event-type', { body: { name: name.trim(), ...fields } }))
  return await asked(api.PATCH('/api/v1/event-type/{event_type_name}', { params: { path: { event_type_name: of.name } }, body: fields }))
}

// The server's own words stand at the field that they are about.
function errorsOf (error: unknown): Errors {
  if (!(error instanceof CallError)) return { all: wordsOf(error) }
  if (error.status === 409) return { name: c('type.name.taken') }
  if (error.fields.length === 0) return { all: wordsOf(error) }
  const places: Readonly<Record<string, keyof Errors>> = { name: 'name', description: 'description', groupName: 'group', schemas: 'schema' }
  return Object.fromEntries(error.fields.map(({ field, msg }) => [places[field.split('.')[0]!] ?? 'all', msg]))
}
