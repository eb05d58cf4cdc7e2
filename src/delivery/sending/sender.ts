import { errors } from 'undici'
import { type Answer } from './answer.js'
import { AnswerError } from './answer-error.js'
import { createConnections, type ConnectionOptions, type Connections } from './connections.js'
import { startExchange, type Exchange, type Exchanged, type WireRequest } from './exchange.js'
import { ProxyError } from './proxy-error.js'
import { reportFailure, reportTimeout } from './failure.js'

export interface SenderOptions extends Omit<ConnectionOptions, 'origins'> {
  /** The value of the `user-agent` header. */
  userAgent: string
  /** Default 256. */
  origins?: number
}

export interface SendRequest {
  url: string
  /** Sent in their letter case, after the defaults; a name given here, in any case, replaces the default. */
  headers: Readonly<Record<string, string>>
  body: Buffer
}

/** Sends requests to endpoints. */
export interface Sender {
  /**
   * One attempt. Whatever the endpoint does is an answer; it rejects only when this process cannot send: the
   * sender is closed, file descriptors or memory have run out, or the proxy is in trouble, with a `ProxyError` (invariants
   * 5 and 6).
   */
  send: (request: SendRequest) => Promise<Answer>
  /** Takes no more requests and resolves when those under way have their answers. */
  close: () => Promise<void>
  /** Takes no more requests and cuts those under way, which reject. */
  destroy: () => Promise<void>
}

interface Prepared {
  origin: string
  wire: WireRequest
}

interface Bounds {
  /** Of `performance.now`. */
  deadline: number
  canRepeat: () => boolean
}

interface Sending {
  connections: Connections
  underWay: Set<Exchange>
}

const DEFAULT_ORIGINS = 256
// An endpoint that was started anew has ended all that were kept.
const MAX_STALE = 5

/**
 * A sender with its own connections. `timeoutMs` covers connecting, sending, the headers and the body of the answer,
 * and the wait for one of the origin's `connections` when all are busy (contract 3.2 to 3.4).
 */
export function createSender (options: SenderOptions): Sender {
  const { timeoutMs, userAgent, origins = DEFAULT_ORIGINS } = options
  const connections = createConnections({ ...options, origins })
  const sending: Sending = { connections, underWay: new Set() }
  const sends = new Set<Promise<Answer>>()
  let closed = false

  const attempt = async (request: SendRequest): Promise<Answer> => {
    const start = performance.now()
    const prepared = prepare(request, userAgent)
    if (prepared === undefined) return invalidUrl
    const deadline = start + timeoutMs
    const canRepeat = (): boolean => !closed
    return toAnswer(await exchangeOnce(sending, prepared, { deadline, canRepeat }), start, timeoutMs)
  }

  return {
    async send (request) {
      if (closed) throw new Error('The sender is closed')
      const answer = attempt(request)
      sends.add(answer)
      try {
        return await answer
      } finally {
        sends.delete(answer)
      }
    },
    async close () {
      closed = true
      await Promise.allSettled(sends)
      await connections.close()
    },
    async destroy () {
      closed = true
      for (const one of sending.underWay) one.abort(new errors.ClientDestroyedError('The sender was destroyed'))
      await connections.destroy()
    }
  }
}

const invalidUrl: Answer = {
  statusCode: 0, body: 'The URL of the endpoint is not valid.', durationMs: 0, retryAfter: undefined, failure: 'protocol'
}

async function exchange ({ connections, underWay }: Sending, { origin, wire }: Prepared, deadline: number): Promise<Exchanged> {
  const one = startExchange(connections.to(origin), wire, deadline)
  underWay.add(one)
  const exchanged = await one.done
  underWay.delete(one)
  return exchanged
}

/**
 * Has the request read by the other side once at most: when that had closed the kept connection, it is written to the next
 * one. What was written to any other connection may have been taken, whatever came of it: only the schedule sends it again.
 */
async function exchangeOnce (sending: Sending, prepared: Prepared, { deadline, canRepeat }: Bounds): Promise<Exchanged> {
  for (let others = MAX_STALE; ; others--) {
    const exchanged = await exchange(sending, prepared, deadline)
    if (!isStale(exchanged) || others === 0 || !canRepeat()) return exchanged
  }
}

function isStale (exchanged: Exchanged): boolean {
  return exchanged.kind === 'failed' && exchanged.error instanceof AnswerError && exchanged.error.isStale
}

function toAnswer (exchanged: Exchanged, start: number, timeoutMs: number): Answer {
  const durationMs = exchanged.at - start
  if (exchanged.kind === 'answered') {
    const { statusCode, body, retryAfter } = exchanged
    return { statusCode, body, durationMs, retryAfter, failure: undefined }
  }
  const report = exchanged.kind === 'timedOut' ? reportTimeout(timeoutMs) : reportFailure(exchanged.error)
  if (report === undefined) {
    const { error } = exchanged as { error?: Error }
    throw error instanceof ProxyError ? error : new Error('This process could not send a request', { cause: error })
  }
  return { statusCode: 0, body: report.text, durationMs, retryAfter: undefined, failure: report.failure }
}

function prepare ({ url, headers, body }: SendRequest, userAgent: string): Prepared | undefined {
  if (!URL.canParse(url)) return undefined
  const parsed = new URL(url)
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') return undefined
  const all = { ...without(defaultHeaders(parsed, userAgent), headers), ...headers }
  const wireHeaders = Object.entries(all).flatMap(([name, value]) => [name, wireValue(value)])
  return { origin: parsed.origin, wire: { path: parsed.pathname + parsed.search, headers: wireHeaders, body } }
}

function defaultHeaders (url: URL, userAgent: string): Record<string, string> {
  const headers = { accept: '*/*', 'content-type': 'application/json', 'user-agent': userAgent }
  if (url.username === '' && url.password === '') return headers
  const credentials = `${decode(url.username)}:${decode(url.password)}`
  return { ...headers, authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }
}

function without (defaults: Record<string, string>, given: Readonly<Record<string, string>>): Record<string, string> {
  const names = new Set(Object.keys(given).map((name) => name.toLowerCase()))
  return Object.fromEntries(Object.entries(defaults).filter(([name]) => !names.has(name)))
}

function decode (text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Header text is sent as UTF-8; undici writes one byte for each character. */
function wireValue (value: string): string {
  return Buffer.from(value, 'utf8').toString('latin1')
}
