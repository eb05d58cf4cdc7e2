import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'
import type { Bounds } from './bounds.js'
import type { Answer } from './failures.js'
import type { Transport, WireRequest } from './transport.js'

/**
 * A transport over node:https, which the runtime has loaded in any case. In a function, loading undici would cost more
 * at each cold start than it saves.
 */
export function createTransport ({ connections, connectMs, answerMs }: Bounds): Transport {
  const options = { keepAlive: true, maxSockets: connections }
  const agents = { 'http:': new http.Agent(options), 'https:': new https.Agent(options) }
  return {
    send: async request => await new Promise<Answer>((resolve, reject) => {
      const { protocol } = new URL(request.origin)
      const sent = begin(request, agents[protocol as keyof typeof agents], { connectMs, answerMs })
      sent.on('response', answer => { read(answer, resolve, reject) }).on('error', reject)
    }),
    async close () {
      for (const agent of Object.values(agents)) agent.destroy()
    }
  }
}

interface Patience { connectMs: number, answerMs: number }

function begin ({ origin, method, path, headers, body }: WireRequest, agent: http.Agent, { connectMs, answerMs }: Patience) {
  const { request } = origin.startsWith('https:') ? https : http
  const all = { ...headers, 'content-length': String(body.length) }
  const sent = request(origin, { path, method, headers: all, agent, timeout: answerMs })
  const late = (what: string) => () => sent.destroy(Object.assign(new Error(`${what} took too long.`), { name: 'TimeoutError' }))
  sent.on('timeout', late('An answer'))
  sent.on('socket', socket => {
    if (!socket.connecting) return
    const timer = setTimeout(late('A connection'), connectMs)
    const connected = () => clearTimeout(timer)
    socket.once('connect', connected).once('close', connected)
  })
  sent.end(body)
  return sent
}

function read (answer: IncomingMessage, resolve: (answer: Answer) => void, reject: (error: Error) => void): void {
  const chunks: Buffer[] = []
  answer.on('data', (chunk: Buffer) => chunks.push(chunk))
  answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) }))
  answer.on('error', reject)
}
