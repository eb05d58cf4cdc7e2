import { useState } from 'preact/hooks'
import { api, asked, CallError } from '../state/calls.js'
import { useLoad } from '../state/loading.js'
import { w } from '../state/words.js'
import { announce, wordsOf } from '../parts/announce.js'
import { Field } from '../parts/fields.js'
import { Show } from '../parts/states.js'
import { c } from './console-words.js'
import { DropFile } from './drop-file.js'
import { CORNERS, looksOf, ROUNDS, settingsOf, SWITCHES, TEXTS, wrongIn, type EnvironmentSettings, type LooksForm } from './looks-form.js'
import { PaletteFields } from './palette-fields.js'
import { ThemePreview } from './theme-preview.js'

/** What an organization sets for all its portals, with a preview that follows each change. */
export function LooksPage () {
  const settings = useLoad('settings', async () => await asked(api.GET('/api/v1/environment/settings')))
  return <Show of={settings} rows={12}>{one => <Looks settings={one} />}</Show>
}

type Errors = Readonly<Record<string, string>>

function Looks ({ settings }: { settings: EnvironmentSettings }) {
  const [form, setForm] = useState(() => looksOf(settings))
  const [refused, setRefused] = useState<Errors>({})
  const wrong = wrongIn(form)
  const errors: Errors = { ...refused, ...Object.fromEntries(Object.entries(wrong).map(([place, kind]) => [place, c(`settings.wrong.${kind}`)])) }
  const set = (place: string, text: string) => {
    setForm(before => ({ ...before, texts: { ...before.texts, [place]: text } }))
    setRefused(({ [place]: _, ...rest }) => rest)
  }
  const save = async () => {
    if (Object.keys(wrong).length > 0) return document.querySelector<HTMLElement>('.looks [aria-invalid=true]')?.focus()
    try {
      setForm(looksOf(await asked(api.PATCH('/api/v1/environment/settings', { body: settingsOf(form) }))))
      setRefused({})
      announce(c('settings.saved'))
    } catch (error) {
      setRefused(refusedBy(error))
    }
  }
  return (
    <div class='editor looks'>
      <form class='form wide' noValidate onSubmit={event => { event.preventDefault(); void save() }}>
        <Brand form={form} errors={errors} set={set} />
        <PaletteFields texts={form.texts} errors={errors} set={set} />
        <Sizes form={form} errors={errors} set={set} />
        <Shown form={form} errors={errors} set={set} onSwitch={switches => setForm({ ...form, switches })} />
        {refused.all !== undefined && <p class='bad' role='alert'>{refused.all}</p>}
        <div class='actions start'><button class='primary'>{w('save')}</button></div>
      </form>
      <ThemePreview form={form} />
    </div>
  )
}

interface PartProps { form: LooksForm, errors: Errors, set: (place: string, text: string) => void }

function Brand ({ form: { texts }, errors, set }: PartProps) {
  const text = (place: 'displayName' | 'logoUrl' | 'customFontFamily', placeholder = '') => (
    <Field label={c(`settings.${place}`)} help={c(`settings.${place}.help`)} error={errors[place]}>
      {props => <input {...props} spellcheck={false} placeholder={placeholder} value={texts[place] ?? ''} onInput={event => set(place, event.currentTarget.value)} />}
    </Field>
  )
  const read = (file: File) => {
    const reader = new FileReader()
    reader.onload = () => set('logoUrl', String(reader.result))
    reader.readAsDataURL(file)
  }
  return <>{text('displayName', 'Acme')}{text('logoUrl')}<DropFile label={c('settings.logo.choose')} onFile={read} />{text('customFontFamily', 'Georgia, serif')}</>
}

function Sizes ({ form: { texts }, errors, set }: PartProps) {
  const size = 'customThemeOverride.fontSize.base'
  return (
    <fieldset class='thirds'>
      <legend>{c('settings.corners')}</legend>
      {CORNERS.map(one => {
        const place = `customThemeOverride.borderRadius.${one}`
        return (
          <Field key={one} label={c(`corner.${one}`)}>
            {props => <select {...props} value={texts[place] ?? ''} onChange={event => set(place, event.currentTarget.value)}><option value=''>{c('round.default')}</option>{ROUNDS.map(round => <option key={round} value={round}>{c(`round.${round}`)}</option>)}</select>}
          </Field>
        )
      })}
      <Field label={c('settings.size')} help={c('settings.size.help')} error={errors[size]}>
        {props => <input {...props} inputMode='numeric' placeholder='14' value={texts[size] ?? ''} onInput={event => set(size, event.currentTarget.value.trim())} />}
      </Field>
    </fieldset>
  )
}

function Shown ({ form: { texts, switches }, errors, set, onSwitch }: PartProps & { onSwitch: (switches: LooksForm['switches']) => void }) {
  return (
    <>
      <fieldset>
        <legend>{c('settings.words')}</legend>
        {TEXTS.map(one => {
          const place = `customStringsOverride.${one}`
          return <Field key={one} label={c(`settings.${one}`)} error={errors[place]}>{props => <input {...props} value={texts[place] ?? ''} onInput={event => set(place, event.currentTarget.value)} />}</Field>
        })}
      </fieldset>
      <fieldset class='choices'>
        <legend>{c('settings.switches')}</legend>
        {SWITCHES.map(one => <label key={one}><input type='checkbox' checked={switches[one]} onChange={event => onSwitch({ ...switches, [one]: event.currentTarget.checked })} /><span>{c(`settings.${one}`)}</span></label>)}
      </fieldset>
    </>
  )
}

// The server's own words stand at the field that they are about; that of the picture has words in the reader's language.
function refusedBy (error: unknown): Errors {
  if (!(error instanceof CallError) || error.fields.length === 0) return { all: wordsOf(error) }
  return Object.fromEntries(error.fields.map(({ field, msg }) => [field, field === 'logoUrl' ? c('settings.wrong.picture') : msg]))
}
