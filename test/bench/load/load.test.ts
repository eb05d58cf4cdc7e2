import { createServer, type IncomingMessage } from 'node:http'
import t from 'tap'
import { listen } from '../../helpers/endpoints.js'
import { startTestServer } from '../../helpers/server.js'
import { budgetsOf, isKept } from './budgets.js'
import { startHost } from './hosts.js'
import { readOptions } from './options.js'
import { problemsOf } from './report.js'
import { runPlan } from './run.js'
import { planOf } from './scenarios.js'

const TINY = { count: 40, warmUp: 5, concurrency: 4, seconds: 60, drainSeconds: 30 }

t.test('A tiny run against a server passes, with hanging and failing endpoints beside healthy ones.', async t => {
  const server = await startTestServer({ POSTHORN_REQUEST_TIMEOUT: '1s' })
  t.teardown(server.close)
  const target = { name: 'test', url: server.url, token: await server.token(), processes: [{ label: 'server', pid: process.pid }] }
  const plan = planOf('one', { ...TINY, applications: 2, endpoints: 3, hang: 1, fail: 1 })

  const result = await runPlan(target, plan)

  t.strictSame(problemsOf(result), [])
  t.equal(result.accepted, 40)
  t.ok(result.signatures.checked > 0)
  t.ok(result.accept.p50 > 0 && result.delivery.p99 >= result.delivery.p50)
  t.ok(result.processes[0]!.cpuPerMessage > 0 && result.processes[0]!.peakMb > 20)
})

t.test('Batches arrive, and so do messages that are sent at an open rate.', async t => {
  const server = await startTestServer()
  t.teardown(server.close)
  const target = { name: 'test', url: server.url, token: await server.token(), processes: [] }
  for (const given of [{ batch: 10 }, { rate: 100 }]) {
    const result = await runPlan(target, planOf('one', { ...TINY, ...given }))
    t.strictSame(problemsOf(result), [])
    t.equal(result.accepted, 40)
  }
})

t.test('The floor delivers all messages, signed.', async t => {
  const floor = await startHost('floor')
  t.teardown(floor.stop)
  const result = await runPlan(floor, planOf('one', TINY))
  t.strictSame(problemsOf(result), [])
  t.ok(result.processes[0]!.cpuMs > 0)
})

t.test('A lost message, a refused one and a wrong signature are found.', async t => {
  const server = await startLiar()
  t.teardown(server.close)
  const plan = planOf('one', { ...TINY, warmUp: 0, drainSeconds: 1 })
  const result = await runPlan({ name: 'liar', url: server.url, token: 'any', processes: [] }, plan)
  t.strictSame(result.lost, ['msg_7'])
  t.strictSame(result.refused, { 503: 1 })
  t.equal(result.accepted, 39)
  t.strictSame(problemsOf(result), ['1 refused (503)', '1 lost, such as msg_7', '1 of 1 signatures are wrong'])
})

t.test('Budgets are ratios to the floor, and the report names each that does not hold.', async t => {
  const result = { processes: [{ cpuPerMessage: 1, peakOwnMb: 200 }], acceptedPerSecond: 100, accept: { p50: 1 }, afterAccept: { p50: 1 } }
  const [cpu, accepted, , memory] = budgetsOf({
    floor: { one: [{ ...result, acceptedPerSecond: 1000 }] },
    posthorn: { one: [{ ...result, processes: [{ cpuPerMessage: 3, peakOwnMb: 200 }] }] }, bareSyncMs: 1
  } as unknown as Parameters<typeof budgetsOf>[0])
  t.same([cpu!.figure, accepted!.figure, memory!.figure], [3, 0.1, 200])
  t.same([cpu!, accepted!, memory!].map(isKept), [true, false, false])
})

t.test('A wrong command line is answered with a sentence.', async t => {
  t.throws(() => readOptions(['two']), /One scenario of/)
  t.throws(() => readOptions(['--url', 'http://127.0.0.1:1']), /--token/)
  t.throws(() => readOptions(['--pid', '12']), /--url/)
  t.throws(() => readOptions(['--url', 'http://127.0.0.1:1', '--token', 'x', '--pid', 'a=b']), /--pid is/)
  t.throws(() => readOptions(['--rate', '0']), /--rate is a number above 0/)
  t.equal(readOptions(['--help']), undefined)
  t.strictSame(readOptions(['one', '--one-by-one', '--hang', '0'])?.given, { hang: 0, concurrency: 1 })
})

/** Accepts messages like a server, but signs with another secret, refuses the fourth, and loses the seventh accepted one. */
async function startLiar () {
  let [url, calls, taken] = ['', 0, 0]
  const deliver = async (id: string) => {
    const headers = { 'webhook-id': id, 'webhook-timestamp': String(Math.floor(Date.now() / 1000)), 'webhook-signature': 'v1,AAAA' }
    await (await fetch(url, { method: 'POST', headers, body: '{}' })).arrayBuffer()
  }
  const answerTo = (path: string, body: string): [number, object] => {
    if (path.endsWith('/secret')) return [200, { key: 'whsec_c29tZSBzZWNyZXQgb2YgYSB0ZXN0' }]
    if (path.endsWith('/endpoint')) url = (JSON.parse(body) as { url: string }).url
    if (!path.endsWith('/msg')) return [201, { id: 'some' }]
    if (++calls === 4) return [503, {}]
    const id = `msg_${++taken}`
    if (taken !== 7) void deliver(id)
    return [202, { id }]
  }
  const server = createServer((request, response) => {
    void textOf(request).then(text => {
      const [status, body] = answerTo(request.url!, text)
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })
  })
  return { url: `http://127.0.0.1:${await listen(server)}`, close: () => { server.closeAllConnections(); server.close() } }
}

async function textOf (request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}
