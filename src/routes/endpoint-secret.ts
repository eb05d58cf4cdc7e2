import type { Static } from '@sinclair/typebox'
import { sealSecret } from '../delivery/endpoint-rules.js'
import { openKey } from '../delivery/keys.js'
import { tellChange } from '../delivery/operational.js'
import { rotate } from '../delivery/secret-rules.js'
import { publicForm } from '../lib/secrets.js'
import type { App } from '../plugins/types.js'
import * as endpoints from '../repositories/endpoints.js'
import { EndpointParams, NoContent } from '../schemas/common.js'
import { EndpointSecretOut, EndpointSecretRotateIn } from '../schemas/endpoint.js'
import { endpointOf } from './lookups.js'
import { schemaOf } from './operation.js'

const tag = 'Endpoint'
const DEFAULT_GRACE_SECONDS = 86_400

export async function endpointSecretRoutes (app: App): Promise<void> {
  const { engine } = app

  app.get('/app/:app_id/endpoint/:endpoint_id/secret', {
    config: { access: 'app' },
    schema: schemaOf({ operationId: 'v1.endpoint.get-secret', summary: 'Get endpoint secret', tag, access: 'app', params: EndpointParams, answers: { 200: EndpointSecretOut } })
  }, async request => ({ key: publicForm(openKey(engine.vault, (await endpointOf(request)).secret)) }))

  app.post('/app/:app_id/endpoint/:endpoint_id/secret/rotate', {
    config: { access: 'app' },
    schema: schemaOf({ operationId: 'v1.endpoint.rotate-secret', summary: 'Rotate endpoint secret', tag, access: 'app', params: EndpointParams, body: EndpointSecretRotateIn, answers: { 204: NoContent } })
  }, async (request, reply) => {
    const { key, gracePeriodSeconds } = request.body as Static<typeof EndpointSecretRotateIn>
    const secret = sealSecret(engine, key, 'key')
    const graceMs = (gracePeriodSeconds ?? DEFAULT_GRACE_SECONDS) * 1000
    const now = engine.clock.now()
    const rotated = await endpoints.update(engine.db, await endpointOf(request), current => rotate(current, secret, graceMs, now), now)
    await tellChange(engine, 'endpoint.updated', rotated)
    return await reply.code(204).send()
  })
}
