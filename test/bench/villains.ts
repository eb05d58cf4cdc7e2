import { createServer, type Server, type Socket } from 'node:net'
import type { LookupAddress } from 'node:dns'
import { listen } from '../helpers/endpoints.js'

/** Endpoints on loopback that misbehave in every known way, and one healthy endpoint. */
export interface Villains {
  /** URLs by behaviour. */
  urls: Record<string, string>
  close: () => Promise<void>
}

type Behaviour = (socket: Socket) => void

const OK = 'HTTP/1.1 204 No Content\r\ncontent-length: 0\r\n\r\n'
const CHUNK = Buffer.alloc(65_536, 'x')
const GIGABYTE = 1024 ** 3

// Each handler is called when the whole request has arrived.
const behaviours: Record<string, Behaviour> = {
  healthy: socket => { socket.write(OK) },
  limited: socket => { socket.write(OK) },
  never: () => {},
  crawling: socket => trickle(socket, 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n'),
  crawlingBody: socket => { socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n'); trickle(socket, 'x'.repeat(100)) },
  flooding: flood,
  malformed: socket => { socket.end('HTTP/9 what\r\n\r\n\r\n') },
  cutting: socket => { socket.end('HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\nshort') },
  closing: socket => { socket.destroy() },
  resetting: socket => { socket.resetAndDestroy() },
  failing: socket => { socket.write('HTTP/1.1 500 No\r\ncontent-length: 2\r\n\r\nno') },
  busy: socket => { socket.write('HTTP/1.1 429 Too Many\r\nretry-after: 1\r\ncontent-length: 0\r\n\r\n') },
  redirecting: socket => { socket.write('HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1/\r\ncontent-length: 0\r\n\r\n') },
  flaky: socket => { socket.write(Math.random() < 0.5 ? OK : 'HTTP/1.1 503 Down\r\ncontent-length: 0\r\n\r\n') }
}

let looks = 0

/** Names that resolve to internal addresses, to none, or to another address at each lookup. */
export async function resolver (hostname: string): Promise<LookupAddress[]> {
  if (hostname === 'inside.test') return [{ address: '10.1.2.3', family: 4 }]
  if (hostname === 'changing.test') return [{ address: ++looks % 2 ? '127.0.0.1' : '169.254.169.254', family: 4 }]
  throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND', syscall: 'getaddrinfo' })
}

export async function startVillains (): Promise<Villains> {
  const servers: Server[] = []
  const open = new Set<Socket>()
  const urls: Record<string, string> = {}
  for (const [name, behave] of Object.entries(behaviours)) {
    const server = createServer(socket => {
      open.add(socket)
      socket.on('error', () => {}).on('close', () => open.delete(socket))
      onRequest(socket, () => behave(socket))
    })
    servers.push(server)
    urls[name] = `http://127.0.0.1:${await listen(server)}/`
  }
  const healthyPort = new URL(urls.healthy!).port
  Object.assign(urls, {
    badTls: `https://127.0.0.1:${healthyPort}/`,
    inside: 'http://inside.test/',
    nowhere: 'http://nowhere.test/',
    changing: `http://changing.test:${healthyPort}/`,
    nobody: 'http://127.0.0.1:1/'
  })
  return {
    urls,
    async close () {
      for (const socket of open) socket.destroy()
      await Promise.all(servers.map(async server => await new Promise(resolve => server.close(resolve))))
    }
  }
}

/** Only the beginning and the length count: payloads of megabytes are not kept. */
function onRequest (socket: Socket, done: () => void): void {
  let head = ''
  let left = -1
  socket.on('data', chunk => {
    if (left < 0) {
      head += chunk.toString('latin1')
      const end = head.indexOf('\r\n\r\n')
      // TLS fails here: the answer is not a TLS handshake.
      if (end === -1) {
        if (head.charCodeAt(0) === 22) socket.end('nonsense')
        return
      }
      left = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0) - (head.length - end - 4)
    } else left -= chunk.length
    if (left > 0) return
    head = ''
    left = -1
    done()
  })
}

function trickle (socket: Socket, text: string): void {
  let at = 0
  const timer = setInterval(() => { if (at < text.length) socket.write(text[at++]!) }, 1000)
  socket.on('close', () => clearInterval(timer))
}

function flood (socket: Socket): void {
  let sent = 0
  socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${GIGABYTE}\r\n\r\n`)
  const pour = () => {
    while (!socket.destroyed && sent < GIGABYTE) {
      sent += CHUNK.length
      if (!socket.write(CHUNK)) return
    }
  }
  socket.on('drain', pour)
  pour()
}
