import { errors } from 'undici'
import { createUnderWay, type UnderWay } from '../../lib/under-way.js'
import { AnswerError } from './answer-error.js'
import { createConnections, type ConnectionOptions, type Connections } from './connections.js'
import { startExchange, type Exchange, type Exchanged, type WireRequest } from './exchange.js'
import { ProxyError } from './proxy-error.js'
import { reportFailure, reportTimeout, type FailureReport } from './failure.js'
import type { Cut, SendResult, Unanswered, Unsent } from './send-result.js'

export interface SenderOptions extends Omit<ConnectionOptions, 'origins'> {
  /** The value of the `user-agent` header. */
  userAgent: string
  /** For how many origins connections are kept. Default: 256. */
  origins?: number
  /** How much of an answer's body is kept, bytes; all that can be unless told. */
  answerBytes?: number
}

export interface SendRequest {
  url: string
  /** Sent with their letter case, after the defaults. A name given here, in any case, replaces the default. */
  headers: Readonly<Record<string, string>>
  body: Buffer
  /** The attempt that makes this request. */
  attemptId?: string
}

/** Sends requests to endpoints. */
export interface Sender {
  /** Sends one request, once. Never rejects: the result says which stage the request reached (invariants 5 and 6). */
  send: (request: SendRequest) => Promise<SendResult>
  /** Takes no more requests; resolves when those in progress have their answers. */
  close: () => Promise<void>
  /** Takes no more requests and aborts those in progress: their results are `cut`, or `unsent` when they were not begun. */
  destroy: () => Promise<void>
}

interface Prepared {
  origin: string
  wire: WireRequest
}

interface Bounds {
  /** A time of `performance.now`. */
  deadline: number
  canRepeat: () => boolean
}

interface Sending {
  connections: Connections
  underWay: UnderWay<Exchange>
  answerBytes: number | undefined
}

const DEFAULT_ORIGINS = 256
// How many stale connections are tried: an endpoint that was restarted has closed all kept connections.
const MAX_STALE = 5

/**
 * A sender with its own connections. `timeoutMs` covers connecting, sending, the headers and the body of the answer,
 * and the wait for one of the origin's `connections` when all are in use (contract 3.2 to 3.4).
 */
export function createSender (options: SenderOptions): Sender {
  const { timeoutMs, userAgent, origins = DEFAULT_ORIGINS } = options
  const connections = createConnections({ ...options, origins })
  const sending: Sending = { connections, underWay: createUnderWay(), answerBytes: options.answerBytes }
  const sends = createUnderWay<Promise<SendResult>>()
  let closed = false

  const attempt = async (request: SendRequest): Promise<SendResult> => {
    const start = performance.now()
    const prepared = prepare(request, userAgent)
    if (prepared === undefined) return invalidUrl
    const deadline = start + timeoutMs
    const canRepeat = (): boolean => !closed
    return toResult(await exchangeOnce(sending, prepared, { deadline, canRepeat }), start, timeoutMs)
  }

  return {
    async send (request) {
      if (closed) return { stage: 'unsent', by: 'process', error: new Error('The sender is closed') }
      const result = attempt(request)
      const place = sends.add(result)
      try {
        return await result
      } finally {
        sends.remove(place)
      }
    },
    async close () {
      closed = true
      await Promise.allSettled([...sends.places()].map(({ value }) => value))
      await connections.close()
    },
    async destroy () {
      closed = true
      for (const { value } of sending.underWay.places()) value.abort(new errors.ClientDestroyedError('The sender was destroyed'))
      await connections.destroy()
    }
  }
}

const invalidUrl = unanswered({ failure: 'protocol', text: 'The URL of the endpoint is not valid.' }, 0)

async function exchange (sending: Sending, { origin, wire }: Prepared, deadline: number): Promise<Exchanged> {
  const { connections, underWay, answerBytes } = sending
  const one = startExchange(connections.to(origin), wire, deadline, answerBytes)
  const place = underWay.add(one)
  const exchanged = await one.done
  underWay.remove(place)
  return exchanged
}

/**
 * Makes sure that the endpoint receives the request at most once. If the endpoint had closed the kept connection, the
 * request is written to another one. On any other failure the endpoint may have received it, so only the schedule sends
 * it again.
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

function toResult (exchanged: Exchanged, start: number, timeoutMs: number): SendResult {
  const durationMs = exchanged.at - start
  switch (exchanged.kind) {
    case 'answered': {
      const { statusCode, body, retryAfter, headers } = exchanged
      return { stage: 'answered', statusCode, body, headers, durationMs, retryAfter, failure: undefined }
    }
    case 'timedOut': return unanswered(reportTimeout(timeoutMs), durationMs)
    case 'failed': {
      const report = reportFailure(exchanged.error)
      return report === undefined ? ownTrouble(exchanged) : unanswered(report, durationMs)
    }
  }
}

function unanswered ({ failure, text }: FailureReport, durationMs: number): Unanswered {
  return { stage: 'unanswered', statusCode: 0, body: text, durationMs, retryAfter: undefined, failure }
}

function ownTrouble ({ error, isBegun }: Extract<Exchanged, { kind: 'failed' }>): Unsent | Cut {
  if (error instanceof ProxyError) return { stage: 'unsent', by: 'proxy', error }
  const told = new Error('This process could not send a request', { cause: error })
  return isBegun ? { stage: 'cut', error: told } : { stage: 'unsent', by: 'process', error: told }
}

function prepare ({ url, headers, body }: SendRequest, userAgent: string): Prepared | undefined {
  const parsed = parseUrl(url)
  if (parsed === undefined) return undefined
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') return undefined
  const all = [...Object.entries(without(defaultHeaders(parsed, userAgent), headers)), ...Object.entries(headers)]
  const wireHeaders = all.flatMap(([name, value]) => [name, wireValue(value)])
  return { origin: parsed.origin, wire: { path: parsed.pathname + parsed.search, headers: wireHeaders, body } }
}

// URL.parse does not exist in Node 20.
function parseUrl (url: string): URL | undefined {
  try {
    return new URL(url)
  } catch {
    return undefined
  }
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

const NOT_ASCII = /[^ -~]/

/** Header values are sent as UTF-8. undici writes one byte for each character, so each UTF-8 byte becomes one character. */
function wireValue (value: string): string {
  if (!NOT_ASCII.test(value)) return value
  return Buffer.from(value, 'utf8').toString('latin1')
}
