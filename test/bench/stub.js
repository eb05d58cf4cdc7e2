// A child process: a DynamoDB that gives each table's calls a constant answer, and a client that sends bounded load.
import { createServer } from 'node:http'
import { Agent, request } from 'undici'

// `<operation> <table>` → answer; everything else succeeds with nothing.
const answers = JSON.parse(process.env.STUB_ANSWERS ?? '{}')
const table = createServer((incoming, response) => {
  const operation = String(incoming.headers['x-amz-target']).split('.')[1]
  let body = ''
  incoming.on('data', chunk => { body += chunk })
  incoming.on('end', () => {
    const name = /"TableName":"posthorn-([^"]+)"/.exec(body)?.[1]
    response.setHeader('content-type', 'application/x-amz-json-1.0')
    response.end(answers[`${operation} ${name}`] ?? '{}')
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
