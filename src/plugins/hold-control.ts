import { heldSince, letGoOn } from '../repositories/delivery-hold.js'
import type { App } from '../http/app-types.js'

/**
 * Adds `/api/v1/admin/deliveries`, of Node servers alone: GET says whether deliveries are held, `POST …/go-on` lets them go on. It is for
 * all organizations at once.
 */
export function addHoldControl (app: App): void {
  const options = { config: { access: 'org' as const }, schema: { hide: true } }
  app.get('/api/v1/admin/deliveries', options, async (_request, reply) => {
    const since = await heldSince(app.engine.db)
    const state = { held: since !== undefined, since: since === undefined ? null : new Date(since).toISOString() }
    return await reply.type('application/json').send(JSON.stringify(state))
  })
  app.post('/api/v1/admin/deliveries/go-on', options, async (_request, reply) => {
    await letGoOn(app.engine.db)
    return await reply.code(204).send()
  })
}
