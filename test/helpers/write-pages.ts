import { readFileSync, writeFileSync } from 'node:fs'
import { readWords } from './command-line.js'

const USAGE = `npm run pages

  Writes the generated tables of the pages in docs, as the code and the prices have them, and the schema of the stage file.
`

readWords({ usage: USAGE })

// Loaded when the command line has been read, so that --help is quick.
const [{ generatePage, pages }, { STAGE_SCHEMA, stageSchema }] = await Promise.all([import('./pages.js'), import('./stage-pages.js')])
writeFileSync(STAGE_SCHEMA, stageSchema())
for (const name of pages) writeFileSync(name, generatePage(name, readFileSync(name, 'utf8')))
