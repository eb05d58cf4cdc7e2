import { checkSize } from '../rules/application-rules.js'
import { invalid } from '../errors.js'
import { sealHeaders, shownHeaders } from '../delivery/credentials.js'
import { checkHeaders, mergeHeaders } from '../rules/header-rules.js'
import type { App } from '../http/app-types.js'
import * as endpoints from '../repositories/endpoints.js'
import { EndpointParams, NoContent } from '../schemas/common-schema.js'
import { EndpointHeadersIn, EndpointHeadersOut, EndpointHeadersPatchIn, MAX_HEADERS } from '../schemas/endpoint-schema.js'
import { isPortal } from '../http/endpoint-view.js'
import { endpointOf } from '../http/found-by-path.js'
import { route } from '../http/route.js'

const tag = 'Endpoint'

/** Registers the operations of the custom headers of an endpoint (contract 2.5). */
export async function endpointHeaderRoutes (app: App): Promise<void> {
  const { engine } = app

  app.get('', route({
    operationId: 'v1.endpoint.get-headers', summary: 'Get endpoint headers', tag, access: 'app', params: EndpointParams,
    answers: { 200: EndpointHeadersOut }
  }), async request => shownHeaders(engine.vault, (await endpointOf(request)).headers, isPortal(request)))

  app.put('', route({
    operationId: 'v1.endpoint.update-headers', summary: 'Update endpoint headers', tag, access: 'app', params: EndpointParams,
    body: EndpointHeadersIn, answers: { 204: NoContent }
  }), async (request, reply) => {
    const headers = sealHeaders(engine.vault, checkHeaders(request.body.headers))
    await endpoints.update(engine.db, await endpointOf(request), current => checkSize({ ...current, headers }), engine.clock.now())
    return await reply.code(204).send()
  })

  app.patch('', route({
    operationId: 'v1.endpoint.patch-headers', summary: 'Patch endpoint headers', tag, access: 'app', params: EndpointParams,
    body: EndpointHeadersPatchIn, answers: { 204: NoContent }
  }), async (request, reply) => {
    const { headers, deleteHeaders = [] } = request.body
    const changes = { ...Object.fromEntries(deleteHeaders.map(name => [name, null])), ...sealHeaders(engine.vault, checkHeaders(headers)) }
    await endpoints.update(
      engine.db,
      await endpointOf(request),
      current => checkSize({ ...current, headers: checkCount(mergeHeaders(current.headers, changes)) }),
      engine.clock.now()
    )
    return await reply.code(204).send()
  })
}

// Every header is decrypted for each delivery.
function checkCount (headers: Record<string, string>): Record<string, string> {
  if (Object.keys(headers).length > MAX_HEADERS) {
    throw invalid(['body', 'headers'], `an endpoint must NOT have more than ${MAX_HEADERS} headers`)
  }
  return headers
}
