import { readFileSync, writeFileSync } from 'node:fs'
import { readWords } from './command-line.js'
import { START_PICTURE, startPicture } from './start-picture.js'
import { settings } from '../../src/config.js'
import { type Setting } from '../../src/settings/setting.js'

export const SETTINGS_PAGE = 'docs/settings.md'

const USAGE = `npm run readme

  Writes the table of settings in ${SETTINGS_PAGE}, as src/config.ts describes them, and
  the picture of a first start in ${START_PICTURE}.
`
const SETTINGS = /(?<=<!-- settings: npm run readme -->\n)[^]*?(?=<!-- end of settings -->)/

/** The page with the table of settings from the configuration. Throws if the place of the table is missing. */
export function generate (page: string): string {
  if (!SETTINGS.test(page)) throw new Error(`${SETTINGS_PAGE} has no place for the settings.`)
  return page.replace(SETTINGS, () => `\n${settingsTable()}\n`)
}

/** The table of settings, as markdown. */
export function settingsTable (): string {
  const rows = Object.values<Setting<unknown>>(settings).map((one) => {
    const shown = one.shownDefault ?? `\`${one.default}\``
    const file = one.fromFile === true ? `; \`${one.name}_FILE\` names a file to read it from instead` : ''
    return `| \`${one.name}\` | ${shown} | ${one.meaning}${file} |`
  })
  return ['| name | default | meaning |', '|---|---|---|', ...rows].join('\n') + '\n'
}

if (process.argv[1] === import.meta.filename) {
  readWords({ usage: USAGE })
  writeFileSync(SETTINGS_PAGE, generate(readFileSync(SETTINGS_PAGE, 'utf8')))
  writeFileSync(START_PICTURE, await startPicture())
}
