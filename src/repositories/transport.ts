import { Agent } from 'undici'
import type { Bounds } from '../lib/aws.js'

interface WireRequest { method: string, protocol: string, hostname: string, port?: number, path: string, query?: Record<string, unknown>, headers: Record<string, string>, body?: unknown }
interface WireResponse { statusCode: number, headers: Record<string, string>, body: Uint8Array }

export type TransportOptions = Bounds

/**
 * How the AWS SDK sends its requests: over undici, which takes a third less CPU for them than node:http. Failures get
 * the names by which the SDK knows what may be repeated.
 */
export function createTransport ({ connections, connectMs, answerMs }: TransportOptions) {
  const agent = new Agent({ connections, connectTimeout: connectMs, headersTimeout: answerMs, bodyTimeout: answerMs, pipelining: 1, keepAliveTimeout: 30_000 })
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    async handle (request: WireRequest): Promise<{ response: WireResponse }> {
      try {
        return { response: await send(agent, request) }
      } catch (error) {
        throw named(error as Error & { code?: string })
      }
    },
    destroy () { void agent.destroy() },
    updateHttpClientConfig () {},
    httpHandlerConfigs: () => ({})
  }
}

async function send (agent: Agent, { method, protocol, hostname, port, path, headers, body }: WireRequest): Promise<WireResponse> {
  const origin = `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`
  const { host, 'content-length': _length, ...rest } = headers
  const answer = await agent.request({ origin, method, path, headers: host === undefined ? rest : { ...rest, host }, body: body as string })
  return { statusCode: answer.statusCode, headers: answer.headers as Record<string, string>, body: await answer.body.bytes() }
}

function named (error: Error & { code?: string }): Error {
  if (/TIMEOUT/.test(error.code ?? '')) return Object.assign(error, { name: 'TimeoutError' })
  // A connection that ended under the request: for the SDK, a reset.
  if (error.code === 'UND_ERR_SOCKET') return Object.assign(error, { code: 'ECONNRESET' })
  return error
}
