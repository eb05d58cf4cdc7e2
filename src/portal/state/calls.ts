import createClient from 'openapi-fetch'
import type { paths } from '../../../openapi/portal-api.js'
import { applicationInAddress } from './address.js'
import { learnTime } from './server-time.js'
import { session, sessionState } from './session.js'

interface Answers<T> { responses: { 200: { content: { 'application/json': T } } } }
type Data<P extends keyof paths, M extends keyof paths[P]> = paths[P][M] extends Answers<infer T> ? T : never
type Item<T> = T extends { data: Array<infer One> } ? One : never

export type Endpoint = Data<'/api/v1/app/{app_id}/endpoint/{endpoint_id}', 'get'>
export type Message = Data<'/api/v1/app/{app_id}/msg/{msg_id}', 'get'>
export type Attempt = Data<'/api/v1/app/{app_id}/msg/{msg_id}/attempt/{attempt_id}', 'get'>
export type Delivery = Item<Data<'/api/v1/app/{app_id}/delivery', 'get'>>
export type EventType = Data<'/api/v1/event-type/{event_type_name}', 'get'>
export type Stats = Data<'/api/v1/app/{app_id}/endpoint/{endpoint_id}/stats', 'get'>
export type RateLimit = Data<'/api/v1/app/{app_id}/endpoint/{endpoint_id}/rate-limit-status', 'get'>
export type Buckets = Data<'/api/v1/stats/app/{app_id}/attempt', 'get'>
export type AttemptHeaders = Data<'/api/v1/app/{app_id}/msg/{msg_id}/attempt/{attempt_id}/headers', 'get'>
export type Headers = Data<'/api/v1/app/{app_id}/endpoint/{endpoint_id}/headers', 'get'>
export type Task = Data<'/api/v1/background-task/{task_id}', 'get'>
export type PortalSettings = Data<'/api/v1/app/{app_id}/portal-settings', 'get'>
type AnyDestination = Data<'/api/v1/app/{app_id}/destination/{destination_id}', 'get'>
export type Destination = Pick<AnyDestination, 'id' | 'uid' | 'status' | 'eventTypes' | 'channels' | 'createdAt'>
export type Consumer = Item<Data<'/api/v1/app/{app_id}/destination/{destination_id}/consumer', 'get'>>
export interface Page<T> { data: T[], iterator: string | null, done: boolean }

/** A failure of a call: the server's own words, and whether a later try may succeed. */
export class CallError extends Error {
  constructor (readonly status: number, message: string, readonly fields: ReadonlyArray<{ field: string, msg: string }> = []) {
    super(message)
  }

  /** The server is away, busy or throttles. */
  get isPassing (): boolean { return this.status === 0 || this.status === 429 || this.status >= 500 }
}

/** Where the server is: its scripts lie in `portal/` of it. */
export const SERVER = new URL('..', import.meta.url).href.replace(/\/$/, '')

const underWay = new Map<string, Promise<Response>>()

/** Of two equal writes at once, such as after a double click, one is sent; both have its answer. */
async function send (request: Request): Promise<Response> {
  if (request.method === 'GET') return await fetch(request)
  const key = [request.method, request.url, await request.clone().text()].join(' ')
  const answer = underWay.get(key) ?? fetch(request).finally(() => underWay.delete(key))
  underWay.set(key, answer)
  return (await answer).clone()
}

/** Calls of the API, by the types of its document. */
export const api = createClient<paths>({ baseUrl: SERVER, fetch: send })

const sentAt = new WeakMap<Request, number>()

api.use({
  onRequest: ({ request }) => {
    request.headers.set('authorization', `Bearer ${session().token}`)
    sentAt.set(request, Date.now())
  },
  onResponse: ({ request, response }) => {
    learnTime(response.headers.get('date'), sentAt.get(request)!, Date.now())
    if (response.status === 401) sessionState.value = 'expired'
  }
})

interface Answer<T> { data?: T, error?: unknown, response: Response }

/** What a call answered; throws CallError for every failure, status 0 when there was no answer. */
export async function asked<T> (call: Promise<Answer<T>>): Promise<T> {
  let answer
  try {
    answer = await call
  } catch (error) {
    if ((error as Error).name === 'AbortError') throw error
    throw new CallError(0, '')
  }
  if (answer.response.ok) return answer.data as T
  throw failureOf(answer)
}

function failureOf ({ error, response: { status } }: Answer<unknown>): CallError {
  const detail = (error as { detail?: unknown } | undefined)?.detail
  if (!Array.isArray(detail)) return new CallError(status, typeof detail === 'string' ? detail : '')
  const fields = (detail as Array<{ loc: string[], msg: string }>).map(({ loc, msg }) => ({ field: loc.slice(1).join('.'), msg }))
  return new CallError(status, fields.map(({ field, msg }) => `${field}: ${msg}`).join('; '), fields)
}

/** The application of this session, or the one that the console shows, as parameter of a path. */
export const inApp = <P extends object>(rest: P) => ({ app_id: session().appId ?? applicationInAddress.value ?? '', ...rest })
