// What filters on the payload cost: one evaluation, and accepting a message where ten endpoints filter beside ten that do not. No endpoint
// wants the messages, so nothing else is measured. Run: npm run bench:filters
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Json } from '../../src/lib/json-filter.js'
import { readWords } from '../helpers/command-line.js'
import { cpuOf, median } from './measure.js'

const USAGE = 'npm run bench:filters -- [calls]\n\n  What filters on the payload cost in CPU; 2000 calls of each unless told.\n'
const [calls = '2000'] = readWords({ usage: USAGE, words: 1 })

// Loaded when the command line has been read, so that --help is quick.
const { loadConfig } = await import('../../src/config.js')
const { compileFilter } = await import('../../src/lib/json-filter.js')
const { startServer } = await import('../../src/server.js')

const COUNT = Number(calls)
const EVALUATIONS = 200_000
const ROUNDS = 9
const ENDPOINTS = 10

const payload = {
  customer: { country: 'DE', plan: 'large', id: 'cus_1' },
  amount: 4200,
  lines: Array.from({ length: 12 }, (_, i) => ({ sku: `sku_${i}`, amount: i * 137, text: 'a line of an invoice' }))
}
const filterFor = (n: number): Json => ({
  payload: { customer: { country: { $in: ['DE', 'AT', 'CH'] }, plan: 'large' }, amount: { $gte: 1000 }, lines: { sku: `sku_${n + 100}` } }
})

const test = compileFilter(filterFor(1))
const event = { eventType: 'invoice.paid', payload }
const evaluate = async () => { for (let i = 0; i < EVALUATIONS; i++) test(event) }
await evaluate()
const evaluation = median(await inRounds(async () => await cpuOf(EVALUATIONS, evaluate)))

const directory = mkdtempSync(join(tmpdir(), 'bench-filters-'))
const server = await startServer(loadConfig({
  PORT: '0', POSTHORN_DATA_DIR: directory, POSTHORN_LOG_LEVEL: 'silent', POSTHORN_JWT_SECRET: 'a secret of this bench, long enough'
}))
const headers = {
  authorization: `Bearer ${await server.tokens.mint({ kind: 'org', orgId: 'org_bench' }, 3600)}`, 'content-type': 'application/json'
}
const sender = fork(new URL('./stub.js', import.meta.url), { execArgv: [] })
process.once('exit', () => sender.kill())
await once(sender, 'message')
await post('/event-type', { name: 'another', description: '' })
for (const uid of ['plain', 'filtered']) {
  await post('/app', { name: uid, uid })
  for (let n = 0; n < ENDPOINTS; n++) {
    await post(`/app/${uid}/endpoint`, {
      url: 'http://127.0.0.1:9/', ...uid === 'plain' ? { eventTypes: ['another'] } : { filter: filterFor(n) }
    })
  }
}
await accept('plain')
await accept('filtered')
const rows = await inRounds(async () => [await accept('plain'), await accept('filtered')] as const)
sender.kill()
await server.close()
rmSync(directory, { recursive: true, force: true })

console.log(`${cpus()[0]?.model}, Node ${process.version}, load ${loadavg()[0]!.toFixed(1)}, ${ROUNDS} rounds; µs of CPU, medians`)
console.log(`one evaluation of four conditions, one over ${payload.lines.length} lines   ${evaluation.toFixed(2)}`)
console.log(`accept, ten endpoints of another event type    ${median(rows.map(([plain]) => plain)).toFixed(0)}`)
console.log(`accept, ten endpoints with ten filters         ${median(rows.map(([, filtered]) => filtered)).toFixed(0)}`)
console.log(`ratio                                          ${median(rows.map(([plain, filtered]) => filtered / plain)).toFixed(2)}`)

async function inRounds<T> (work: () => Promise<T>): Promise<T[]> {
  const found: T[] = []
  for (let round = 0; round < ROUNDS; round++) found.push(await work())
  return found
}

async function post (path: string, body: object): Promise<void> {
  const answer = await fetch(`${server.url}/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`)
}

async function accept (uid: string): Promise<number> {
  const url = `${server.url}/api/v1/app/${uid}/msg`
  const body = JSON.stringify({ eventType: 'invoice.paid', payload })
  return await cpuOf(COUNT, async () => {
    sender.send({ url, method: 'POST', headers, body, count: COUNT, concurrency: 8 })
    const [{ failures }] = await once(sender, 'message') as [{ failures: number }]
    if (failures > 0) throw new Error(`${failures} of ${COUNT} calls failed.`)
  })
}
