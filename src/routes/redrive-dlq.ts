import type { App } from '../http/app-types.js'
import { NoContent } from '../schemas/common-schema.js'
import { route } from '../http/route.js'

/** Registers the operations of redrive (contract 2.8). */
export async function redriveRoutes (app: App): Promise<void> {
  // Posthorn dead-letters nothing: a waiting delivery has a due entry, and the sweep finds it in any case.
  app.post('', route({
    operationId: 'v1.admin.redrive-dlq', summary: 'Redrive dead-lettered deliveries', tag: 'Admin', access: 'org',
    answers: { 204: NoContent }, hide: true
  }), async (_request, reply) => await reply.code(204).send())
}
