import type { Static } from '@sinclair/typebox'
import { rateLimitStatus, type RateLimitStatus } from '../delivery/endpoint-health/rate-limit-status.js'
import type { App } from '../http/app-types.js'
import { endpointOf } from '../http/found-by-path.js'
import { raw } from '../http/raw-mark.js'
import { applicationOf } from '../http/request.js'
import { route } from '../http/route.js'
import { EndpointParams } from '../schemas/common-schema.js'
import { RateLimitStatusOut } from '../schemas/rate-limit-schema.js'

/** Registers what an endpoint uses of its limits, and what waits for them (contract 2.8). */
export async function endpointRateLimitRoutes (app: App): Promise<void> {
  const { engine } = app

  app.get('', route({
    operationId: 'v1.endpoint.rate-limit-status', summary: 'Endpoint rate limit status', tag: 'Endpoint', access: 'app',
    params: EndpointParams, answers: { 200: RateLimitStatusOut }
  }), async request => shown(await rateLimitStatus(engine, await endpointOf(request), applicationOf(request))))
}

function shown ({ limits, sent }: RateLimitStatus): Static<typeof RateLimitStatusOut> {
  const since = Math.min(...limits.map(({ backlog }) => backlog?.since ?? Infinity))
  const waits = since < Infinity
  return {
    status: json(limits.length === 0 ? 'unlimited' : waits ? 'throttled' : 'within'),
    throttledSince: json(waits ? new Date(since) : null),
    limits: json(limits.map(({ of, rate, backlog }) => ({
      of, rate: Math.round(rate), waiting: backlog?.waiting ?? 0, clearAt: backlog ? new Date(backlog.until) : null
    }))),
    sent: json(sent ?? null)
  }
}

const json = (value: unknown) => raw(JSON.stringify(value))
