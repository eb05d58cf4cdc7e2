import { invalid } from '../errors.js'
import type { App } from '../http/app-types.js'
import { foundOut } from '../http/found-view.js'
import { principalOf } from '../http/request.js'
import { route } from '../http/route.js'
import { findAnything } from '../repositories/find-anything.js'
import { FindOut, FindQuery } from '../schemas/find-schema.js'

export async function findRoutes (app: App): Promise<void> {
  const { engine } = app

  app.get('', route({
    operationId: 'v1.find', summary: 'Find anything by its id or name', tag: 'Find', access: 'org', querystring: FindQuery,
    answers: { 200: FindOut }
  }), async request => {
    const { orgId } = principalOf(request)
    const text = request.query.q?.trim() ?? ''
    if (text === '') throw invalid(['query', 'q'], 'must say what to find')
    const found = await findAnything({ db: engine.db, orgId, now: engine.clock.now() }, text)
    return { data: found.map(foundOut) }
  })
}
