import { createPublicKey, verify } from 'node:crypto'
import { Webhook as StandardWebhook } from 'standardwebhooks'
import { ApiException, Ordering, Svix, Webhook, messageInRaw, type MessageIn } from 'svix'
import t from 'tap'
import { checkAnswer } from '../helpers/openapi.js'
import { eventually, startReceiver, type Received } from '../helpers/receiver.js'
import { startTestServer } from '../helpers/server.js'

// The main use case with the official client, unmodified: only its server URL is set.

const server = await startTestServer()
const receiver = await startReceiver()
t.after(async () => {
  await server.close()
  await receiver.close()
})

const token = await server.token('org_sdk')
const svix = new Svix(token, { serverUrl: server.url })
for (const name of ['invoice.paid', 'invoice.failed']) await svix.eventType.create({ name, description: '' })

let paths = 0
/** An application with one endpoint, and the requests at that endpoint. */
async function applicationWithEndpoint (settings: object = {}) {
  const path = `/${++paths}`
  const app = await svix.application.create({ name: `application ${paths}` })
  const endpoint = await svix.endpoint.create(app.id, { url: receiver.url + path, ...settings })
  const received = () => receiver.received.filter(one => one.path === path)
  const next = async (count = 1) =>
    await eventually(`${count} deliveries to ${path}`, () => received().length >= count && received()) as Received[]
  const send = async (message: Partial<MessageIn> = {}) =>
    await svix.message.create(app.id, { eventType: 'invoice.paid', payload: { id: 'inv_1' }, ...message })
  return { app, endpoint, received, next, send }
}

const textHeaders = ({ headers }: Received) => headers as Record<string, string>

t.test('An application is created plain, with a uid, and by get-or-create.', async t => {
  const plain = await svix.application.create({ name: 'plain', metadata: { plan: 'pro' } })
  t.match(plain.id, /^app_[0-9A-Za-z]{27}$/)
  t.strictSame(await svix.application.get(plain.id), plain)
  t.strictSame(plain.metadata, { plan: 'pro' })
  const named = await svix.application.create({ name: 'named', uid: 'customer-1' })
  t.strictSame(await svix.application.get('customer-1'), named)
  t.strictSame(
    await svix.application.getOrCreate({ name: 'another name', uid: 'customer-1' }), named, 'the existing application, unchanged'
  )
  const fresh = await svix.application.getOrCreate({ name: 'fresh', uid: 'customer-2' })
  t.strictSame(await svix.application.get('customer-2'), fresh)
  const { data } = await svix.application.list({ limit: 250 })
  t.strictSame(data.filter(({ id }) => [plain.id, named.id, fresh.id].includes(id)), [plain, named, fresh])
  await svix.application.delete('customer-2')
  await t.rejects(svix.application.get(fresh.id), { code: 404, body: { code: 'not_found' } })
})

t.test('Errors are the exceptions of the client, in both shapes.', async t => {
  const failure = async (call: Promise<unknown>) => await call.then(() => undefined, (error: unknown) =>
    error as ApiException<{ code?: string, detail: Array<{ loc: string[], msg: string, type: string }> }>)
  t.equal((await failure(svix.application.create({ name: 'twice', uid: 'customer-1' })))?.code, 409)
  const invalid = await failure(svix.application.create({ name: '' }))
  t.ok(invalid instanceof ApiException)
  t.equal(invalid?.code, 422)
  t.strictSame(invalid?.body.detail[0]?.loc, ['body', 'name'])
  const wrong = await failure(new Svix('wrong', { serverUrl: server.url }).application.list())
  t.equal(wrong?.code, 401)
  t.match(wrong?.body, { code: 'authentication_failed', detail: 'Invalid token' })
})

