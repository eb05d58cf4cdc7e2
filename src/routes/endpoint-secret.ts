import { tellChange } from '../delivery/operational-webhooks/operational-webhooks.js'
import type { App } from '../http/app-types.js'
import { ROTATED, rotateSecret, sendRotated, shownSecret } from '../http/endpoint-secret-view.js'
import { endpointOf } from '../http/found-by-path.js'
import { route } from '../http/route.js'
import { EndpointParams } from '../schemas/common-schema.js'
import { EndpointSecretOut, EndpointSecretRotateIn } from '../schemas/endpoint-schema.js'

const tag = 'Endpoint'
// The SDK version from which on the method returns the secret.
const RETURNED_SINCE = [2, 7] as const

/** Registers the operations of the secret of an endpoint (contract 2.4). */
export async function endpointSecretRoutes (app: App): Promise<void> {
  const { engine } = app

  app.get('', route({
    operationId: 'v1.endpoint.get-secret', summary: 'Get endpoint secret', tag, access: 'app', params: EndpointParams,
    answers: { 200: EndpointSecretOut }
  }), async request => shownSecret(engine, await endpointOf(request)))

  app.post('/rotate', route({
    operationId: 'v1.endpoint.rotate-secret', summary: 'Rotate endpoint secret', tag, access: 'app', params: EndpointParams,
    body: EndpointSecretRotateIn, answers: ROTATED
  }), async (request, reply) => {
    const rotated = await rotateSecret(request)
    await tellChange(engine, 'endpoint.updated', rotated)
    return await sendRotated(reply, rotated, RETURNED_SINCE)
  })
}
