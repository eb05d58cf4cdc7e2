import type { api as Api } from '@opentelemetry/sdk-node'
import type { Ready } from '../delivery/attempt/load.js'
import type { SendResult } from '../delivery/sending/send-result.js'
import type { Span, Telemetry } from '../delivery/telemetry.js'

type Attributes = Api.Attributes
interface Options { parent?: string | undefined, attributes: Attributes }
interface Begun extends Span { span: Api.Span, context: Api.Context }

const SYSTEM = { 'messaging.system': 'posthorn' }

/** The spans of messages, by the semantic conventions of messaging and HTTP. None has a payload, a secret or a whole URL. */
export function createTelemetry (api: typeof Api): Telemetry {
  const tracer = api.trace.getTracer('posthorn')

  function begin (name: string, kind: Api.SpanKind, { parent, attributes }: Options): Begun {
    const within = parent === undefined ? api.context.active() : contextOf(api, parent)
    const span = tracer.startSpan(name, { kind, attributes }, within)
    const end = (error?: string) => {
      if (error !== undefined) fail(api, span, error)
      span.end()
    }
    return { span, context: api.trace.setSpan(within, span), traceparent: traceparentOf(span.spanContext()), end }
  }

  return {
    accept ({ orgId, id }, messages) {
      const begun = begin(messages === 1 ? 'accept message' : 'accept messages', api.SpanKind.PRODUCER, {
        attributes: {
          ...SYSTEM, 'messaging.operation.name': 'accept', 'messaging.operation.type': 'send', 'posthorn.organization.id': orgId,
          'posthorn.application.id': id, ...messages !== 1 && { 'messaging.batch.message_count': messages }
        }
      })
      const accepted = (message: { id: string }, replayed: boolean) =>
        begun.span.setAttributes({ 'messaging.message.id': message.id, 'posthorn.replayed': replayed })
      return { ...begun, accepted }
    },
    fanOut: ({ id, traceparent: parent }) =>
      begin('fan out message', api.SpanKind.INTERNAL, { parent, attributes: { ...SYSTEM, 'messaging.message.id': id } }),
    attempt (ready) {
      const begun = begin('attempt delivery', api.SpanKind.CONSUMER, { parent: ready.message.traceparent, attributes: attributesOf(ready) })
      const attempted = (id: string, outcome: string) => {
        begun.span.setAttributes({ 'posthorn.attempt.id': id, 'posthorn.attempt.outcome': outcome })
        if (outcome !== 'delivered') begun.span.setStatus({ code: api.SpanStatusCode.ERROR })
      }
      return { ...begun, attempted }
    },
    request ({ url }, earlier) {
      const begun = begin('POST', api.SpanKind.CLIENT, {
        attributes: { ...placeOf(url), 'http.request.method': 'POST', ...earlier > 0 && { 'http.request.resend_count': earlier } }
      })
      const answered = (result: SendResult) => {
        if (result.stage === 'answered') begun.span.setAttribute('http.response.status_code', result.statusCode)
        begun.end(errorOf(result))
      }
      return { ...begun, answered }
    },
    within: (span, work) => api.context.with((span as Begun).context, work)
  }
}

/** Marks a span as failed, by a class of error with few values. */
export function fail (api: typeof Api, span: Api.Span, error: string): void {
  span.setAttribute('error.type', error)
  span.setStatus({ code: api.SpanStatusCode.ERROR })
}

const traceparentOf = ({ traceId, spanId, traceFlags }: Api.SpanContext) => `00-${traceId}-${spanId}-0${traceFlags & 1}`

function contextOf (api: typeof Api, traceparent: string): Api.Context {
  const [, traceId, spanId, flags] = traceparent.split('-') as [string, string, string, string]
  return api.trace.setSpanContext(api.ROOT_CONTEXT, { traceId, spanId, traceFlags: Number(flags), isRemote: true })
}

function attributesOf ({ delivery, trigger, message }: Ready): Attributes {
  return {
    ...SYSTEM,
    'messaging.operation.name': 'attempt',
    'messaging.operation.type': 'process',
    'messaging.message.id': message.id,
    'messaging.message.body.size': message.payload!.length,
    'posthorn.organization.id': delivery.orgId,
    'posthorn.application.id': delivery.appId,
    'posthorn.endpoint.id': delivery.endpointId,
    'posthorn.event_type': delivery.eventType,
    'posthorn.attempt.number': delivery.attempts + 1,
    'posthorn.attempt.trigger': trigger
  }
}

/** Where a request goes, without login, path and query: receivers put secrets into each of them. */
function placeOf (url: string): Attributes {
  const { protocol, hostname, port, origin, pathname, search } = new URL(url)
  return {
    'url.full': pathname === '/' && search === '' ? `${origin}/` : `${origin}/REDACTED`,
    'url.scheme': protocol.slice(0, -1),
    'server.address': hostname.replace(/^\[(.*)\]$/, '$1'),
    'server.port': Number(port) || (protocol === 'https:' ? 443 : 80)
  }
}

function errorOf (result: SendResult): string | undefined {
  if (result.stage === 'unsent') return `unsent_by_${result.by}`
  if (result.stage !== 'answered') return result.stage === 'cut' ? 'cut' : result.failure
  return result.statusCode >= 400 ? String(result.statusCode) : undefined
}
