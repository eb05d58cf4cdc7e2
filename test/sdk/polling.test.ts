import { Svix as Pinned } from 'svix'
import { Svix } from 'svix-newest'
// The form with leases is internal in the SDKs: no client exports it.
import { MessagePollerv2 } from '../../node_modules/svix/dist/api_internal/messagePollerv2.js'
import t from 'tap'
import { pollBySdk, POLLING_SDKS } from '../helpers/sdk-polling.js'
import { startTestServer } from '../helpers/server.js'

// The official clients, unmodified, over destinations and polling.

const server = await startTestServer()
t.teardown(async () => await server.close())

interface Token { token: string }

/** An application with a polling endpoint, and its token, which no SDK can request. */
async function polled () {
  const token = await server.token()
  const svix = new Svix(token, { serverUrl: server.url })
  const app = await svix.application.create({ name: 'polled' })
  const sink = await svix.destination.create(app.id, { type: 'pollingEndpoint', uid: 'mine', channels: ['blue'] })
  const api = await server.api(token)
  const { body } = await api('POST', `/auth/app/${app.id}/poller/${sink.id}/token/rotate`, { expiry: 3600 }) as { body: Token }
  const send = async (channels = ['blue']) =>
    (await svix.message.create(app.id, { eventType: 'order.paid', payload: { n: 1 }, channels })).id
  return { svix, app, sink, send, pollToken: body.token }
}

const statusOf = async (call: Promise<unknown>) => await call.then(() => 0, (error: unknown) => (error as { code: number }).code)

t.test('destination: create, list, get, upsert, patch, delete', async t => {
  const { svix, app, sink } = await polled()
  t.match(sink, { type: 'pollingEndpoint', uid: 'mine', status: 'enabled', channels: ['blue'], metadata: {} })
  const read = await svix.destination.get(app.id, 'mine')
  t.strictSame({ ...read, updatedAt: sink.updatedAt }, sink)
  t.strictSame((await svix.destination.list(app.id)).data, [read])
  t.match(await svix.destination.upsert(app.id, 'mine', {
    type: 'pollingEndpoint', metadata: { a: '1' }
  }), { id: sink.id, metadata: { a: '1' } })
  t.match(await svix.destination.patch(app.id, sink.id, {
    type: 'pollingEndpoint', maxWaitSecs: 10
  }), { maxWaitSecs: 10, metadata: { a: '1' } })
  t.equal(await statusOf(svix.destination.create(app.id, {
    type: 'sqs', config: { queueDsn: 'x', accessKey: 'x', secretKey: 'x', region: 'x' } as never
  })), 422)
  await svix.destination.delete(app.id, sink.id)
  t.equal(await statusOf(svix.destination.get(app.id, sink.id)), 404)
})

for (const [name, Client] of [['svix', Pinned], ['svix-newest', Svix]] as const) {
  t.test(`message.poller of ${name}: poll, consumerPoll, consumerSeek with the polling endpoint's own token`, async t => {
    const { app, sink, send, pollToken } = await polled()
    const { poller } = new Client(pollToken, { serverUrl: server.url }).message
    const first = await poller.poll(app.id, sink.id)
    t.same([first.data, first.done], [[], true])
    const sent = [await send(), await send()]
    await send(['red'])

    const page = await poller.poll(app.id, sink.id, {
      iterator: first.iterator, limit: 10, channel: 'blue', eventType: 'order.paid', after: new Date(0)
    })
    t.same(page.data.map(({ id }) => id), sent)
    t.match(page.data[0], { eventType: 'order.paid', payload: { n: 1 }, channels: ['blue'], timestamp: Date })

    const begun = await poller.consumerPoll(app.id, 'mine', 'worker', { limit: 1 })
    t.same(begun.data.map(({ id }) => id), sent.slice(0, 1))
    const next = await poller.consumerPoll(app.id, 'mine', 'worker', { iterator: begun.iterator })
    t.same([next.data.map(({ id }) => id), next.done], [sent.slice(1), true])
    const { iterator } = await poller.consumerSeek(app.id, 'mine', 'worker', { after: new Date(0) })
    t.same((await poller.consumerPoll(app.id, 'mine', 'worker', { iterator })).data.map(({ id }) => id), sent)
    t.equal(await statusOf(poller.consumerPoll(app.id, 'mine', 'worker', { iterator: begun.iterator })), 409)
    t.equal(await statusOf(new Client(pollToken, { serverUrl: server.url }).message.list(app.id)), 403)
  })
}

t.test('The form with leases: consumerPoll and consumerCommit', async t => {
  const { app, sink, send, pollToken } = await polled()
  const { message } = new Pinned(pollToken, { serverUrl: server.url })
  const leased = new MessagePollerv2((message as unknown as { requestCtx: never }).requestCtx)
  const sent = [await send(), await send()]
  const page = await leased.consumerPoll(app.id, sink.id, 'worker', { leaseDurationMs: 60_000, startingPosition: 'earliest' as never })
  t.same(page.data.map(({ id, offset }) => [id, offset]), [[sent[0], 0], [sent[1], 1]])
  await leased.consumerCommit(app.id, sink.id, 'worker', { offset: 1 })
  t.same((await leased.consumerPoll(app.id, sink.id, 'worker')).data, [])
})

for (const { name, missing, command } of POLLING_SDKS) {
  t.test(`The SDK in ${name} polls, seeks and commits with the polling endpoint's own token.`, { skip: missing }, async t => {
    const { app, sink, send, pollToken } = await polled()
    const sent = [await send(), await send()]
    await send(['red'])
    t.strictSame(await pollBySdk(command, [server.url, pollToken, app.id, sink.id]), {
      poll: sent, payload: { n: 1 }, end: [[], true], filtered: sent, first: sent.slice(0, 1), following: sent.slice(1),
      afterSeek: sent, late: 409, leased: sent, afterCommit: [], forbidden: 403
    })
  })
}
