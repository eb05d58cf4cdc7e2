import { request } from 'node:http'
import t from 'tap'
import { startTestServer } from '../helpers/server.js'

const server = await startTestServer()
t.teardown(server.close)
const inbox = server.inboxUrl!

const put = async (body: string) =>
  await fetch(inbox, { method: 'POST', body, headers: { 'content-type': 'application/json', 'x-number': body.slice(0, 9) } })
const look = async () => await (await fetch(inbox)).json() as Array<{ headers: Record<string, string>, body: string }>

t.test('A reader waits for a delivery that has not arrived yet.', async (t) => {
  const looked = look()
  await put('first')
  t.match(await looked, [{ headers: { 'x-number': 'first', 'content-type': 'application/json' }, body: 'first' }])
})

t.test('The inbox keeps the last 20 deliveries, in the order of their arrival.', async (t) => {
  for (let number = 0; number < 25; number++) t.equal((await put(`n${number}`)).status, 204)
  t.strictSame((await look()).map(({ body }) => body), Array.from({ length: 20 }, (_, index) => `n${index + 5}`))
})

t.test('The inbox keeps at most 4 MiB, and accepts any bytes.', async (t) => {
  for (const letter of 'abc') t.equal((await put(letter.repeat(1_900_000))).status, 204)
  t.strictSame((await look()).map(({ body }) => body[0]), ['b', 'c'])
  t.equal((await put('not json \u0000 {')).status, 204)
})

t.test('DELETE empties the inbox, and the next look waits for what comes.', async (t) => {
  await put('before')
  t.equal((await fetch(inbox, { method: 'DELETE' })).status, 204)
  const looking = look()
  await put('after')
  t.match(await looking, [{ body: 'after' }])
  t.equal((await look()).length, 1)
})

t.test('Pages of other sites cannot read the inbox, also not under a name that resolves to loopback.', async (t) => {
  const answer = await fetch(inbox, { headers: { origin: 'https://example.com' } })
  t.equal(answer.headers.get('access-control-allow-origin'), null)
  const status = await new Promise(resolve => {
    request(inbox, { headers: { host: 'rebound.example.com' } }, response => resolve(response.resume().statusCode)).end()
  })
  t.equal(status, 404)
})

t.test('The inbox does not exist where others could reach it, or where deliveries cannot reach it.', async (t) => {
  for (const settings of [{ HOST: '0.0.0.0' }, { POSTHORN_WHITELIST_SUBNETS: '' }, { POSTHORN_WHITELIST_SUBNETS: '10.0.0.0/8' }, {
    POSTHORN_ENDPOINT_HTTPS_ONLY: 'true'
  }]) {
    const other = await startTestServer(settings)
    t.equal(other.inboxUrl, undefined)
    t.equal((await fetch(`${other.url}/inbox`, { method: 'POST', body: '{}' })).status, 404)
    await other.close()
  }
  const open = await startTestServer({ HOST: 'localhost', POSTHORN_WHITELIST_SUBNETS: '127.0.0.1' })
  t.equal((await fetch(open.inboxUrl!, { method: 'POST', body: '{}' })).status, 204)
  await open.close()
})
