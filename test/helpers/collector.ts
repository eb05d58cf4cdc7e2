import { startReceiver } from './receiver.js'

type Value = string | number | boolean | undefined
export type Attributes = Record<string, Value>

export interface CollectedSpan {
  name: string
  kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer'
  traceId: string
  id: string
  parentId: string | undefined
  attributes: Attributes
  isFailed: boolean
  resource: Attributes
}

/** A point of a metric: `value` of a sum or a gauge, `count` of a histogram. */
export interface CollectedPoint { name: string, unit: string, kind: 'sum' | 'gauge' | 'histogram', attributes: Attributes, value: number }

interface Pair { key: string, value: Record<string, unknown> }
interface OfMetric { dataPoints: Array<{ attributes?: Pair[], asInt?: unknown, asDouble?: unknown, count?: unknown }> }
interface OfResource { resource: { attributes: Pair[] } }
interface SentSpan {
  name: string
  kind: number
  traceId: string
  spanId: string
  parentSpanId?: string
  attributes: Pair[]
  status?: { code?: number }
}
interface SentMetric { name: string, unit: string, sum?: OfMetric, gauge?: OfMetric, histogram?: OfMetric }
type ResourceSpans = OfResource & { scopeSpans: Array<{ spans: SentSpan[] }> }
type ResourceMetrics = OfResource & { scopeMetrics: Array<{ metrics: SentMetric[] }> }
interface Body { resourceSpans?: ResourceSpans[], resourceMetrics?: ResourceMetrics[] }

const KINDS = ['internal', 'internal', 'server', 'client', 'producer', 'consumer'] as const

/** A collector of OpenTelemetry on loopback, for OTLP over HTTP: it decodes JSON, and keeps the bytes of all. */
export async function startCollector () {
  const { url, received, close } = await startReceiver((_one, response) => { response.writeHead(200, { 'content-type': 'application/json' }).end('{}') })
  const bodies = (path: string) => received.filter(one => one.path === path && one.headers['content-type'] === 'application/json')
    .map(({ body }) => JSON.parse(body.toString()) as Body)

  return {
    url,
    received,
    close,
    spans: (): CollectedSpan[] => bodies('/v1/traces').flatMap(({ resourceSpans = [] }) => resourceSpans)
      .flatMap(({ resource, scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans).map(span => spanOf(span, resource))),
    /** The points of the metrics that arrived last. */
    points: (): CollectedPoint[] => bodies('/v1/metrics').slice(-1).flatMap(({ resourceMetrics = [] }) => resourceMetrics)
      .flatMap(({ scopeMetrics }) => scopeMetrics).flatMap(({ metrics }) => metrics.flatMap(pointsOf))
  }
}

function spanOf (span: SentSpan, resource: { attributes: Pair[] }): CollectedSpan {
  const { name, kind, traceId, spanId: id, parentSpanId: parentId, attributes, status } = span
  const values = { attributes: valuesOf(attributes), resource: valuesOf(resource.attributes) }
  return { name, kind: KINDS[kind]!, traceId, id, parentId, isFailed: status?.code === 2, ...values }
}

function pointsOf ({ name, unit, ...of }: SentMetric): CollectedPoint[] {
  return (['sum', 'gauge', 'histogram'] as const).flatMap(kind =>
    (of[kind]?.dataPoints ?? []).map(({ attributes = [], asInt, asDouble, count }) =>
      ({ name, unit, kind, attributes: valuesOf(attributes), value: Number(asInt ?? asDouble ?? count) })))
}

function valuesOf (pairs: Pair[]): Attributes {
  return Object.fromEntries(pairs.map(({ key, value: { intValue, stringValue, doubleValue, boolValue } }) =>
    [key, intValue === undefined ? (stringValue ?? doubleValue ?? boolValue) as Value : Number(intValue)]))
}
