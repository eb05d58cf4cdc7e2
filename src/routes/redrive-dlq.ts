import type { App } from '../http/app-types.js'
import { NoContent } from '../schemas/common-schema.js'
import { route } from '../http/route.js'

// Less than the gateway waits for an answer. What is left lies in the queues until the next call.
const WITHIN_MS = 15_000

/** Registers the operations of redrive (contract 2.8). */
export async function redriveRoutes (app: App): Promise<void> {
  const { engine } = app
  app.post('', route({
    operationId: 'v1.admin.redrive-dlq', summary: 'Redrive dead-lettered deliveries', tag: 'Admin', access: 'org',
    answers: { 204: NoContent }, hide: true
  }), async (_request, reply) => {
    await engine.dispatcher.redrive?.(engine, engine.clock.now() + WITHIN_MS)
    return await reply.code(204).send()
  })
}
