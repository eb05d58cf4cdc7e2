import { createServer, type Server, type Socket } from 'node:net'
import { type AddressInfo } from 'node:net'

/** One HTTP request with its exact bytes. */
export interface Received {
  head: string
  body: Buffer
  socket: Socket
  /** 1 for the first connection the endpoint accepted. */
  connection: number
}

export interface RawEndpoint {
  port: number
  url: string
  requests: Received[]
  sockets: Socket[]
  close: () => Promise<void>
}

type Respond = (request: Received) => void

/**
 * An endpoint on loopback below HTTP: it hands over each complete request (by its content-length) and writes only
 * what `respond` writes, so that it can answer wrongly; with `onConnection` it sees sockets before any byte.
 */
export async function rawEndpoint (respond: Respond, onConnection: (socket: Socket) => void = () => {}): Promise<RawEndpoint> {
  const requests: Received[] = []
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    const connection = sockets.push(socket)
    socket.on('error', () => {})
    readRequests(socket, (head, body) => {
      const request = { head, body, socket, connection }
      requests.push(request)
      respond(request)
    })
    onConnection(socket)
  })
  const port = await listen(server)
  const close = (): Promise<void> => {
    for (const socket of sockets) socket.destroy()
    return new Promise((resolve) => { server.close(() => resolve()) })
  }
  return { port, url: `http://127.0.0.1:${port}`, requests, sockets, close }
}

/** Listens on a free port of 127.0.0.1. Returns the port. */
export function listen (server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}

/** The text of an HTTP answer with a content-length. */
export function answerText (status: string, body = '', ...headers: string[]): string {
  return [`HTTP/1.1 ${status}`, `content-length: ${Buffer.byteLength(body)}`, ...headers, '', body].join('\r\n')
}

function readRequests (socket: Socket, emit: (head: string, body: Buffer) => void): void {
  let chunks: Buffer[] = []
  let size = 0
  let needed = 0
  socket.on('data', (chunk) => {
    chunks.push(chunk)
    size += chunk.length
    if (size < needed) return
    const bytes = Buffer.concat(chunks)
    chunks = [bytes]
    const end = bytes.indexOf('\r\n\r\n')
    if (end === -1) return
    const head = bytes.subarray(0, end).toString('latin1')
    needed = end + 4 + Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0)
    if (size < needed) return
    const body = bytes.subarray(end + 4, needed)
    chunks = []
    size = needed = 0
    emit(head, body)
  })
}
