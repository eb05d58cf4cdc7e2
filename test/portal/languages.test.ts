import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'

const FOLDER = 'src/portal/languages'
const read = (file: string) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Record<string, string>
const english = read('en.json')
const valuesIn = (text: string) => (text.match(/\{\w+\}/g) ?? []).toSorted()

// Arabic counts with more forms than one and other.
const FORM = /\.(zero|two|few|many)$/
const isForm = (key: string) => FORM.test(key) && key.replace(FORM, '.other') in english

t.test('Every language has every text, with the values that the English one has', async t => {
  const files = readdirSync(FOLDER)
  t.ok(files.length >= 8, files.join(', '))
  for (const file of files) {
    const words = read(file)
    t.strictSame(Object.keys(words).filter(key => !isForm(key)), Object.keys(english), `${file} has all texts, in their order`)
    for (const [key, text] of Object.entries(words)) {
      // One and two of something may be words without a number.
      const isWord = /\.(one|two)$/.test(key) && valuesIn(text).length === 0
      if (!isWord) t.strictSame(valuesIn(text), valuesIn(english[key.replace(FORM, '.other')] ?? english[key]!), `${file}: ${key}`)
      t.ok(text.trim() !== '', `${file}: ${key}`)
    }
  }
})

t.test('Every text is used, and every text that is used is there', async t => {
  const sources = readdirSync('src/portal', { recursive: true, encoding: 'utf8' }).filter(name => /\.tsx?$/.test(name)).map(name => readFileSync(join('src/portal', name), 'utf8')).join('\n')
  const literal = new Set([...sources.matchAll(/'([a-zA-Z0-9.-]+)'/g)].map(([, word]) => word!))
  const begun = [...sources.matchAll(/`([a-z]+(?:\.[a-z-]+)*\.)\$\{/g)].map(([, begin]) => begin!)
  const counted = [...sources.matchAll(/counted\('([\w.]+)'/g)].map(([, key]) => `${key}.`)
  const isUsed = (key: string) => literal.has(key) || [...begun, ...counted].some(begin => key.startsWith(begin))
  t.strictSame(Object.keys(english).filter(key => !isUsed(key)), [])
})