t.test('A message is delivered, signed, and listed with its attempt.', async t => {
  const { app, endpoint, next, send } = await applicationWithEndpoint()
  const message = await send({ eventId: 'evt-1', channels: ['c1'], payload: { id: 'inv_1', amount: 4200 } })
  t.match(message, { eventId: 'evt-1', eventType: 'invoice.paid', channels: ['c1'], payload: { id: 'inv_1', amount: 4200 } })

  const [delivery] = await next()
  t.equal(delivery!.body.toString(), '{"id":"inv_1","amount":4200}')
  t.equal(delivery!.headers['content-type'], 'application/json')
  const { key } = await svix.endpoint.getSecret(app.id, endpoint.id)
  t.match(key, /^whsec_[A-Za-z0-9+/]{32}$/)
  t.strictSame(new Webhook(key).verify(delivery!.body, textHeaders(delivery!)), message.payload)
  t.strictSame(new StandardWebhook(key).verify(delivery!.body.toString(), textHeaders(delivery!)), message.payload)
  for (const family of ['svix', 'webhook']) {
    const others = Object.entries(textHeaders(delivery!)).filter(([name]) => !name.startsWith(family === 'svix' ? 'webhook-' : 'svix-'))
    t.strictSame(
      new Webhook(key).verify(delivery!.body, Object.fromEntries(others)), message.payload, `the ${family}-* headers alone are verified`
    )
    t.equal(delivery!.headers[`${family}-id`], message.id)
  }
  t.throws(() => new Webhook(key).verify(`${delivery!.body.toString()} `, textHeaders(delivery!)))

  t.strictSame(await svix.message.get(app.id, message.id), message)
  t.strictSame(await svix.message.get(app.id, 'evt-1'), message, 'by its eventId too')
  t.strictSame((await svix.message.get(app.id, message.id, { withContent: false })).payload, {})
  t.strictSame((await svix.message.list(app.id)).data, [message])
  t.strictSame((await svix.message.list(app.id, { withContent: false })).data[0]?.payload, {})

  const byMessage = await eventually('its attempt', async () => {
    const page = await svix.messageAttempt.listByMsg(app.id, message.id)
    return page.data.length > 0 ? page : undefined
  })
  t.match(byMessage.data, [
    { msgId: message.id, endpointId: endpoint.id, status: 0, responseStatusCode: 204, triggerType: 0, url: endpoint.url }
  ])
  t.equal(byMessage.done, true)
  t.strictSame(await svix.messageAttempt.listByEndpoint(app.id, endpoint.id), byMessage)
  t.strictSame((await svix.messageAttempt.listByEndpoint(app.id, endpoint.id, { status: 2 })).data, [])
})

t.test('Endpoints get the event types and channels of their filters.', async t => {
  const { app, received } = await applicationWithEndpoint({ filterTypes: ['invoice.failed'] })
  const channel = await svix.endpoint.create(app.id, { url: `${receiver.url}/channel`, channels: ['eu', 'us'] })
  const all = await svix.endpoint.create(app.id, { url: `${receiver.url}/all` })
  t.strictSame(all.channels ?? null, null)
  t.strictSame([...channel.channels!].sort(), ['eu', 'us'])
  const sent = {
    paid: await svix.message.create(app.id, { eventType: 'invoice.paid', payload: {} }),
    failed: await svix.message.create(app.id, { eventType: 'invoice.failed', payload: {}, channels: ['asia'] }),
    european: await svix.message.create(app.id, { eventType: 'unheard.of', payload: {}, channels: ['asia', 'eu'] })
  }
  const idsAt = (path: string) =>
    receiver.received.filter(one => one.path === path).map(({ headers }) => headers['svix-id'] as string).sort()
  await eventually('everything at the endpoint without filters', () => idsAt('/all').length === 3)
  await eventually('the matching messages at the others', () => idsAt('/channel').length >= 1 && received().length >= 1)
  t.strictSame(idsAt('/all'), Object.values(sent).map(({ id }) => id).sort())
  t.strictSame(idsAt('/channel'), [sent.european.id])
  t.strictSame(received().map(({ headers }) => headers['svix-id']), [sent.failed.id])
  t.strictSame((await svix.message.list(app.id, { channel: 'eu' })).data.map(({ id }) => id), [sent.european.id])
  t.strictSame((await svix.message.list(app.id, { eventTypes: ['invoice.paid', 'invoice.failed'] })).data.map(({ id }) => id), [
    sent.failed.id, sent.paid.id
  ])
  await t.rejects(svix.endpoint.create(app.id, { url: receiver.url, filterTypes: ['not.there'] }), { code: 422 })
})

