import { readFileSync, writeFileSync } from 'node:fs'
import { settingsTable } from '../../src/config.js'

const SETTINGS = /(?<=<!-- settings: npm run readme -->\n)[^]*?(?=<!-- end of settings -->)/

/** The README with the table of settings as the configuration describes it; throws when its place is missing. */
export function generate (readme: string): string {
  if (!SETTINGS.test(readme)) throw new Error('README.md has no place for the settings.')
  return readme.replace(SETTINGS, () => `\n${settingsTable()}\n`)
}

if (process.argv[1] === import.meta.filename) writeFileSync('README.md', generate(readFileSync('README.md', 'utf8')))
