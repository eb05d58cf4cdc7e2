import { pino } from 'pino'
import { buildApp } from '../src/app.js'
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
