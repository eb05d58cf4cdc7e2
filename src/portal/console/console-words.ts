import { effect, signal } from '@preact/signals'
import en from '../languages/console/en.json'
import { language, nameFor } from '../state/words.js'

export type ConsoleWord = keyof typeof en
type ConsoleWords = Record<ConsoleWord, string>

/** The console's words are loaded with it alone; they follow the language of the portal's. */
const LANGUAGES: Readonly<Record<string, () => Promise<{ default: ConsoleWords }>>> = {
  ar: async () => await import('../languages/console/ar.json', { with: { type: 'json' } }),
  de: async () => await import('../languages/console/de.json', { with: { type: 'json' } }),
  es: async () => await import('../languages/console/es.json', { with: { type: 'json' } }),
  fr: async () => await import('../languages/console/fr.json', { with: { type: 'json' } }),
  ja: async () => await import('../languages/console/ja.json', { with: { type: 'json' } }),
  'pt-BR': async () => await import('../languages/console/pt-BR.json', { with: { type: 'json' } }),
  zh: async () => await import('../languages/console/zh.json', { with: { type: 'json' } })
}

const words = signal<ConsoleWords>(en)

effect(() => {
  const tag = language.value
  const load = LANGUAGES[nameFor(tag) ?? 'en']
  if (!load) words.value = en
  else load().then(({ default: loaded }) => { if (language.value === tag) words.value = loaded }, () => {})
})

/** The text of a key of the console in the reader's language; values as in `w`. */
export function c (key: ConsoleWord, values: Record<string, string | number> = {}): string {
  return words.value[key].replace(/\{(\w+)\}/g, (all, name: string) => name in values ? String(values[name]) : all)
}
