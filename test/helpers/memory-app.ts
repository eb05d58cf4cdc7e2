import { buildApp } from '../../src/app.js'
import { loadConfig } from '../../src/config.js'
import { createTableDispatcher } from '../../src/delivery/hand-off/table/dispatcher-table.js'
import { createTokens } from '../../src/http/tokens.js'
import { asRoleOf } from './access.js'
import { createTestEngine, type TestEngine } from './engine.js'
import { memoryDatabase } from './memory-database.js'
import './openapi.js'
import type { Api } from './server.js'

/**
 * The whole app over the embedded engine in memory, called without a socket, for tests that make
 * thousands of calls. Every answer is compared with the OpenAPI document. The app may call what the function http may in AWS.
 */
export async function memoryApp (orgId = 'org_memory'): Promise<Api> {
  return await (await memoryOrganizations())(orgId)
}

/** The same, for many organizations. */
export const memoryOrganizations = async (): Promise<(orgId: string) => Promise<Api>> => (await memoryHost()).organization

/** The same with its engine, for data that no call stores: attempts, deliveries, old items. */
export async function memoryHost (): Promise<{ organization: (orgId: string) => Promise<Api>, engine: TestEngine }> {
  const db = memoryDatabase()
  const tokens = createTokens({ ...loadConfig({}), jwtSecret: 'secret' }, Date.now)
  const engine = createTestEngine({ db, dispatcher: createTableDispatcher() })
  const app = await buildApp({ engine: { ...engine, db: asRoleOf('http', db).db }, tokens })
  const authorizationOf = async (orgId: string) => `Bearer ${await tokens.mint({ kind: 'org', orgId }, 3600)}`
  const apiOf = (authorization: string): Api => async (method, path, body, headers = {}) => {
    const answer = await app.inject({
      method: method as 'GET',
      url: `/api/v1${path}`, headers: { authorization, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { payload: JSON.stringify(body) })
    })
    return { status: answer.statusCode, headers: new Headers(), text: answer.body, body: answer.body === '' ? undefined : answer.json() }
  }
  return { organization: async orgId => apiOf(await authorizationOf(orgId)), engine }
}
