import { c } from './console-words.js'
import { COLOUR_NAMES, COLOURS, SCHEMES, type Colour, type Scheme } from './looks-form.js'

interface Props { texts: Readonly<Record<string, string>>, errors: Readonly<Record<string, string>>, set: (place: string, text: string) => void }

/** The eleven colours, light and dark: each as text and with the picker of the system. */
export function PaletteFields ({ texts, errors, set }: Props) {
  const wrong = SCHEMES.flatMap(scheme => COLOUR_NAMES.map(name => placeOf(scheme, name))).find(place => place in errors)
  return (
    <section aria-labelledby='colours'>
      <h2 id='colours'>{c('settings.colours')}</h2>
      <p id='colours-help' class={wrong === undefined ? 'quiet' : 'bad'}>{wrong === undefined ? c('settings.colours.help') : errors[wrong]}</p>
      <table class='palette'>
        <thead><tr><th scope='col'><span class='read'>{c('settings.colours')}</span></th>{SCHEMES.map(scheme => <th key={scheme} scope='col'>{c(`settings.${scheme}`)}</th>)}</tr></thead>
        <tbody>
          {COLOUR_NAMES.map(name => (
            <tr key={name}>
              <th scope='row'>{c(`colour.${name}`)}</th>
              {SCHEMES.map(scheme => <td key={scheme}><ColourField place={placeOf(scheme, name)} label={`${c(`colour.${name}`)}, ${c(`settings.${scheme}`)}`} standard={standardOf(scheme, name, texts)} {...{ texts, errors, set }} /></td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

const placeOf = (scheme: Scheme, name: Colour) => `colorPalette${scheme}.${name}`

/** What a colour is where it is not set. */
function standardOf (scheme: Scheme, name: Colour, texts: Props['texts']): string {
  const one = COLOURS[name][SCHEMES.indexOf(scheme)]!
  return one === 'primary' ? texts[placeOf(scheme, 'primary')] || COLOURS.primary[SCHEMES.indexOf(scheme)]! : one
}

function ColourField ({ place, label, standard, texts, errors, set }: Props & { place: string, label: string, standard: string }) {
  const text = texts[place] ?? ''
  const isWrong = place in errors
  return (
    <span class='colour'>
      <input type='color' aria-hidden='true' tabIndex={-1} value={fullHex(isWrong || text === '' ? standard : text)} onInput={event => set(place, event.currentTarget.value)} />
      <input aria-label={label} aria-invalid={isWrong} aria-describedby='colours-help' spellcheck={false} placeholder={standard} value={text} onInput={event => set(place, event.currentTarget.value.trim())} />
    </span>
  )
}

const fullHex = (colour: string) => /^#[0-9a-f]{3}$/i.test(colour) ? `#${colour.slice(1).replace(/./g, '$&$&')}` : colour
