// From the API call to the endpoint, on one Node server with the embedded database on disk: how long the 202 takes, and
// how long after it (before it, if negative) the receiver has the first byte. Run: npm run bench:latency
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AddressInfo } from 'node:net'
import { readWords } from '../../src/cli/shared/command-line.js'
import { loadConfig } from '../../src/config.js'
import { startServer } from '../../src/server.js'

const USAGE = 'npm run bench:latency -- [messages]\n\n  From the call to the endpoint, on one Node server with its database on disk; 500 messages unless told.\n'
const [messages = '500'] = readWords({ usage: USAGE, words: 1 })
const COUNT = Number(messages)

const arrivals = new Map<string, number>()
const receiver = createServer((request, response) => {
  arrivals.set(String(request.headers['webhook-id']), performance.now())
  request.resume()
  request.on('end', () => response.writeHead(204).end())
})
await new Promise<void>(resolve => receiver.listen(0, '127.0.0.1', resolve))

const dataDir = mkdtempSync(join(tmpdir(), 'posthorn-bench-'))
const server = await startServer(loadConfig({ PORT: '0', POSTHORN_DATA_DIR: dataDir, POSTHORN_LOG_LEVEL: 'silent' }))
const headers = { authorization: `Bearer ${await server.tokens.mint({ kind: 'org', orgId: 'org_bench' }, 3600)}`, 'content-type': 'application/json' }
const post = async (path: string, body: object) => await (await fetch(`${server.url}/api/v1${path}`, { method: 'POST', headers: { ...headers, 'idempotency-key': crypto.randomUUID() }, body: JSON.stringify(body) })).json() as { id: string }

await post('/app', { name: 'bench', uid: 'bench' })
await post('/app/bench/endpoint', { url: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/` })
const accepted: number[] = []
const delivered: number[] = []
for (let i = -50; i < COUNT; i++) {
  const start = performance.now()
  const { id } = await post('/app/bench/msg', { eventType: 'invoice.paid', payload: { id: `inv_${i}`, amount: 4200 } })
  const answered = performance.now()
  while (!arrivals.has(id) && performance.now() < answered + 5000) await new Promise(resolve => setImmediate(resolve))
  if (i < 0) continue
  accepted.push(answered - start)
  delivered.push(arrivals.get(id)! - answered)
}
await server.close()
receiver.close()
receiver.closeAllConnections()
rmSync(dataDir, { recursive: true })

const show = (values: number[]) => [0.5, 0.99].map(share => `${values.toSorted((a, b) => a - b)[Math.floor(values.length * share)]!.toFixed(1)} ms`).join(', p99 ')
console.log(`${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}, ${COUNT} messages one after the other`)
console.log(`call to 202                 p50 ${show(accepted)}`)
console.log(`202 to the receiver         p50 ${show(delivered)}`)
