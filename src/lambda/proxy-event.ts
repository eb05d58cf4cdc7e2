import type { APIGatewayProxyEvent, APIGatewayProxyEventV2 } from 'aws-lambda'

type RestEvent = APIGatewayProxyEvent
type HttpEvent = APIGatewayProxyEventV2
type Values = Record<string, string[] | string | undefined>

export type ProxyEvent = RestEvent | HttpEvent

export interface Plain {
  /** The request as the client sent it, in the form of an event. */
  event: ProxyEvent
  /** The part of the URL before the app's paths, such as `/prod`. */
  base: string
}

/**
 * Reads an API Gateway proxy event: REST API (v1) or HTTP API (v2, also used by function URLs). The path is without
 * stage and base path, with the query as it was sent. Header names are in lower case. Throws for any other event, so
 * that a wrong trigger is noticed.
 */
export function plainEvent (event: unknown): Plain {
  if (!isProxyEvent(event)) {
    throw new TypeError(`This function answers API Gateway proxy events (REST API or HTTP API); this one is ${nameOf(event)}.`)
  }
  const full = escaped('rawPath' in event ? event.rawPath : event.path)
  const base = baseOf(event, full)
  const query = queryOf(event)
  const path = `${full.slice(base.length) || '/'}${query && `?${query}`}`
  const { queryStringParameters, multiValueQueryStringParameters, multiValueHeaders, ...rest } = event as RestEvent
  const outside = stageOf(event) + base
  // The app begins its links to itself with this prefix.
  const headers = { ...headersOf(event), ...(outside !== '' && { 'x-forwarded-prefix': outside }) }
  return { event: { ...rest, path, headers } as unknown as ProxyEvent, base: outside }
}

function isProxyEvent (event: unknown): event is ProxyEvent {
  if (typeof event !== 'object' || event === null || 'methodArn' in event || 'routeArn' in event) return false
  const { path, rawPath, httpMethod, requestContext } = event as Partial<RestEvent & HttpEvent>
  if (typeof requestContext !== 'object' || requestContext === null || 'elb' in requestContext) return false
  if (typeof rawPath === 'string') return typeof requestContext.http?.method === 'string'
  return typeof path === 'string' && typeof httpMethod === 'string'
}

interface Named { Records?: Array<Record<string, unknown>>, requestContext?: object, source?: unknown }

// Names the source of the event for the operator, and no content of the event.
function nameOf (event: unknown): string {
  const { Records, requestContext, source } = (event ?? {}) as Named
  const origin = Records?.[0]?.eventSource ?? Records?.[0]?.EventSource ?? (requestContext && 'elb' in requestContext ? 'aws:elb' : source)
  return typeof origin === 'string' ? `from ${origin}` : event === null ? 'null' : 'of an unknown kind'
}

/**
 * The part of the path before the app's own path. `{proxy+}` contains the app's path, whatever base path a custom
 * domain has; the root resource has none. Without either (the `$default` route), the paths of HTTP APIs begin with the
 * name of a named stage; those of REST APIs never do.
 */
function baseOf (event: ProxyEvent, path: string): string {
  const { pathParameters, requestContext: { stage } } = event
  if ('resource' in event && event.resource === '/') return path.replace(/\/+$/, '')
  const proxy = pathParameters?.proxy?.replace(/\/+$/, '')
  const decoded = decode(path).replace(/\/+$/, '')
  // A base path has no characters that need an escape, so it has the same length in both forms.
  if (proxy && decoded.endsWith(`/${decode(proxy)}`)) return path.slice(0, decoded.length - decode(proxy).length - 1)
  const isHttpApi = 'version' in event
  return isHttpApi && (path === `/${stage}` || path.startsWith(`/${stage}/`)) ? `/${stage}` : ''
}

// A REST API's event has the path with and without the stage; behind a custom domain there is no stage.
function stageOf (event: ProxyEvent): string {
  if (!('path' in event)) return ''
  const { path, requestContext: { path: asked = '' } } = event
  return asked.endsWith(path) ? asked.slice(0, asked.length - path.length) : ''
}

// HTTP APIs decode the path; REST APIs and function URLs do not. Characters that can only come from decoding are encoded again.
function escaped (path: string): string {
  return path.replace(/%(?![\dA-Fa-f]{2})|[^\w.~!$&'()*+,;=:@/%-]/gu, one => `%${Buffer.from(one).toString('hex').match(/../g)!.join('%')}`)
}

function decode (path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

// An HTTP API's event has the original query. A REST API's event has its parts, and repeated parameters only in one of
// its two lists.
function queryOf (event: ProxyEvent): string {
  if ('rawPath' in event) return event.rawQueryString?.replaceAll('#', '%23') ?? ''
  const values: Values = event.multiValueQueryStringParameters ?? event.queryStringParameters ?? {}
  return new URLSearchParams(pairsOf(values)).toString()
}

// The gateway has read and joined the body, so these headers do not describe it any more.
const REPLACED = new Set(['content-length', 'transfer-encoding'])

function headersOf ({ headers, ...rest }: ProxyEvent): Record<string, string | string[]> {
  const { multiValueHeaders } = rest as Partial<RestEvent>
  const all: Record<string, string | string[]> = {}
  for (const [name, value] of pairsOf(multiValueHeaders ?? headers ?? {})) {
    const key = name.toLowerCase()
    if (!REPLACED.has(key)) all[key] = key in all ? [all[key]!, value].flat() : value
  }
  const id = all['x-request-id'] ?? all['svix-req-id']
  return id === undefined ? all : { ...all, 'x-request-id': id }
}

const pairsOf = (values: Values) =>
  Object.entries(values).flatMap(([name, given]) => [given ?? []].flat().map((value): [string, string] => [name, value]))
