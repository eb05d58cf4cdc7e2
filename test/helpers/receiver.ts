import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Received { path: string, headers: IncomingHttpHeaders, body: Buffer, at: number }

export interface Receiver {
  url: string
  received: Received[]
  close: () => Promise<void>
}

type Answer = (received: Received, response: ServerResponse, request: IncomingMessage) => void

/** A real endpoint on loopback that records its requests, and answers 204 by default. */
export async function startReceiver (answer: Answer = (_received, response) => { response.writeHead(204).end() }): Promise<Receiver> {
  const received: Received[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const one = { path: request.url!, headers: request.headers, body: Buffer.concat(chunks), at: Date.now() }
      received.push(one)
      answer(one, response, request)
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    async close () {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    }
  }
}

// The pause between two looks is a share of the time waited so far. A condition may be a request, and a hundred a second fill a core.
const [SHORTEST_MS, LONGEST_MS, SHARE] = [10, 250, 0.05]

/** Waits until a condition returns a value, at most `withinMs` (long, for slow machines: it matters only in a failure). */
export async function eventually<T> (what: string, condition: () => T | Promise<T>, withinMs = 90_000): Promise<NonNullable<T>> {
  const begun = Date.now()
  for (;;) {
    const value = await condition()
    if (value) return value
    const waited = Date.now() - begun
    if (waited > withinMs) throw new Error(`Did not happen within ${withinMs} ms: ${what}`)
    await new Promise(resolve => setTimeout(resolve, Math.min(LONGEST_MS, Math.max(SHORTEST_MS, waited * SHARE))))
  }
}
