import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'

const FOLDER = 'src/portal/languages'
// The console's texts are loaded with it alone.
const FOLDERS = [FOLDER, join(FOLDER, 'console')]
const filesIn = (folder: string) => readdirSync(folder).filter(name => name.endsWith('.json'))
const read = (folder: string, file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, string>
const valuesIn = (text: string) => (text.match(/\{\w+\}/g) ?? []).toSorted()

// Arabic counts with more forms than one and other.
const FORM = /\.(zero|two|few|many)$/
const isForm = (key: string, english: object) => FORM.test(key) && key.replace(FORM, '.other') in english

t.test('Every language has every text, with the values that the English one has', async t => {
  t.ok(filesIn(FOLDER).length >= 8, filesIn(FOLDER).join(', '))
  for (const [folder, file] of FOLDERS.flatMap(folder => filesIn(folder).map(file => [folder, file] as const))) {
    const english = read(folder, 'en.json')
    const words = read(folder, file)
    t.strictSame(Object.keys(words).filter(key => !isForm(key, english)), Object.keys(english), `${file} has all texts, in their order`)
    for (const [key, text] of Object.entries(words)) {
      // One and two of something may be words without a number.
      const isWord = /\.(one|two)$/.test(key) && valuesIn(text).length === 0
      if (!isWord) t.strictSame(valuesIn(text), valuesIn(english[key.replace(FORM, '.other')] ?? english[key]!), `${file}: ${key}`)
      t.ok(text.trim() !== '', `${file}: ${key}`)
    }
  }
})

t.test('Every text is used, and every text that is used is there', async t => {
  const sources = readdirSync('src/portal', { recursive: true, encoding: 'utf8' }).filter(name => /\.tsx?$/.test(name)).map(
    name => readFileSync(join('src/portal', name), 'utf8')
  ).join('\n')
  const literal = new Set([...sources.matchAll(/'([a-zA-Z0-9.-]+)'/g)].map(([, word]) => word!))
  const begun = [...sources.matchAll(/`([a-zA-Z]+(?:\.[a-z-]+)*\.)\$\{/g)].map(([, begin]) => begin!)
  const counted = [...sources.matchAll(/counted\('([\w.]+)'/g)].map(([, key]) => `${key}.`)
  const isUsed = (key: string) => literal.has(key) || [...begun, ...counted].some(begin => key.startsWith(begin))
  for (const folder of FOLDERS) t.strictSame(Object.keys(read(folder, 'en.json')).filter(key => !isUsed(key)), [], folder)
})
