import t from 'tap'
import { createHost } from '../helpers/killable.js'
import { eventually, startReceiver } from '../helpers/receiver.js'

// A process of its own: it kills servers, for half a minute.

const MESSAGES = 5000
const BATCH = 100
// A slow machine accepts fewer.
const ACCEPTING_MS = 10_000
const TIMEOUT_MS = 30_000
// The lease of the server's claims (twice the timeout and fifteen seconds): a delivery that waits for its end waits for a minute.
const LEASE_MS = 2 * TIMEOUT_MS + 15_000

/** The longest time without a request, ms. */
const longestGap = (times: number[]) => Math.max(...times.slice(1).map((at, index) => at - times[index]!))

t.test('A server that is killed with thousands of claimed deliveries of one endpoint sends all of them after its start, without a gap.', async t => {
  const host = await createHost(t.testdir({ data: {} }), { POSTHORN_REQUEST_TIMEOUT: `${TIMEOUT_MS}ms`, POSTHORN_CIRCUIT_BREAKER: 'false' })
  t.teardown(async () => await host.kill('SIGKILL'))
  let isHanging = true
  const receiver = await startReceiver((_request, response) => { if (!isHanging) response.writeHead(204).end() })
  t.teardown(receiver.close)

  host.start()
  await eventually('the server is up', host.isUp)
  const api = await host.api('org_kill')
  const { body: { id: appId } } = await api('POST', '/app', { name: 'killed' })
  await api('POST', `/app/${appId}/endpoint`, { url: receiver.url })
  const accepted = new Set<string>()
  for (const until = Date.now() + ACCEPTING_MS; accepted.size < MESSAGES && Date.now() < until;) {
    const { status, body } = await api('POST', `/app/${appId}/msg/batch`, {
      messages: Array.from({ length: BATCH }, (_, n) => ({ eventType: 'order.paid', payload: { n } }))
    })
    t.equal(status, 202)
    for (const { message: { id } } of body.data as Array<{ message: { id: string } }>) accepted.add(id)
  }
  const before = receiver.received.length
  await host.kill('SIGKILL')

  isHanging = false
  host.start()
  await eventually('the server is up', host.isUp)
  const since = Date.now()
  const left = new Set(accepted)
  let seen = before
  await eventually('all messages have arrived', () => {
    for (; seen < receiver.received.length; seen++) left.delete(receiver.received[seen]!.headers['webhook-id'] as string)
    return left.size === 0
  }, 2 * LEASE_MS)
  const times = receiver.received.slice(before).map(({ at }) => at)
  const gapMs = longestGap([since, ...times.filter(at => at > since)])
  t.comment(`${accepted.size} messages, ${before} under way at the kill; all arrived within ${Date.now() - since} ms, the longest gap was ${gapMs} ms`)
  t.ok(gapMs < LEASE_MS / 3, `no delivery waits for the end of a lease: ${gapMs} ms`)
})
