import { Type } from '@sinclair/typebox'
import { areReady } from '../repositories/readiness.js'
import type { App } from '../http/app-types.js'
import { route } from '../http/route.js'
import { NoContent } from '../schemas/common-schema.js'

const Readiness = Type.Object({ database: Type.Object({ status: Type.String({ examples: ['ok'] }) }) })
const Unreadiness = Type.Object(Readiness.properties, { description: 'A part that the server needs is not available' })

/** Registers the operations of health and readiness (contract 2.8). */
export async function healthRoutes (app: App): Promise<void> {
  const answers = { 204: NoContent }
  const health = { tag: 'Health', access: 'none', answers } as const
  app.get('', route({ ...health, operationId: 'v1.health.get', summary: 'Verify the API server is up and running' }),
    async (_request, reply) => await reply.code(204).send())

  app.get('/ping', route({ ...health, operationId: 'v1.health.ping', summary: 'Verify the API server answers' }),
    async (_request, reply) => await reply.code(204).send())

  app.get('/ready', route({
    ...health, operationId: 'v1.health.ready', summary: 'Verify that the server and its database are ready',
    answers: { 200: Readiness, 503: Unreadiness }
  }), async (request, reply) => {
    const isReady = await areReady(request.server.engine.db).catch(() => false)
    return await reply.code(isReady ? 200 : 503)
      .serializer(JSON.stringify)
      .type('application/json')
      .send({ database: { status: isReady ? 'ok' : 'error' } })
  })
}
