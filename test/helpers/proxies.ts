import { createServer, type IncomingMessage } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { connect, createServer as createTcpServer, type Socket } from 'node:net'
import { type Duplex } from 'node:stream'
import { certificate, privateKey } from './certificate.js'
import { listen } from './endpoints.js'

/** A real proxy on loopback, which connects to any requested address. */
export interface TestProxy {
  port: number
  /** The addresses that it was asked to connect to, `address:port`. */
  dialled: string[]
  /** How many connections it has accepted. */
  accepted: () => number
  /** The open connections. */
  sockets: Set<Socket>
  close: () => Promise<void>
}

interface Login { user: string, password: string }

interface Options { login?: Login, dead?: string }

interface HttpOptions extends Options { secure?: boolean | { cert: string, key: string }, status?: number, silent?: string }

/**
 * Speaks CONNECT, over TLS if `secure`, with this certificate or a self-signed one. `status` is its answer to a request
 * with the right login. It fails for the address `dead`, and does not answer for `silent`.
 */
export async function startHttpProxy ({ secure = false, login, status = 200, dead, silent }: HttpOptions = {}): Promise<TestProxy> {
  const wanted = login && `Basic ${Buffer.from(`${login.user}:${login.password}`).toString('base64')}`
  const server = secure ? createTlsServer(secure === true ? { cert: certificate, key: privateKey } : secure) : createServer()
  const { proxy, dial } = proxyOf(server, await listen(server))
  server.on('connect', (request: IncomingMessage, client: Duplex) => {
    client.on('error', () => {})
    const asked = request.url!.split(':')[0]
    if (asked === silent) return
    const allowed = asked === dead ? 502 : status
    const answer = wanted === undefined || request.headers['proxy-authorization'] === wanted ? allowed : 407
    client.write(`HTTP/1.1 ${answer} Answer\r\n\r\n`)
    if (answer === 200) dial(request.url!, client)
    else client.end()
  })
  return proxy
}

/** Speaks SOCKS5, one step for each piece of data. `reply` is its answer to a request. */
export async function startSocksProxy ({ login, reply = 0, dead, greetsAfterMs = 0 }: Options & {
  reply?: number, greetsAfterMs?: number
} = {}): Promise<TestProxy> {
  const server = createTcpServer()
  const { proxy, dial } = proxyOf(server, await listen(server))
  server.on('connection', (client) => {
    void serve(client).catch(() => client.destroy())
  })
  async function serve (client: Socket): Promise<void> {
    const [, , ...methods] = await next(client)
    if (greetsAfterMs > 0) await new Promise((resolve) => setTimeout(resolve, greetsAfterMs))
    const method = login ? 2 : 0
    if (!methods.includes(method)) {
      client.end(Buffer.from([5, 0xff]))
      return
    }
    client.write(Buffer.from([5, method]))
    if (login) {
      const given = (await next(client)).toString('latin1')
      const right =
        given === `\x01${String.fromCharCode(login.user.length)}${login.user}${String.fromCharCode(login.password.length)}${login.password}`
      client.write(Buffer.from([1, right ? 0 : 1]))
      if (!right) {
        client.end()
        return
      }
    }
    const request = await next(client)
    const isName = request[3] === 3
    const address = isName ? request.subarray(5, 5 + request[4]!).toString() : [...request.subarray(4, 8)].join('.')
    const answer = address === dead ? 4 : reply
    // Byte by byte, bound to a name: a reader must expect neither a single chunk nor four bytes of address.
    for (const byte of [5, answer, 0, 3, 3, 97, 98, 99, 0, 80]) client.write(Buffer.from([byte]))
    if (answer === 0) dial(`${address}:${request.readUInt16BE(request.length - 2)}`, client)
    else client.end()
  }
  return proxy
}

/** Accepts connections and data, and never answers. */
export async function startSilentProxy (): Promise<TestProxy> {
  const server = createTcpServer((socket) => { socket.resume() })
  return proxyOf(server, await listen(server)).proxy
}

function next (socket: Socket): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    socket.once('data', (bytes: Buffer) => { socket.pause(); resolve(bytes) }).once('close', reject).resume()
  })
}

function proxyOf (server: ReturnType<typeof createTcpServer>, port: number) {
  const sockets = new Set<Socket>()
  const dialled: string[] = []
  let accepted = 0
  server.on('connection', (socket: Socket) => {
    accepted++
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
  })
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  }
  const dial = (authority: string, client: Duplex): void => {
    dialled.push(authority)
    // Only such a proxy knows the host names of tests.
    const upstream = connect(Number(authority.split(':').at(-1)), authority.replace(/:\d+$/, '').replace(/^.*\.test$/, '127.0.0.1'))
    upstream.on('error', () => {}).on('close', () => client.destroy()).pipe(client)
    client.on('close', () => upstream.destroy()).pipe(upstream)
  }
  const proxy: TestProxy = { port, dialled, accepted: () => accepted, sockets, close }
  return { proxy, dial }
}
