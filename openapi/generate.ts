import { writeFileSync } from 'node:fs'
import { pino } from 'pino'
import { buildApp } from '../src/app.js'
import { loadConfig } from '../src/config.js'
import { collectOpenApi } from '../src/plugins/openapi.js'
import { createTokens } from '../src/plugins/tokens.js'
import type { Engine } from '../src/delivery/engine.js'

/** The OpenAPI document as the app's routes describe it, ready to be written. */
export async function generate (): Promise<string> {
  // Routes are only registered, never called: of the engine they need what registering looks at.
  const engine = { log: pino({ level: 'silent' }) } as unknown as Engine
  const tokens = createTokens({ ...loadConfig({}), jwtSecret: 'documentation' }, Date.now)
  const app = await buildApp({ engine, tokens, before: collectOpenApi })
  await app.ready()
  const document = JSON.stringify(app.swagger(), null, 2)
  await app.close()
  return `${document}\n`
}

if (process.argv[1]?.endsWith('generate.js') || process.argv[1]?.endsWith('generate.ts')) writeFileSync('openapi/openapi.json', await generate())
