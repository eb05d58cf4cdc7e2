import { ask } from '../client/ask.js'

/** An answer of the API, how long it took (ms) and, where the server says so, its clock and how long it took of that itself (ms). */
export interface Answer {
  status: number
  body: unknown
  tookMs: number
  ownMs: number | undefined
  sentAt: number
  date: number | undefined
}

/** Calls paths below the API's root; rejects only when no answer comes within ten seconds. */
export type Api = (method: string, path: string, body?: object) => Promise<Answer>

const ANSWER_WITHIN_MS = 10_000

/** Returns the function that calls an API with a token. */
export function apiOf (url: string, token?: string): Api {
  return async (method, path, body) => {
    const sentAt = Date.now()
    const start = performance.now()
    const headers = {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body && { 'content-type': 'application/json' })
    }
    const answer = await ask(url + path, { method, headers, body: body && JSON.stringify(body) }, ANSWER_WITHIN_MS)
    const tookMs = performance.now() - start
    const date = Date.parse(answer.headers.date ?? '')
    const ownMs = /^app;dur=([\d.]+)$/.exec(String(answer.headers['server-timing']))?.[1]
    return {
      status: answer.status, body: parsed(answer.text), tookMs, ownMs: ownMs === undefined ? undefined : Number(ownMs), sentAt,
      date: Number.isNaN(date) ? undefined : date
    }
  }
}

/** An unexpected answer as text: only its status, code and detail. */
export function told ({ status, body }: Answer): string {
  const { code, detail } = (body ?? {}) as { code?: unknown, detail?: unknown }
  return [`answered ${status}`, code, typeof detail === 'string' ? detail : undefined].filter(Boolean).join(', ').slice(0, 200)
}

function parsed (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
