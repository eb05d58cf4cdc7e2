import { Type } from '@sinclair/typebox'
import t from 'tap'
import type { App } from '../../src/http/app-types.js'
import { endpointOf } from '../../src/http/found-by-path.js'
import { route } from '../../src/http/route.js'
import { EndpointParams, Flag, NoContent, pagingQuery, Query, QueryTime } from '../../src/schemas/common-schema.js'

const described = { operationId: 'v1.endpoint.create', summary: 'Create thing', tag: 'Thing', access: 'app' } as const
const answers = { 201: Type.Object({ id: Type.String() }), 204: NoContent }
const typed = {
  body: Type.Object({ name: Type.String(), size: Type.Optional(Type.Integer()) }),
  querystring: Query({ ...pagingQuery, since: Type.Optional(QueryTime('From then on')), all: Flag(false, 'Whether all') }),
  params: EndpointParams
}

t.test('A route describes once who may call it, for the plugins and for the document.', async t => {
  const { config, schema } = route({ ...described, answers, findsApplication: true })
  t.strictSame(config, { access: 'app', capability: 'ManageEndpoint', findsApplication: true })
  t.match(schema, {
    operationId: 'v1.endpoint.create', security: [{ HTTPBearer: [] }], response: { 201: answers[201], 401: { title: 'HttpError' } }
  })
  t.match(schema, { 'x-capability': 'ManageEndpoint' })
  t.throws(() => route({ ...described, operationId: 'v1.unknown', answers }), /v1.unknown is open to portals/)
  t.notOk('capability' in route({ ...described, access: 'org', answers }).config)
  t.notOk('security' in route({ ...described, access: 'none', answers }).schema)
})

// The compiler is the test: this code never runs. If the compiler accepts a line that it should refuse, that is an error.
export async function handlersKeepToTheirSchemas (app: App): Promise<void> {
  app.post('/body', route({ ...described, ...typed, answers }), async ({ body }, reply) => {
    const name: string = body.name
    // @ts-expect-error the schema says text
    const wrong: number = body.name
    // @ts-expect-error the caller may leave it out
    const size: number = body.size
    // @ts-expect-error the schema does not have it
    return await reply.code(201).send({ id: `${name}${wrong}${size}${body.other}` })
  })
  app.post('/query', route({ ...described, ...typed, answers }), async ({ query }, reply) => {
    // A member with a default is always there, and a time is a number.
    const [limit, all, since]: [number, boolean, number | undefined] = [query.limit, query.all, query.since]
    // @ts-expect-error without a default it may be absent
    const iterator: string = query.iterator
    return await reply.code(201).send({ id: `${limit}${all}${since}${iterator}` })
  })
  app.post('/params', route({ ...described, ...typed, answers }), async (request, reply) => {
    const endpoint = await endpointOf(request)
    // @ts-expect-error the path does not have it
    return await reply.code(201).send({ id: endpoint.id + request.params.msg_id })
  })
  // @ts-expect-error its path names no endpoint
  app.get('/none', route({ ...described, answers }), async request => { await endpointOf(request) })
  app.get('/answer', route({ ...described, answers }), async (_request, reply) => {
    await reply.code(204).send()
    // @ts-expect-error the answer has an id
    await reply.code(201).send({ name: 'none' })
    // @ts-expect-error the route does not answer so
    await reply.code(202).send()
  })
  // @ts-expect-error what is returned is an answer too
  app.get('/returned', route({ ...described, answers }), async () => ({ name: 'none' }))
  // @ts-expect-error what is replayed is asked for by the same path
  route({ ...described, answers, replay: async (request: { params: { msg_id: string } }) => ({ id: request.params.msg_id }) })
}
