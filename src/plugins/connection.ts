import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** How long the connection of a client that broke the protocol stays open, so that the client can read the answer, ms. */
const LINGER_MS = 1000

/** How much of an unread body is read and dropped before the answer, bytes and ms. */
const DROP_BYTES = 32 * 1024 * 1024
const DROP_WITHIN_MS = 30_000

/** Browsers must not guess another type than the content type. Set on every answer, also on those of Node and Fastify. */
export const NO_SNIFF = ['x-content-type-options', 'nosniff'] as const

const REFUSALS: Record<string, [status: number, detail: string]> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not arrive in time.'],
  HPE_HEADER_OVERFLOW: [431, 'The URL and the headers are too large together.'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'The chunk extensions of the body are too large.']
}

/**
 * Answers a request that is not HTTP in the form of every other error, and ends the connection. The connection is
 * closed a moment after the answer: closing while the client still writes would reset the connection, and the client
 * could lose the answer.
 */
export function refuseConnection (error: NodeJS.ErrnoException, socket: Socket): void {
  // Every further chunk of a refused connection calls this function again.
  if (error.code === 'ECONNRESET' || socket.writableEnded || !socket.writable) return
  const [status, detail] = REFUSALS[error.code ?? ''] ?? [400, 'This is not an HTTP request.']
  const body = JSON.stringify({ code: status === 413 ? 'payload_too_large' : 'generic_error', detail })
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
    NO_SNIFF.join(': ')
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
  const closing = setTimeout(() => { socket.destroy() }, LINGER_MS)
  socket.once('close', () => { clearTimeout(closing) })
}

/** Answers 417 to an expectation that no server knows (RFC 9110, 10.1.1); Node's own answer would have no body. */
export function refuseExpectation (_request: IncomingMessage, response: ServerResponse): void {
  const body = JSON.stringify({ code: 'generic_error', detail: 'The only expectation that can be met is 100-continue.' })
  response.writeHead(417, { 'content-type': 'application/json', connection: 'close', [NO_SNIFF[0]]: NO_SNIFF[1] }).end(body)
}

/** The request's URI without slashes at the end of its path (contract 1.1). The query stays unchanged. */
export function withoutTrailingSlashes (url: string): string {
  const query = url.indexOf('?')
  let end = query === -1 ? url.length : query
  while (end > 1 && url[end - 1] === '/') end--
  return url.slice(0, end) + (query === -1 ? '' : url.slice(query))
}

/**
 * Reads the rest of a request's body and drops it; false when it is too large or too slow. Most clients read the answer
 * only after they have sent everything. If the connection was closed before, they would not see the answer.
 */
export async function dropBody (request: IncomingMessage): Promise<boolean> {
  const { headers } = request
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
  if (!hasBody || request.readableEnded || request.destroyed) return true
  return await new Promise<boolean>(resolve => {
    let left = DROP_BYTES
    const timer = setTimeout(stop, DROP_WITHIN_MS, false)
    request.on('data', count).once('end', stop).once('close', stop).resume()

    function count (chunk: Buffer) {
      left -= chunk.length
      if (left < 0) stop(false)
    }
    function stop (isWhole = true) {
      clearTimeout(timer)
      request.off('data', count)
      resolve(isWhole)
    }
  })
}
