import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isVerified } from '../shared/verify.js'

/** The behaviour of an endpoint of the demo. */
export interface Role { name: string, about: string, answer?: (tries: Tries, response: ServerResponse) => void }

/** For one message at one endpoint: the number of the message, and the number of the attempt, from 1 on. */
interface Tries { message: number, attempt: number }

const SLOW_MS = 1200

/** The endpoints of the demo. One without `answer` refuses connections. */
export const ROLES: readonly Role[] = [
  { name: 'healthy', about: 'answers at once', answer: (_tries, response) => { response.writeHead(204).end() } },
  {
    name: 'slow',
    about: `answers after ${SLOW_MS / 1000} s`,
    answer: (_tries, response) => { setTimeout(() => response.writeHead(204).end(), SLOW_MS) }
  },
  {
    name: 'flaky',
    about: 'answers 503 once or twice, then 204',
    answer: ({ message, attempt }, response) => { response.writeHead(attempt > 2 - message % 2 ? 204 : 503).end() }
  },
  { name: 'dead', about: 'no server listens there' }
]

export interface DemoReceiver {
  urlOf: (role: Role) => string
  /** The secrets of the endpoints by role name. The caller fills them in before the first message. */
  secrets: Map<string, string>
  /** Whether each request that came for this role and message was verified, in the order of their arrival. */
  signatures: (roleName: string, msgId: string) => readonly boolean[]
  close: () => Promise<void>
}

/** Answers for all endpoints on loopback and verifies the signature of every request. */
export async function startReceiver (): Promise<DemoReceiver> {
  const secrets = new Map<string, string>()
  const came = new Map<string, Map<string, boolean[]>>()
  const server = createServer((request, response) => {
    const role = ROLES.find(({ name }) => request.url === `/${name}`)
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      if (!role?.answer) return response.writeHead(404).end()
      role.answer(note(role.name, request.headers, Buffer.concat(chunks)), response)
    })
  })
  const deadPort = await freePort()
  const port = await listen(server)

  function note (name: string, headers: IncomingHttpHeaders, body: Buffer): Tries {
    const messages = came.get(name) ?? new Map<string, boolean[]>()
    came.set(name, messages)
    const id = String(headers['webhook-id'])
    const signatures = messages.get(id) ?? []
    messages.set(id, signatures)
    signatures.push(isVerified(secrets.get(name) ?? '', headers, body, Date.now()))
    return { message: [...messages.keys()].indexOf(id) + 1, attempt: signatures.length }
  }

  return {
    urlOf: ({ name, answer }) => answer ? `http://127.0.0.1:${port}/${name}` : `http://127.0.0.1:${deadPort}/${name}`,
    secrets,
    signatures: (name, msgId) => came.get(name)?.get(msgId) ?? [],
    async close () {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    }
  }
}

async function freePort (): Promise<number> {
  const server = createServer()
  const port = await listen(server)
  await new Promise(resolve => server.close(resolve))
  return port
}

async function listen (server: ReturnType<typeof createServer>): Promise<number> {
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}
