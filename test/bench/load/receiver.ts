// The receivers, in a process of their own, so that their CPU is not counted with the server's. A URL is /<kind>/<slot>; each
// arrival is sent to the parent with the time of the machine's monotonic clock.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { now } from './clock.js'
import type { Arrival, FromReceivers, Sample } from './receivers.js'

const TELL_EVERY_MS = 20
const SAMPLE_EVERY = 50

const tell = (message: FromReceivers) => { process.send!(message) }
let arrivals: Arrival[] = []
let samples: Sample[] = []
let count = 0

const server = createServer((request, response) => {
  const at = now()
  const [, kind, slot] = request.url!.split('/')
  const { headers } = request
  const id = String(headers['webhook-id'] ?? headers['svix-id'])
  if (kind === 'healthy') {
    arrivals.push([Number(slot), id, at])
    if (count++ % SAMPLE_EVERY === 0) keepSample(request, Number(slot))
  }
  request.resume()
  request.on('end', () => { answer(kind, response) })
})

function answer (kind: string | undefined, response: ServerResponse): void {
  if (kind !== 'hang') response.writeHead(kind === 'fail' ? 500 : 204).end()
}

function keepSample (request: IncomingMessage, slot: number): void {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const { headers } = request
    const named = Object.fromEntries(['id', 'timestamp', 'signature'].map(name => [
      `webhook-${name}`, String(headers[`webhook-${name}`] ?? headers[`svix-${name}`])
    ]))
    samples.push({ slot, headers: named, body: Buffer.concat(chunks).toString() })
  })
}

setInterval(() => {
  if (arrivals.length + samples.length === 0) return
  tell({ arrivals, samples })
  arrivals = []
  samples = []
}, TELL_EVERY_MS)

// A server under load may keep a connection unused for a long time.
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => { tell({ port: (server.address() as AddressInfo).port }) })
process.on('disconnect', () => { process.exit(0) })
