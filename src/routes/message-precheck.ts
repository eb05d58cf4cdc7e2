import { showsMessage, wants } from '../delivery/match.js'
import type { App } from '../http/app-types.js'
import * as destinations from '../repositories/destinations.js'
import * as endpoints from '../repositories/endpoints.js'
import { AppParams } from '../schemas/common-schema.js'
import { MessagePrecheckIn, MessagePrecheckOut } from '../schemas/message-schema.js'
import { route } from '../http/route.js'
import { applicationOf } from '../http/request.js'

/** Registers the operations of the precheck of a message (contract 2.6). */
export async function messagePrecheckRoutes (app: App): Promise<void> {
  const { engine } = app

  app.post('', route({
    operationId: 'v1.message.precheck', summary: 'Check whether any endpoint would get a message', tag: 'Message', access: 'org',
    errors: [404], params: AppParams, body: MessagePrecheckIn, answers: { 200: MessagePrecheckOut }
  }), async request => {
    const { eventType, channels = null } = request.body
    const { id: appId, polledSince } = applicationOf(request)
    const message = { eventType, channels, onlyEndpointId: null }
    const candidates = await endpoints.ofApplication(engine.db, appId)
    if ([...candidates.values()].some(endpoint => wants(endpoint, message))) return { active: true }
    if (polledSince === undefined) return { active: false }
    return { active: await destinations.some(engine.db, appId, one => !one.disabled && showsMessage(one, message)) }
  })
}
