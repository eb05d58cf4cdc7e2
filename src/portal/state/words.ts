import { signal } from '@preact/signals'
import en from '../languages/en.json'
import { settings } from './session.js'

export type Words = Record<keyof typeof en, string>
export type Word = keyof Words

/** Languages by their tag; each is a file that is loaded when it is asked for. English is always there. */
const LANGUAGES: Readonly<Record<string, () => Promise<{ default: Words }>>> = {
  ar: async () => await import('../languages/ar.json', { with: { type: 'json' } }),
  de: async () => await import('../languages/de.json', { with: { type: 'json' } }),
  es: async () => await import('../languages/es.json', { with: { type: 'json' } }),
  fr: async () => await import('../languages/fr.json', { with: { type: 'json' } }),
  ja: async () => await import('../languages/ja.json', { with: { type: 'json' } }),
  'pt-BR': async () => await import('../languages/pt-BR.json', { with: { type: 'json' } }),
  zh: async () => await import('../languages/zh.json', { with: { type: 'json' } })
}
const NAMES = ['en', ...Object.keys(LANGUAGES)]
const RIGHT_TO_LEFT: readonly string[] = ['ar']

/** The language for a tag: itself, or one of the same language, as `pt-PT` gets `pt-BR`; undefined when there is none. */
export function nameFor (tag: string): string | undefined {
  const base = tag.split('-')[0]!
  return [tag, base].find(one => NAMES.includes(one)) ?? NAMES.find(one => one.split('-')[0] === base)
}

const words = signal<Words>(en)
/** The tag of the language that is shown, for `Intl`. */
export const language = signal('en')

/** Loads the first language that the reader asks for and that there is; English otherwise. */
export async function chooseLanguage (wanted: readonly string[]): Promise<void> {
  for (const tag of wanted) {
    const name = nameFor(tag)
    if (name === undefined) continue
    if (name !== 'en') words.value = (await LANGUAGES[name]!()).default
    // The reader's own region writes numbers and times: `de-CH` is not `de-DE`.
    language.value = tag
    document.documentElement.lang = name
    document.documentElement.dir = RIGHT_TO_LEFT.includes(name) ? 'rtl' : 'ltr'
    return
  }
}

/** Texts that the organization may set, in all languages the same. */
const OWN = { 'field.channels': 'channelsMany', 'field.channels.help': 'channelsHelp', 'filter.channel': 'channelsOne' } as const

const own = (key: Word) => key in OWN ? settings.value?.customStringsOverride?.[OWN[key as keyof typeof OWN]] : undefined

/** The text of a key in the reader's language. `{name}` is replaced by the value of that name. */
export function w (key: Word, values: Record<string, string | number> = {}): string {
  return (own(key) ?? words.value[key]).replace(/\{(\w+)\}/g, (all, name: string) => name in values ? String(values[name]) : all)
}

/** `key.one`, `key.other` or another form that the language has, by how many there are; `{count}` is the number as the reader writes it. */
export function counted (key: string, count: number): string {
  const form = `${key}.${new Intl.PluralRules(language.value).select(count)}`
  return w((form in words.value ? form : `${key}.other`) as Word, { count: number(count) })
}

/** Several words, as the reader's language lists them. */
export const list = (...items: string[]): string => new Intl.ListFormat(language.value).format(items)

export const number = (value: number): string => new Intl.NumberFormat(language.value).format(value)
