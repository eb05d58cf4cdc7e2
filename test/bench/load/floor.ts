// The lowest cost of a message with these means: Fastify, LMDB transactions on disk, HMAC, undici. One endpoint an application,
// no token, no validation, no retry. The message and its delivery are on disk before the 202; the attempt and the end of the
// delivery are recorded too. Run: node --import ./test/helpers/typescript.js test/bench/load/floor.ts <port> <directory>
import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import Fastify from 'fastify'
import { open } from 'lmdb'
import { Agent } from 'undici'

const [port, path] = process.argv.slice(2)
// Without this option, lmdb resolves when a transaction is visible, before it is on disk.
const db = open({ path: path!, overlappingSync: false })
const endpoints = new Map<string, { url: string, key: Buffer }>()
const agent = new Agent({ connections: 128 })
const app = Fastify()

async function deliver (application: string, id: string, body: string): Promise<void> {
  const { url, key } = endpoints.get(application)!
  const timestamp = Math.floor(Date.now() / 1000)
  const signature = `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`
  const headers = {
    'content-type': 'application/json', 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signature
  }
  const { origin, pathname } = new URL(url)
  const answer = await agent.request({ origin, path: pathname, method: 'POST', headers, body })
  await answer.body.dump()
  const status = answer.statusCode === 204 ? 'succeeded' : 'failed'
  await db.transaction(() => {
    void db.put(['attempt', id, timestamp], { status, statusCode: answer.statusCode })
    void db.put(['delivery', id], { application, status })
  })
}

app.get('/api/v1/health/ping', async (_request, reply) => await reply.code(204).send())
app.post('/api/v1/app', async () => ({ id: `app_${randomUUID()}` }))
app.delete('/api/v1/app/:app', async (_request, reply) => await reply.code(204).send())
app.post<{ Params: { app: string }, Body: { url: string } }>('/api/v1/app/:app/endpoint', async ({ params, body }) => {
  endpoints.set(params.app, { url: body.url, key: randomBytes(24) })
  return { id: `ep_${randomUUID()}` }
})
app.get<{ Params: { app: string } }>('/api/v1/app/:app/endpoint/:endpoint/secret', async ({ params }) => (
  { key: `whsec_${endpoints.get(params.app)!.key.toString('base64')}` }
))
app.post<{ Params: { app: string }, Body: { eventType: string, payload: object } }>('/api/v1/app/:app/msg', async (
  { params, body }, reply
) => {
  const [id, payload, timestamp] = [`msg_${randomUUID()}`, JSON.stringify(body.payload), new Date().toISOString()]
  await db.transaction(() => {
    void db.put(['message', params.app, id], { eventType: body.eventType, timestamp, payload })
    void db.put(['delivery', id], { application: params.app, status: 'pending' })
  })
  deliver(params.app, id, payload).catch((error: unknown) => { console.error(error) })
  return await reply.code(202).send({ id, eventType: body.eventType, timestamp, payload: body.payload })
})
await app.listen({ port: Number(port), host: '127.0.0.1' })
