// A child process: a DynamoDB that answers every call with the same success, and a client that sends bounded load.
import { createServer } from 'node:http'
import { Agent, request } from 'undici'

const answers = { Query: '{"Items":[],"Count":0}' }
const table = createServer((incoming, response) => {
  const operation = String(incoming.headers['x-amz-target']).split('.')[1]
  incoming.resume()
  incoming.on('end', () => {
    const item = operation === 'GetItem' ? process.env.STUB_ITEM : undefined
    response.setHeader('content-type', 'application/x-amz-json-1.0')
    response.end(item ?? answers[operation] ?? '{}')
  })
})
table.keepAliveTimeout = 60_000
table.listen(0, '127.0.0.1', () => process.send({ port: table.address().port }))

const agent = new Agent({ connections: 8 })

process.on('message', async ({ url, method, headers, body, count, concurrency }) => {
  let left = count
  let failures = 0
  const latencies = []
  const one = async () => {
    while (left-- > 0) {
      const start = performance.now()
      const answer = await request(url, { method, headers: { ...headers, ...(method === 'POST' && { 'idempotency-key': `auto_${left}_${start}` }) }, body, dispatcher: agent })
      await answer.body.dump()
      latencies.push(performance.now() - start)
      if (answer.statusCode >= 300) failures++
    }
  }
  await Promise.all(Array.from({ length: concurrency }, one))
  latencies.sort((a, b) => a - b)
  process.send({ done: true, failures, p50: latencies[Math.floor(count / 2)], p99: latencies[Math.floor(count * 0.99)] })
})
