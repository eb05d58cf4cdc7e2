import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { buffer } from 'node:stream/consumers'
import t from 'tap'

/** How a service of AWS, or a proxy in its place, reacts to a request. */
export type Reaction =
  { status?: number, headers?: Record<string, string>, body?: string | Buffer } |
  /** The connection ends at once; it ends after this many bytes of the answer; no answer comes; the answer is not HTTP. */
  'hang-up' | 'cut' | 'silence' | 'garbage'

export interface Asked { method: string, url: string, headers: Record<string, string>, body: Buffer }

/** A server on loopback that reacts as scripted, repeats the last reaction, and records the requests. */
export interface ScriptedService {
  url: string
  asked: Asked[]
  connections: () => number
  script: (...reactions: Reaction[]) => void
}

export async function startScripted (): Promise<ScriptedService> {
  const asked: Asked[] = []
  let reactions: Reaction[] = [{}]
  let connections = 0
  const server: Server = createServer((request, response) => {
    void note(request).then(one => {
      asked.push(one)
      const reaction = reactions.length > 1 ? reactions.shift()! : reactions[0]!
      if (reaction === 'silence') return
      if (reaction === 'hang-up') return request.socket.destroy()
      if (reaction === 'garbage') return request.socket.end('what is this\r\n\r\n')
      if (reaction === 'cut') return request.socket.end('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{"Item"')
      const { status = 200, headers = {}, body = '{}' } = reaction
      response.sendDate = headers.date === undefined
      response.writeHead(status, headers).end(body)
    }, () => {})
  })
  const sockets = new Set<Socket>()
  server.on('connection', socket => {
    connections++
    sockets.add(socket.once('close', () => sockets.delete(socket)))
  })
  await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve) })
  t.teardown(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    connections: () => connections,
    script (...told) {
      reactions = told
      asked.length = 0
      connections = 0
    }
  }
}

async function note (request: IncomingMessage): Promise<Asked> {
  return { method: request.method!, url: request.url!, headers: request.headers as Record<string, string>, body: await buffer(request) }
}

/** A port of loopback on which no process listens. */
export async function closedPort (): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve) })
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return port
}
