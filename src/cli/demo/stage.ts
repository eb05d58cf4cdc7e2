import type { Config } from '../../config.js'
import { createLog } from '../../lib/logger.js'
import { startServer } from '../../server.js'
import { ROLES, startReceiver, type DemoReceiver } from './receiver.js'

/** A line of the server's log. */
export interface LogLine { msg: string, msgId?: string, [field: string]: unknown }

/** Calls a path under /api/v1. Throws an Error with the answer unless the answer is a success. */
export interface Api { get: <T>(path: string) => Promise<T>, post: <T>(path: string, body: object) => Promise<T> }

export interface Stage {
  url: string
  api: Api
  receiver: DemoReceiver
  /** The ids of the endpoints by role name. */
  endpoints: ReadonlyMap<string, string>
  close: () => Promise<void>
}

/** Starts a server in memory and a receiver, and creates an application `demo` with an endpoint for each role, by the API. */
export async function setStage (config: Config, onLog: (line: LogLine) => void): Promise<Stage> {
  const receiver = await startReceiver()
  const server = await startServer(config, createLog('info', { write: line => onLog(JSON.parse(line) as LogLine) }))
  const api = apiOf(server.url, await server.tokens.mint({ kind: 'org', orgId: 'org_demo' }, 3600))
  await api.post('/app', { name: 'Demo', uid: 'demo' })
  const endpoints = new Map<string, string>()
  for (const role of ROLES) {
    const { id } = await api.post<{ id: string }>('/app/demo/endpoint', { url: receiver.urlOf(role), description: role.about })
    endpoints.set(role.name, id)
    const { key } = await api.get<{ key: string }>(`/app/demo/endpoint/${id}/secret`)
    receiver.secrets.set(role.name, key)
  }
  return {
    url: server.url,
    api,
    receiver,
    endpoints,
    async close () {
      await server.close()
      await receiver.close()
    }
  }
}

function apiOf (url: string, token: string): Api {
  const call = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const headers = { authorization: `Bearer ${token}` }
    const answer = await fetch(`${url}/api/v1${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) })
    if (!answer.ok) throw new Error(`${method} ${path} was answered ${answer.status}: ${await answer.text()}`)
    return await answer.json() as T
  }
  return { get: path => call('GET', path), post: (path, body) => call('POST', path, body) }
}
