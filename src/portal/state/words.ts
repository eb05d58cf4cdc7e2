import { signal } from '@preact/signals'
import en from '../languages/en.json'

export type Words = Record<keyof typeof en, string>
export type Word = keyof Words

/** Languages by their tag; each is a file that is loaded when it is asked for. English is always there. */
const LANGUAGES: Readonly<Record<string, () => Promise<{ default: Words }>>> = {
  de: async () => await import('../languages/de.json'),
  es: async () => await import('../languages/es.json'),
  fr: async () => await import('../languages/fr.json')
}

const words = signal<Words>(en)
/** The tag of the language that is shown, for `Intl`. */
export const language = signal('en')

/** Loads the first language that the reader asks for and that there is; English otherwise. */
export async function chooseLanguage (wanted: readonly string[]): Promise<void> {
  for (const tag of wanted) {
    const name = [tag, tag.split('-')[0]!].find(one => one in LANGUAGES || one === 'en')
    if (name === undefined) continue
    if (name !== 'en') words.value = (await LANGUAGES[name]!()).default
    // The reader's own region writes numbers and times: `de-CH` is not `de-DE`.
    language.value = tag
    document.documentElement.lang = name
    document.documentElement.dir = name === 'ar' ? 'rtl' : 'ltr'
    return
  }
}

/** The text of a key in the reader's language. `{name}` is replaced by the value of that name. */
export function w (key: Word, values: Record<string, string | number> = {}): string {
  return words.value[key].replace(/\{(\w+)\}/g, (all, name: string) => name in values ? String(values[name]) : all)
}

/** `key.one` or `key.other`, by how many there are; `{count}` is the number as the reader writes it. */
export function counted (key: string, count: number): string {
  const form = new Intl.PluralRules(language.value).select(count) === 'one' ? 'one' : 'other'
  return w(`${key}.${form}` as Word, { count: number(count) })
}

export const number = (value: number): string => new Intl.NumberFormat(language.value).format(value)
