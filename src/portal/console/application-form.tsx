import { useState } from 'preact/hooks'
import { w } from '../state/words.js'
import { CallError } from '../state/calls.js'
import { wordsOf } from '../parts/announce.js'
import { Field } from '../parts/fields.js'
import type { Application } from './application-calls.js'
import { c } from './console-words.js'

interface Fields { name: string, uid: string | null, throttleRate: number | null, metadata: Record<string, string> }
type Errors = Partial<Record<'name' | 'uid' | 'throttleRate' | 'metadata' | 'all', string>>
interface Props { of?: Application, action: string, save: (body: Fields) => Promise<Application>, onSaved: (application: Application) => void, onCancel?: () => void }

/** The fields of an application, new or changed. */
export function ApplicationForm ({ of, action, save, onSaved, onCancel }: Props) {
  const [form, setForm] = useState({ name: of?.name ?? '', uid: of?.uid ?? '', rate: of?.throttleRate == null ? '' : String(of.throttleRate), metadata: linesOf(of?.metadata ?? {}) })
  const [errors, setErrors] = useState<Errors>({})
  const set = (change: Partial<typeof form>) => setForm(before => ({ ...before, ...change }))
  const submit = async () => {
    const metadata = metadataOf(form.metadata)
    const wrong = wrongIn(form, metadata)
    if (Object.keys(wrong).length > 0) return setErrors(wrong)
    try {
      onSaved(await save({ name: form.name.trim(), uid: form.uid.trim() || null, throttleRate: form.rate === '' ? null : Number(form.rate), metadata: metadata! }))
    } catch (error) {
      setErrors(errorsOf(error))
    }
  }
  return (
    <form class='form' noValidate onSubmit={event => { event.preventDefault(); void submit() }}>
      <Field label={c('app.name')} help={c('app.name.help')} error={errors.name}>
        {props => <input {...props} required value={form.name} onInput={event => set({ name: event.currentTarget.value })} />}
      </Field>
      <Field label={c('app.uid')} help={c('app.uid.help')} error={errors.uid}>
        {props => <input {...props} spellcheck={false} value={form.uid} onInput={event => set({ uid: event.currentTarget.value })} />}
      </Field>
      <Field label={w('field.rate')} help={c('app.rate.help')} error={errors.throttleRate}>
        {props => <input {...props} inputMode='numeric' value={form.rate} onInput={event => set({ rate: event.currentTarget.value.trim() })} />}
      </Field>
      <Field label={c('app.metadata')} help={c('app.metadata.help')} error={errors.metadata}>
        {props => <textarea {...props} rows={3} spellcheck={false} placeholder='plan: pro' value={form.metadata} onInput={event => set({ metadata: event.currentTarget.value })} />}
      </Field>
      {errors.all !== undefined && <p class='bad' role='alert'>{errors.all}</p>}
      <div class='actions start'><button class='primary'>{action}</button>{onCancel && <button type='button' onClick={onCancel}>{w('cancel')}</button>}</div>
    </form>
  )
}

function wrongIn ({ name, rate }: { name: string, rate: string }, metadata: object | undefined): Errors {
  return {
    ...(name.trim() === '' && { name: c('app.name.wrong') }),
    ...(!/^([1-9]\d{0,4})?$/.test(rate) && { throttleRate: w('wrong.rate') }),
    ...(!metadata && { metadata: c('app.metadata.wrong') })
  }
}

const linesOf = (metadata: Record<string, string>) => Object.entries(metadata).map(([name, value]) => `${name}: ${value}`).join('\n')

/** A line is `name: value`; undefined when one is not. */
function metadataOf (text: string): Record<string, string> | undefined {
  const lines = text.split('\n').filter(line => line.trim() !== '').map(line => /^([^:]+): ?(.*)$/.exec(line))
  return lines.includes(null) ? undefined : Object.fromEntries(lines.map(line => [line![1]!.trim(), line![2]!]))
}

// The server's own words stand at the field that they are about.
function errorsOf (error: unknown): Errors {
  if (!(error instanceof CallError)) return { all: wordsOf(error) }
  if (error.status === 409) return { uid: c('app.uid.taken') }
  if (error.fields.length === 0) return { all: wordsOf(error) }
  const known = ['name', 'uid', 'throttleRate', 'metadata']
  return Object.fromEntries(error.fields.map(({ field, msg }) => [known.find(one => field.startsWith(one)) ?? 'all', msg]))
}
