import type { App } from '../http/app-types.js'
import { attentionOut } from '../http/attention-view.js'
import { pageOut } from '../http/page-view.js'
import { principalOf } from '../http/request.js'
import { route } from '../http/route.js'
import * as attention from '../repositories/attention-list.js'
import { AttentionList, AttentionParams } from '../schemas/attention-schema.js'
import { NoContent, pagingQuery, Query } from '../schemas/common-schema.js'

const tag = 'Attention'
const ListQuery = Query(pagingQuery)

/** Registers the operations of attention (contract 2.9). */
export async function attentionRoutes (app: App): Promise<void> {
  const { engine } = app

  app.get('', route({
    operationId: 'v1.attention.list', summary: 'List the problems that need a person', tag, access: 'org', querystring: ListQuery,
    answers: { 200: AttentionList }
  }), async request => {
    const { orgId } = principalOf(request)
    return pageOut(await attention.list(engine.db, orgId, request.query, engine.clock.now()), attentionOut)
  })

  app.delete('/:attention_id', route({
    operationId: 'v1.attention.dismiss', summary: 'Dismiss an attention entry', tag, access: 'org', errors: [404], params: AttentionParams,
    answers: { 204: NoContent }
  }), async (request, reply) => {
    await attention.dismiss(engine.db, principalOf(request).orgId, request.params.attention_id, engine.clock.now())
    return await reply.code(204).send()
  })
}
