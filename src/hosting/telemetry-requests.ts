import type { api as Api } from '@opentelemetry/sdk-node'
import type { App } from '../http/app-types.js'
import { fail } from './telemetry-spans.js'

/**
 * Makes a span of each request to the API whose token is right, health checks left out. It continues the trace that the request's headers
 * name, such as `traceparent`.
 */
export function traceRequests (api: typeof Api, app: App): void {
  const tracer = api.trace.getTracer('posthorn')
  const spans = new WeakMap<object, Api.Span>()

  app.addHook('onRequest', (request, _reply, done) => {
    const { url: route = '' } = request.routeOptions
    if (!route.startsWith('/api/v1/') || route.startsWith('/api/v1/health')) return done()
    const { method, headers, protocol, hostname } = request
    const shown = route.replaceAll(/:(\w+)/g, '{$1}')
    const span = tracer.startSpan(`${method} ${shown}`, {
      kind: api.SpanKind.SERVER,
      attributes: {
        'http.request.method': method,
        'http.route': shown,
        'url.path': request.url.split('?')[0]!,
        'url.scheme': protocol,
        'server.address': hostname,
        ...headers['user-agent'] !== undefined && { 'user_agent.original': headers['user-agent'] }
      }
    }, api.propagation.extract(api.ROOT_CONTEXT, headers))
    spans.set(request, span)
    done()
  })
  // What the route begins is done inside the span. Reading the body, which comes before, would lose it.
  app.addHook('preHandler', (request, _reply, done) => {
    const span = spans.get(request)
    if (span) api.context.with(api.trace.setSpan(api.context.active(), span), done)
    else done()
  })
  app.addHook('onResponse', (request, { statusCode }, done) => {
    const span = spans.get(request)
    span?.setAttribute('http.response.status_code', statusCode)
    if (span && statusCode >= 500) fail(api, span, String(statusCode))
    span?.end()
    done()
  })
}
