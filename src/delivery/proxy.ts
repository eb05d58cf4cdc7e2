import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { BlockList, connect as connectPlain, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { errors, type buildConnector } from 'undici'
import { type ConnectionOptions } from './connections.js'
import { type Guard } from './guard.js'
import { ProxyError } from './proxy-error.js'
import { socksConnect, type Credentials } from './socks.js'

export interface ProxyOptions {
  /** `socks5`, `http` or `https`, with user and password where the proxy wants them. */
  url: string
  /** What is dialled without it: CIDRs, and host names that also stand for all below them. */
  bypass: readonly string[]
}

interface Options extends Pick<ConnectionOptions, 'guard' | 'timeoutMs'> {
  tls: ConnectionOptions['tls']
  proxy: ProxyOptions
}

interface Proxy {
  kind: 'socks5' | 'http' | 'https'
  host: string
  port: number
  credentials: Credentials | undefined
}

type Target = buildConnector.Options

const DEFAULT_PORTS = { socks5: 1080, http: 80, https: 443 }
const KEEP_ALIVE_MS = 60_000

/**
 * A connector through a proxy. Names are resolved and checked here, and the proxy is asked for the address that was
 * checked; it is dialled itself without the guard, since the operator chose it. `dial` connects without it.
 */
export function proxyConnector ({ guard, timeoutMs, tls, proxy: { url, bypass } }: Options, dial: buildConnector.connector): buildConnector.connector {
  const proxy = readProxy(url)
  const direct = readBypass(bypass)

  const connect = async (target: Target): Promise<Socket> => {
    const deadline = performance.now() + timeoutMs
    if (direct.hasName(target.hostname)) return await dialled(dial, target)
    const address = await checkedAddress(guard, target.hostname)
    if (direct.hasAddress(address)) return await dialled(dial, { ...target, hostname: address })
    const socket = open(proxy, tls)
    return await within(deadline, socket, async () => {
      await enter(proxy, socket, address, Number(target.port) || (target.protocol === 'https:' ? 443 : 80))
      const ready = target.protocol === 'https:' ? await dialled(dial, { ...target, httpSocket: socket }) : socket
      // undici would drop the connection for such bytes and open the next, again and again until the deadline.
      if (ready.readableLength > 0) throw new ProxyError('Something came through the proxy before the request was sent.')
      return ready
    })
  }
  return (target, callback) => {
    connect(target).then((socket) => callback(null, socket), (error: Error) => callback(error, null))
  }
}

function readProxy (text: string): Proxy {
  const url = new URL(text)
  const kind = url.protocol.slice(0, -1) as Proxy['kind']
  const [user, password] = [decodeURIComponent(url.username), decodeURIComponent(url.password)]
  return {
    kind,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || DEFAULT_PORTS[kind],
    credentials: user === '' && password === '' ? undefined : { user, password }
  }
}

function readBypass (bypass: readonly string[]) {
  const subnets = new BlockList()
  for (const subnet of bypass.filter((one) => one.includes('/'))) {
    const [base, bits] = subnet.split('/') as [string, string]
    subnets.addSubnet(base, Number(bits), familyOf(base))
  }
  const suffixes = bypass.filter((one) => !one.includes('/')).map((name) => `.${name}`)
  return {
    hasName: (hostname: string) => suffixes.some((suffix) => `.${hostname}`.replace(/\.$/, '').endsWith(suffix)),
    hasAddress: (address: string) => subnets.check(address, familyOf(address))
  }
}

function familyOf (address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4'
}

/** The first allowed address of a name; a literal has been checked already. */
function checkedAddress (guard: Guard, hostname: string): Promise<string> {
  if (isIP(hostname) !== 0) return Promise.resolve(hostname)
  return new Promise((resolve, reject) => {
    guard.lookup(hostname, { all: false }, (error, address) => error === null ? resolve(address as string) : reject(error))
  })
}

function dialled (dial: buildConnector.connector, target: Target): Promise<Socket> {
  return new Promise((resolve, reject) => dial(target, (error, socket) => error === null ? resolve(socket) : reject(error)))
}

function open ({ kind, host, port }: Proxy, tls: Options['tls']): Socket {
  const socket = kind === 'https'
    ? connectTls({ ...tls, host, port, ...isIP(host) === 0 && { servername: host } })
    : connectPlain({ host, port })
  // Between two steps nobody else listens.
  return socket.on('error', () => {}).setNoDelay(true).setKeepAlive(true, KEEP_ALIVE_MS)
}

/** The socket of the steps, or an error and no socket. */
async function within (deadline: number, socket: Socket, steps: () => Promise<Socket>): Promise<Socket> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new errors.ConnectTimeoutError()), deadline - performance.now())
  })
  try {
    return await Promise.race([steps(), late])
  } catch (error) {
    socket.destroy()
    throw error
  } finally {
    clearTimeout(timer)
  }
}

async function enter ({ kind, credentials }: Proxy, socket: Socket, address: string, port: number): Promise<void> {
  try {
    await once(socket, kind === 'https' ? 'secureConnect' : 'connect')
    await (kind === 'socks5' ? socksConnect : httpConnect)(socket, address, port, credentials)
  } catch (error) {
    if (error instanceof ProxyError) throw error
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    throw new ProxyError(`The connection to the proxy failed (${code}).`, code)
  }
}

async function httpConnect (socket: Socket, address: string, port: number, credentials: Credentials | undefined): Promise<void> {
  const authority = `${isIP(address) === 6 ? `[${address}]` : address}:${port}`
  const login = credentials && { 'proxy-authorization': `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64')}` }
  const asking = request({ method: 'CONNECT', path: authority, headers: { host: authority, ...login }, createConnection: () => socket }).end()
  const [{ statusCode = 0 }, , head] = await once(asking, 'connect') as [IncomingMessage, Socket, Buffer]
  if (statusCode === 407) throw new ProxyError('The proxy refused the credentials (407).')
  if (statusCode < 200 || statusCode > 299) throw new ProxyError(`The proxy refused the connection (${statusCode}).`)
  if (head.length > 0) socket.unshift(head)
}
