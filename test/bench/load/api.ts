import { Pool } from 'undici'

/** A server with this API, seen from outside. */
export interface Target {
  name: string
  url: string
  token: string
  processes: Watched[]
  /** Its data directory, when it is on this machine and known. */
  directory?: string
}
/** A process whose CPU and memory are measured, including its children. */
export interface Watched { label: string, pid: number }

/** An answer; status 0 means that there was none. */
export interface Answer<T> { status: number, body: T }

export interface Api {
  call: <T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: string) => Promise<Answer<T>>
  close: () => Promise<void>
}

/** A client with this many connections; never throws because of an answer or a missing one. */
export function openApi (
  { url, token }: Pick<Target, 'url' | 'token'>, { connections, keys }: { connections: number, keys: boolean }
): Api {
  const pool = new Pool(new URL(url).origin, { connections, headersTimeout: 60_000, bodyTimeout: 60_000 })
  const common = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  return {
    async call<T> (method: 'GET' | 'POST' | 'DELETE', path: string, body?: string) {
      const headers = keys && method === 'POST' ? { ...common, 'idempotency-key': crypto.randomUUID() } : common
      try {
        const answer = await pool.request({ method, path: `/api/v1${path}`, headers, ...(body !== undefined && { body }) })
        const text = await answer.body.text()
        return { status: answer.statusCode, body: parsed(text) as T }
      } catch {
        return { status: 0, body: undefined as T }
      }
    },
    close: async () => { await pool.destroy() }
  }
}

/** The answer of a call that a run needs; throws with the answer if it failed. */
export async function must<T> (asked: Promise<Answer<T>>, what: string): Promise<T> {
  const { status, body } = await asked
  if (status < 200 || status > 299) throw new Error(`${what}: ${status === 0 ? 'no answer' : `${status} ${JSON.stringify(body)}`}`)
  return body
}

function parsed (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
