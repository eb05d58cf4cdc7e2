import { expunge } from '../delivery/attempt/expunge-payload.js'
import type { App } from '../http/app-types.js'
import { applicationOf } from '../http/request.js'
import { route } from '../http/route.js'
import { eachOf } from '../lib/parallel.js'
import * as messages from '../repositories/messages.js'
import { AppParams } from '../schemas/common-schema.js'
import { BulkExpungeIn, BulkExpungeOut } from '../schemas/message-schema.js'

const WIDTH = 16

export async function messageBulkExpungeRoutes (app: App): Promise<void> {
  const { engine } = app

  app.post('', route({
    operationId: 'v1.message.bulk-expunge-content', summary: 'Delete the payloads of some messages', tag: 'Message', access: 'org',
    errors: [404], params: AppParams, body: BulkExpungeIn, answers: { 200: BulkExpungeOut }
  }), async request => {
    const { id: appId } = applicationOf(request)
    const ids = [...new Set(request.body.ids ?? [])]
    const results = await eachOf(ids, WIDTH, async (id): Promise<[string, 'expunged' | 'not-found']> => {
      const message = await messages.find(engine.db, appId, id, { now: engine.clock.now(), withPayload: false })
      if (message) await expunge(engine, message)
      return [id, message ? 'expunged' : 'not-found']
    })
    return { results: Object.fromEntries(results) }
  })
}
