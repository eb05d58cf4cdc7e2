import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { readOptions } from '../test/helpers/command-line.js'

const USAGE = `npm run openapi

  Writes openapi/openapi.json, as the schemas of the routes describe the API. With \`-- --check\` it writes nothing, and ends
  with 1 when the file is out of date.
`

const { check } = readOptions({ usage: USAGE, flags: ['check'] })

// Loaded when the command line has been read, so that --help is quick. The compiler behind the types is loaded by this command alone.
const [{ generate }, { portalTypes }] = await Promise.all([import('./generate.js'), import('./portal-types.js')])
const document = await generate()
const files = { 'openapi/openapi.json': document, 'openapi/portal-api.d.ts': await portalTypes(document) }
for (const [file, text] of Object.entries(files)) {
  if (!check) writeFileSync(file, text)
  else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
    process.stderr.write(`${file} is out of date: npm run openapi, and commit it.\n`)
    process.exitCode = 1
  }
}
