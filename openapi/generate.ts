import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { pino } from 'pino'
import { buildApp } from '../src/app.js'
import { readOptions } from '../test/helpers/command-line.js'
import { loadConfig } from '../src/config.js'
import { addFailures } from './answers.js'
import { nameSchemas } from './components.js'
import { addSamples } from './samples.js'
import { describe } from './describe.js'
import type { Document } from './document.js'
import { collectOpenApi } from '../src/plugins/openapi.js'
import { createTokens } from '../src/http/tokens.js'
import type { Engine } from '../src/delivery/engine.js'

/** The OpenAPI document as the app's routes describe it, ready to be written. */
export async function generate (): Promise<string> {
  // Routes are only registered, never called: of the engine they need what registering looks at.
  const engine = { log: pino({ level: 'silent' }) } as unknown as Engine
  const tokens = createTokens({ ...loadConfig({}), jwtSecret: 'documentation' }, Date.now)
  const app = await buildApp({ engine, tokens, before: collectOpenApi })
  await app.ready()
  const document = JSON.parse(JSON.stringify(app.swagger())) as Document
  await app.close()
  describe(document)
  await addFailures(document)
  nameSchemas(document)
  addSamples(document)
  return `${JSON.stringify(document, null, 2)}\n`
}

const USAGE = `npm run openapi

  Writes openapi/openapi.json, as the schemas of the routes describe the API. With \`-- --check\` it writes nothing, and ends
  with 1 when the file is out of date.
`

if (process.argv[1] === import.meta.filename) {
  const { check } = readOptions({ usage: USAGE, flags: ['check'] })
  // The compiler behind it is loaded by this command alone.
  const { portalTypes } = await import('./portal-types.js')
  const document = await generate()
  const files = { 'openapi/openapi.json': document, 'openapi/portal-api.d.ts': await portalTypes(document) }
  for (const [file, text] of Object.entries(files)) {
    if (!check) writeFileSync(file, text)
    else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
      process.stderr.write(`${file} is out of date: npm run openapi, and commit it.\n`)
      process.exitCode = 1
    }
  }
}
