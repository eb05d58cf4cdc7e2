import { signatureHeaders } from '../../delivery/sending/sign.js'
import type { SigningKey } from '../../lib/secret-encryption.js'
import { VERSION } from '../../version.js'

/** A message as it was polled; `payload` is its text, byte for byte. */
export interface Polled {
  id: string
  eventType: string
  payload: string
  contentType: string
  /** Why there is no payload to forward. */
  missing: string | undefined
}

/** A request to the local server and its answer; `status` is 0 and `error` says why where there was none. */
export interface Forwarded {
  message: Polled
  headers: Record<string, string>
  status: number
  error: string | undefined
  durationMs: number
  answer: string
}

const ANSWER_WITHIN_MS = 30_000
const SHOWN_CHARACTERS = 2000

/** Signs a message and posts it, once. Never rejects. */
export async function forward (message: Polled, { url, key }: { url: string, key: SigningKey }): Promise<Forwarded> {
  const body = Buffer.from(message.payload)
  const timestamp = Math.floor(Date.now() / 1000)
  const headers = {
    'content-type': message.contentType,
    'user-agent': `Posthorn/${VERSION} (listen)`,
    ...signatureHeaders({ id: message.id, timestamp, body, keys: [key], families: 'both' })
  }
  const start = performance.now()
  const ended = (rest: Pick<Forwarded, 'status' | 'error' | 'answer'>): Forwarded =>
    ({ message, headers, durationMs: Math.round(performance.now() - start), ...rest })
  try {
    const answer = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal: AbortSignal.timeout(ANSWER_WITHIN_MS) })
    return ended({ status: answer.status, error: undefined, answer: (await answer.text()).slice(0, SHOWN_CHARACTERS) })
  } catch (error) {
    const { name, message: text, cause } = error as Error & { cause?: { code?: string } }
    return ended({ status: 0, error: name === 'TimeoutError' ? 'no answer in time' : cause?.code ?? text, answer: '' })
  }
}

const AWAY = ['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']

/** Whether nothing took the request: it is repeated then, before all others. */
export const isLocalAway = ({ error }: Forwarded): boolean => error !== undefined && AWAY.includes(error)
