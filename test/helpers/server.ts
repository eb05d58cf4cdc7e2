import { loadConfig } from '../../src/config.js'
import { startServer, type Server } from '../../src/server.js'
// Every answer of every server is compared with the OpenAPI document.
import './openapi.js'

export interface TestServer extends Server {
  /** A client with a fresh organization's token, unless another token is given. */
  api: (token?: string) => Promise<Api>
  token: (orgId?: string) => Promise<string>
}

// Tests read answers of every shape. They compare the values, so the type is not checked.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export interface Reply { status: number, headers: Headers, text: string, body: any }
export type Api = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Reply>

let organizations = 0

/** A real server on a free port, in memory and silent unless the settings say otherwise. */
export async function startTestServer (settings: Record<string, string> = {}): Promise<TestServer> {
  const server = await startServer(loadConfig({ PORT: '0', POSTHORN_DATA_DIR: ':memory:', POSTHORN_LOG_LEVEL: 'silent', ...settings }))
  const token = async (orgId = `org_test${++organizations}`) => await server.tokens.mint({ kind: 'org', orgId }, 3600)
  return { ...server, token, api: async given => apiOf(server.url, given ?? await token()) }
}

/** Calls under /api/v1; a string or Buffer body is sent unchanged, any other value as JSON. */
export function apiOf (url: string, token: string): Api {
  return async (method, path, body, headers = {}) => {
    const isRaw = typeof body === 'string' || Buffer.isBuffer(body)
    const answer = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: (isRaw ? body : JSON.stringify(body)) as string })
    })
    const text = await answer.text()
    return { status: answer.status, headers: answer.headers, text, body: parsed(text) }
  }
}

function parsed (text: string): Reply['body'] {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
