import { EXIT, Failure } from '../shared/cli-failure.js'
import { howCalled } from '../shared/how-called.js'
import { ask, type Answer, type Asked } from './ask.js'

export type Query = Readonly<Record<string, string | number | boolean | undefined>>

/** Calls below `/api/v1`. All of them fail with a `Failure` that says what to do. */
export interface ApiClient {
  /** The API's root, without `/api/v1`. */
  url: string
  get: <T>(path: string, query?: Query) => Promise<T>
  /** An answer that is not JSON, as text. */
  text: (path: string) => Promise<string>
  /** `body` goes out as JSON; text goes out as it is. */
  call: <T>(method: string, path: string, body?: object | string, headers?: Record<string, string>) => Promise<T>
}

export interface Page<T> { data: T[], iterator: string | null, done: boolean }

/** An answer of the API that is no success. */
export class ApiFailure extends Failure {
  readonly status: number

  constructor (message: string, { status, code }: { status: number, code: string }) {
    super(message, { code, exitCode: status === 401 || status === 403 ? EXIT.refused : EXIT.failed })
    this.status = status
  }
}

/** Whether a call failed because what it asks for is not there, such as an application that was deleted meanwhile. */
export const isNotFound = (error: unknown): boolean => error instanceof ApiFailure && error.status === 404

type Call = [method: string, path: string, body?: object | string, headers?: Record<string, string>]

const ANSWER_WITHIN_MS = 30_000

/** What the failures of a client tell the user to set. */
export interface ClientWords { away: string, token: string, url: string }

const OURS: ClientWords = {
  away: `Start one with \`${howCalled()} start\`, or say where it is: POSTHORN_URL or --url.`,
  token: `\`${howCalled()} token\` prints one where the server runs; give it as POSTHORN_TOKEN or --token-file.`,
  url: 'POSTHORN_URL or --url is the root of the API, with the stage of a gateway, without /api/v1.'
}

/** How to call the server at `url` as the bearer of a token. */
export function openClient (url: string, token: string, words: ClientWords = OURS): ApiClient {
  async function answerOf (...[method, path, body, headers = {}]: Call): Promise<string> {
    const answer = await reached({ url, words }, {
      path: `/api/v1${path}`,
      method,
      headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) })
    })
    if (answer.ok) return answer.text
    throw refusal(answer.status, answer.text, { url, token, words, path })
  }
  async function call<T> (...given: Call): Promise<T> {
    const text = await answerOf(...given)
    return (text === '' ? undefined : parsed(text, { url, words })) as T
  }
  async function get<T> (path: string, query: Query = {}): Promise<T> {
    const answer = await call<T | undefined>('GET', path + searchOf(query))
    if (answer === undefined) throw notPosthorn({ url, words })
    return answer
  }
  return { url, call, get, text: async path => await answerOf('GET', path) }
}

/** All items of a list, page after page. */
export async function * itemsOf<T> (api: ApiClient, path: string, query: Query = {}): AsyncGenerator<T> {
  let iterator: string | null | undefined
  for (;;) {
    const page: Page<T> = await api.get(path, { limit: 250, ...query, iterator: iterator ?? undefined })
    yield * page.data
    if (page.done || page.iterator === null) return
    iterator = page.iterator
  }
}

/** The ids of all items of a list. */
export async function idsOf (api: ApiClient, path: string): Promise<string[]> {
  const ids: string[] = []
  for await (const { id } of itemsOf<{ id: string }>(api, path)) ids.push(id)
  return ids
}

/** The path of an application, and what follows, each part as it may stand in a URL. */
export const pathOf = (...parts: readonly string[]): string => parts.map(part => `/${encodeURIComponent(part)}`).join('')

function searchOf (query: Query): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value))
  return search.size === 0 ? '' : `?${search.toString()}`
}

interface Server { url: string, words: ClientWords }

async function reached ({ url, words }: Server, { path, ...asked }: { path: string } & Asked): Promise<Answer> {
  try {
    return await ask(url + path, asked, ANSWER_WITHIN_MS)
  } catch (error) {
    const { name, message, code } = error as NodeJS.ErrnoException
    const why = name === 'TimeoutError' ? `no answer within ${ANSWER_WITHIN_MS / 1000} s` : code ?? message
    throw new Failure(`The server at ${url} does not answer (${why}). ${words.away}`, { exitCode: EXIT.away, code: 'server_away' })
  }
}

function parsed (text: string, server: Server): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw notPosthorn(server)
  }
}

const notPosthorn = ({ url, words }: Server) =>
  new Failure(`What answers at ${url} is not Posthorn's API, or one like it. ${words.url}`, { code: 'wrong_url' })

function refusal (status: number, text: string, { token, path, ...server }: Server & { token: string, path: string }): Failure {
  const { code, detail, message } = safely(text)
  if (status === 401) return new ApiFailure(tokenAdvice(server, token), { status, code: code ?? 'authentication_failed' })
  const says = namedIn(path, detailOf(detail) ?? message ?? code)
  if (says === undefined) return status >= 500 ? inTrouble(status, server.url) : notPosthorn(server)
  const advice = status === 403 ? WRONG_KIND : ''
  return new ApiFailure(`${says} (${[status, code].join(' ').trim()})${advice}`, { status, code: code ?? 'failed' })
}

// The words of paths that are not those of the answer.
const PARTS: Readonly<Record<string, string>> = { Application: 'app', Message: 'msg', 'Polling endpoint': 'poller' }

/** `Endpoint not found` with the id or uid that was asked for. */
function namedIn (path: string, says: string | undefined): string | undefined {
  const what = /^(.+) not found$/.exec(says ?? '')?.[1]
  if (what === undefined) return says
  const part = PARTS[what] ?? what.toLowerCase().replaceAll(' ', '-')
  const id = new RegExp(`/${part}/([^/?]+)|[?&]${part}_id=([^&]+)`).exec(path)
  return id === null ? says : `${says}: ${decodeURIComponent(id[1] ?? id[2]!)}`
}

const WRONG_KIND = " The token is one of the portal, or of another organization: this needs an organization's token."
const inTrouble = (status: number, url: string) => new ApiFailure(
  `The server at ${url} answered ${status}: it, or what stands before it, is in trouble. Try again, and look at its log.`,
  { status, code: 'server_error' }
)

function tokenAdvice ({ url, words }: Server, token: string): string {
  const expired = expiryOf(token)
  const isExpired = expired !== undefined && expired < Date.now()
  const why = isExpired ? `it expired at ${new Date(expired).toISOString()}` : 'it is not one of this server'
  return `The server at ${url} refuses the token: ${why}. ${words.token}`
}

function expiryOf (token: string): number | undefined {
  const claims = safely(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { exp?: number }
  return claims.exp === undefined ? undefined : claims.exp * 1000
}

interface ErrorBody { code?: string, detail?: unknown, message?: string }

// Text, or what is wrong where.
function detailOf (detail: unknown): string | undefined {
  if (!Array.isArray(detail)) return typeof detail === 'string' ? detail : undefined
  return (detail as Array<{ loc?: string[], msg?: string }>).map(({ loc = [], msg }) => `${loc.join('.')}: ${msg}`).join('; ')
}

function safely (text: string): ErrorBody {
  try {
    const value = JSON.parse(text) as unknown
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}