t.test('A raw payload is delivered as the given text.', async t => {
  const { app, endpoint, next } = await applicationWithEndpoint()
  const text = '<invoice id="1">\r\n\tümläut & "quotes" \u0001</invoice>'
  const message = await svix.message.create(app.id, messageInRaw('invoice.paid', text, 'application/xml'))
  const [delivery] = await next()
  t.equal(delivery!.body.toString(), text)
  const { key } = await svix.endpoint.getSecret(app.id, endpoint.id)
  const signature = new Webhook(key).sign(message.id, new Date(Number(delivery!.headers['svix-timestamp']) * 1000), text)
  t.equal(delivery!.headers['svix-signature'], signature)
  t.strictSame((await svix.message.get(app.id, message.id)).payload, { rawPayload: text }, 'the API shows the given text')
  const json = await svix.message.create(app.id, messageInRaw('invoice.paid', ' {"b" : 1,  "a":2 } '))
  t.strictSame((await svix.message.get(app.id, json.id)).payload, { b: 1, a: 2 })
  t.equal((await next(2))[1]!.body.toString(), ' {"b" : 1,  "a":2 } ')
})

t.test('Every payload is delivered byte for byte as it is in the request.', async t => {
  const { app, endpoint, next } = await applicationWithEndpoint()
  const { key } = await svix.endpoint.getSecret(app.id, endpoint.id)
  const payloads = [
    '{}',
    '{ "b" :\t1,\r\n "a": [ 1 , 2 ]  }',
    '{"z":1,"a":2,"10":3,"9":4}',
    '{"amount":1.00,"big":12345678901234567890123456789,"small":1e-400,"huge":1E400,"minus":-0,"exp":1.5e+3}',
    '{"a":"\\u00e9\\/\\ud83d\\ude00\\u0000\\ud800","b":"é/😀\u2028\u2029\u007f"}',
    '{"twice":1,"twice":{"twice":2}}',
    '{"__proto__":{"x":1},"constructor":null,"toString":"}"}',
    `{"deep":${'['.repeat(400)}${']'.repeat(400)}}`,
    `{"large":"${'ä'.repeat(300_000)}"}`,
    '{"quote\\"s":"\\\\\\"","raw":"\\u0001"}'
  ]
  for (const [index, payload] of payloads.entries()) {
    const body = index % 2 === 0
      ? `{"eventType":"invoice.paid","payload":${payload}}`
      : `\n{ "payload" :  ${payload}\t,"unknown": [{"payload":1}], "eventType" : "invoice.paid" } trailing`
    const url = `${server.url}/api/v1/app/${app.id}/msg`
    const answer = await fetch(url, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body })
    const text = await answer.text()
    t.equal(answer.status, 202)
    checkAnswer('POST', url, { status: answer.status, text })
    const delivery = (await next(index + 1))[index]!
    t.ok(delivery.body.equals(Buffer.from(payload)), `payload ${index} as sent`)
    t.doesNotThrow(() => new Webhook(key).verify(delivery.body, textHeaders(delivery)))
    // The API shows it without insignificant white space, and with every literal unchanged.
    const shown = payload.replaceAll(/\s+(?=([^"]*"[^"]*")*[^"]*$)/g, '')
    t.ok(text.includes(`"payload":${index === 1 ? '{"b":1,"a":[1,2]}' : shown}`), 'shown as sent')
    const { id } = JSON.parse(text) as { id: string }
    const again = await fetch(`${url}/${id}`, { headers: { authorization: `Bearer ${token}` } })
    t.equal(await again.text(), text, 'a later read shows the same')
  }
})

t.test('An Ed25519 endpoint shows its public key, which verifies its deliveries.', async t => {
  const secret = 'whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg=='
  const { app, endpoint, next, send } = await applicationWithEndpoint({ secret })
  const { key } = await svix.endpoint.getSecret(app.id, endpoint.id)
  t.equal(key, 'whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=')
  const publicKey = createPublicKey({
    key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), Buffer.from(key.slice(5), 'base64')]), format: 'der', type: 'spki'
  })
  const message = await send()
  const [delivery] = await next()
  for (const family of ['svix', 'webhook']) {
    const [version, signature] = textHeaders(delivery!)[`${family}-signature`]!.split(',')
    const content = `${message.id}.${textHeaders(delivery!)[`${family}-timestamp`]}.${delivery!.body.toString()}`
    t.equal(version, 'v1a')
    t.ok(verify(null, Buffer.from(content), publicKey, Buffer.from(signature!, 'base64')), family)
  }
})

t.test('A message may create its application.', async t => {
  const application = { name: 'implicit', uid: 'implicit-1' }
  const message = await svix.message.create('implicit-1', { eventType: 'invoice.paid', payload: {}, application })
  t.equal((await svix.application.get('implicit-1')).name, 'implicit')
  t.strictSame((await svix.message.list('implicit-1')).data, [message])
  await svix.message.create('implicit-1', { eventType: 'invoice.paid', payload: {}, application: { name: 'ignored', uid: 'other' } })
  t.equal((await svix.application.get('implicit-1')).name, 'implicit', 'an existing application is not changed')
})

t.test('Endpoints are read, listed and deleted. Their uids are free afterwards.', async t => {
  const { app, endpoint } = await applicationWithEndpoint({
    uid: 'ep-1', description: 'first', metadata: { a: 'b' }, rateLimit: 10, secret: `whsec_${'e'.repeat(32)}`
  })
  t.strictSame(await svix.endpoint.get(app.id, 'ep-1'), endpoint)
  t.equal((await svix.endpoint.getSecret(app.id, 'ep-1')).key, `whsec_${'e'.repeat(32)}`)
  t.match(endpoint, { description: 'first', metadata: { a: 'b' }, rateLimit: 10, disabled: false, version: 1 })
  const second = await svix.endpoint.create(app.id, { url: 'HTTP://Example.COM:80' })
  t.equal(second.url, 'http://example.com/')
  t.strictSame((await svix.endpoint.list(app.id)).data, [second, endpoint])
  t.strictSame((await svix.endpoint.list(app.id, { order: Ordering.Ascending })).data, [endpoint, second])
  await svix.endpoint.delete(app.id, 'ep-1')
  await t.rejects(svix.endpoint.get(app.id, endpoint.id), { code: 404 })
  await t.rejects(svix.messageAttempt.listByEndpoint(app.id, endpoint.id), { code: 404 })
  const reborn = await svix.endpoint.create(app.id, { url: receiver.url, uid: 'ep-1' })
  t.not(reborn.id, endpoint.id)
  t.strictSame((await svix.endpoint.list(app.id)).data, [reborn, second])
})

t.test('Long lists are read page by page.', async t => {
  const { app } = await applicationWithEndpoint({ disabled: true })
  const sent: string[] = []
  for (let n = 0; n < 7; n++) sent.unshift((await svix.message.create(app.id, { eventType: 'invoice.paid', payload: { n } })).id)
  const read: string[] = []
  let iterator: string | null = null
  for (let pages = 1; ; pages++) {
    const page: Awaited<ReturnType<typeof svix.message.list>> = await svix.message.list(app.id, { limit: 3, iterator })
    read.push(...page.data.map(({ id }) => id))
    iterator = page.iterator
    if (page.done) {
      t.equal(pages, 3)
      break
    }
  }
  t.strictSame(read, sent)
})

t.end()
