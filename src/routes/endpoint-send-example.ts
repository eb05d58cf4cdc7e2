import { sendExample } from '../delivery/accept/send-example.js'
import type { App } from '../http/app-types.js'
import { endpointOf } from '../http/found-by-path.js'
import { applicationOf } from '../http/request.js'
import { route } from '../http/route.js'
import { messageOut } from '../http/message-view.js'
import { EndpointParams } from '../schemas/common-schema.js'
import { EventExampleIn } from '../schemas/endpoint-schema.js'
import { MessageOut } from '../schemas/message-schema.js'

/** Registers the operations of send-example (contract 2.8). */
export async function endpointSendExampleRoutes (app: App): Promise<void> {
  const { engine } = app

  app.post('', route({
    operationId: 'v1.endpoint.send-example', summary: 'Send event type example', tag: 'Endpoint', access: 'app',
    params: EndpointParams, body: EventExampleIn, answers: { 200: MessageOut }
  }), async request => {
    const { eventType, exampleIndex = 0, payload: given } = request.body
    const payload = given == null ? undefined : request.parsedBody!.rawMember('payload')
    const endpoint = await endpointOf(request)
    const message = await sendExample(engine, applicationOf(request), { endpoint, eventType, index: exampleIndex, payload })
    return messageOut(message, false)
  })
}
