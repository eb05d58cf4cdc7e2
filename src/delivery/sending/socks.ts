import { type Socket } from 'node:net'
import ipaddr from 'ipaddr.js'
import { ProxyError } from './proxy-error.js'

export interface Credentials {
  user: string
  password: string
}

const VERSION = 5
const CONNECT = 1
const [NO_LOGIN, USER_AND_PASSWORD] = [0, 2]
const ADDRESS_TYPES = { ipv4: 1, name: 3, ipv6: 4 }
// The meanings of the reply codes from 1 on.
const REPLIES = [
  'general failure', 'not allowed', 'network unreachable', 'host unreachable', 'connection refused', 'TTL expired',
  'command not supported', 'address type not supported'
]
// Reply codes that may concern only one address of an endpoint.
const UNREACHABLE = [1, 3, 4, 5, 6, 8]

/** Greets a SOCKS5 proxy and logs in (RFC 1928, 1929). Throws a `ProxyError`. */
export async function socksGreet (socket: Socket, credentials: Credentials | undefined): Promise<void> {
  const methods = credentials === undefined ? [NO_LOGIN] : [NO_LOGIN, USER_AND_PASSWORD]
  socket.write(Buffer.from([VERSION, methods.length, ...methods]))
  const [version, method] = await read(socket, 2)
  if (version !== VERSION) throw new ProxyError('The proxy does not speak SOCKS5.')
  if (method === USER_AND_PASSWORD && credentials !== undefined) await logIn(socket, credentials)
  else if (method !== NO_LOGIN) throw new ProxyError('The proxy refused the connection: it requires another login method.')
}

/** Asks a greeted SOCKS5 proxy to connect to an address or a name. Reads no byte beyond the proxy's reply. */
export async function socksConnect (socket: Socket, host: string, port: number): Promise<void> {
  socket.write(Buffer.from([VERSION, CONNECT, 0, ...destination(host), port >> 8, port & 0xff]))
  const [, reply, , type] = await read(socket, 4)
  if (reply !== 0) {
    const text = `The proxy could not connect to the endpoint (${REPLIES[reply! - 1] ?? 'unknown reply'}).`
    throw new ProxyError(text, { isUnreachable: UNREACHABLE.includes(reply!) })
  }
  await read(socket, await boundLength(socket, type!) + 2)
}

function destination (host: string): number[] {
  if (ipaddr.isValid(host)) {
    const address = ipaddr.parse(host)
    return [ADDRESS_TYPES[address.kind()], ...address.toByteArray()]
  }
  // The length is sent as one byte.
  if (host.length > 255) throw new ProxyError('The host name is too long for a SOCKS5 proxy.')
  return [ADDRESS_TYPES.name, host.length, ...Buffer.from(host)]
}

async function logIn (socket: Socket, { user, password }: Credentials): Promise<void> {
  const [name, word] = [Buffer.from(user), Buffer.from(password)]
  socket.write(Buffer.from([1, name.length, ...name, word.length, ...word]))
  const [, status] = await read(socket, 2)
  if (status !== 0) throw new ProxyError('The proxy refused the credentials.')
}

/** The length of the address from which the proxy connects; the address is not used. */
async function boundLength (socket: Socket, type: number): Promise<number> {
  if (type === ADDRESS_TYPES.name) return (await read(socket, 1))[0]!
  return type === ADDRESS_TYPES.ipv6 ? 16 : 4
}

function read (socket: Socket, size: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const stop = (): void => { socket.off('readable', take).off('close', fail) }
    const fail = (): void => {
      stop()
      reject(new ProxyError('The proxy closed the connection.'))
    }
    const take = (): void => {
      const bytes = socket.read(size) as Buffer | null
      if (bytes === null) return
      // At the end of the stream, fewer bytes may be left.
      if (bytes.length < size) return fail()
      stop()
      resolve(bytes)
    }
    if (socket.destroyed) return fail()
    socket.on('readable', take).on('close', fail)
    take()
  })
}
