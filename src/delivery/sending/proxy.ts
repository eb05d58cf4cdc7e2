import { type LookupAddress } from 'node:dns'
import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { BlockList, connect as connectPlain, isIP, Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { errors, type buildConnector } from 'undici'
import { NEXT_ADDRESS_MS, type ConnectionOptions } from './connections.js'
import { wordsOf } from './failure.js'
import { BlockedError, type Guard } from './ssrf-guard.js'
import { isLocalName } from './local-names.js'
import { ProxyError } from './proxy-error.js'
import { socksConnect, socksGreet, type Credentials } from './socks.js'

export interface ProxyOptions {
  /** `socks5`, `http` or `https`, with user and password where the proxy requires them. */
  url: string
  /** Hosts that are connected to directly: CIDRs, and host names that also include their subdomains. */
  bypass: readonly string[]
  /** The proxy resolves host names, so the guard does not check their addresses. Names of local networks are refused. */
  resolves?: boolean
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

/** The time at which an attempt with one of several addresses ends, if that attempt begins now. */
type Until = () => number

interface Bounds { deadline: number, until: Until }

const DEFAULT_PORTS = { socks5: 1080, http: 80, https: 443 }
const KEEP_ALIVE_MS = 60_000
// A proxy that cannot be reached within this time counts as down, so that the wait is not counted as the endpoint's.
const MAX_REACH_MS = 5_000
// The status codes of proxies, and the error codes of sockets, for an endpoint that could not be reached.
const UNREACHABLE_STATUSES = [502, 503, 504]
const UNREACHABLE_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT'])

/**
 * A connector through a proxy. Host names are resolved and checked here. The proxy is asked for a checked address, and
 * for the next one when it cannot reach that. With `resolves` it is asked for the name instead. The proxy itself is not
 * checked by the guard, because the operator chose it. `dial` connects without the proxy. When the proxy itself fails,
 * the error is a `ProxyError` with `isOurs`.
 */
export function proxyConnector (
  { guard, timeoutMs, tls, proxy: { url, bypass, resolves = false } }: Options,
  dial: buildConnector.connector
): buildConnector.connector {
  const proxy = readProxy(url)
  const direct = readBypass(bypass)

  const connect = async (target: Target): Promise<Socket> => {
    const deadline = performance.now() + timeoutMs
    if (direct.hasName(target.hostname)) return await dialled(dial, target)
    const addresses = await within(deadline, resolves ? givenHost(target.hostname) : checkedAddresses(guard, target.hostname))
    return await tryEach(addresses, deadline, async (address, until) => direct.hasAddress(address)
      ? await within(until(), dialled(dial, { ...target, hostname: address }))
      : await tunnel(target, address, { deadline, until }))
  }

  async function tunnel (target: Target, address: string, { deadline, until }: Bounds): Promise<Socket> {
    const socket = open(proxy, tls)
    try {
      await reach(proxy, socket, Math.min(deadline, performance.now() + Math.min(MAX_REACH_MS, timeoutMs / 3)))
      await within(until(), ask(proxy, socket, address, Number(target.port) || (target.protocol === 'https:' ? 443 : 80)))
      // An endpoint that the proxy has connected to counts as reached, as without a proxy.
      const ready = target.protocol === 'https:' ? await within(deadline, dialled(dial, { ...target, httpSocket: socket })) : socket
      // undici would drop a connection with such bytes and open another one, repeatedly until the deadline.
      if (ready.readableLength > 0) throw new ProxyError('The proxy sent data before the request was sent.')
      return ready
    } catch (error) {
      socket.destroy()
      throw error
    }
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
    hasAddress: (address: string) => isIP(address) !== 0 && subnets.check(address, familyOf(address))
  }
}

function familyOf (address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4'
}

/** The allowed addresses of a host name. A literal address was checked before. */
function checkedAddresses (guard: Guard, hostname: string): Promise<string[]> {
  if (isIP(hostname) !== 0) return Promise.resolve([hostname])
  return new Promise((resolve, reject) => {
    guard.lookup(hostname, { all: true }, (error, found) => {
      if (error === null) resolve((found as LookupAddress[]).map(({ address }) => address))
      else reject(error)
    })
  })
}

/** The host name itself, for a proxy that resolves names. */
async function givenHost (hostname: string): Promise<string[]> {
  if (isIP(hostname) === 0 && isLocalName(hostname)) throw new BlockedError('POSTHORN_NO_PROXY and POSTHORN_WHITELIST_SUBNETS')
  return [hostname]
}

/** Connects to the first reachable address. The addresses are tried in order, and each leaves time for those after it. */
async function tryEach (
  addresses: string[],
  deadline: number,
  connect: (address: string, until: Until) => Promise<Socket>
): Promise<Socket> {
  for (let left = addresses.length; ; left--) {
    try {
      return await connect(addresses.at(-left)!, () => givenUpAt(left, deadline))
    } catch (error) {
      // A timer may fire up to a millisecond early.
      if (left === 1 || performance.now() + 1 > deadline || !isUnreachable(error as Error)) throw error
    }
  }
}

function givenUpAt (left: number, deadline: number): number {
  const now = performance.now()
  return left === 1 ? deadline : now + Math.min(NEXT_ADDRESS_MS, (deadline - now) / left)
}

function isUnreachable (error: Error): boolean {
  if (error instanceof ProxyError) return error.isUnreachable
  return error instanceof errors.ConnectTimeoutError || UNREACHABLE_CODES.has((error as NodeJS.ErrnoException).code ?? '')
}

function dialled (dial: buildConnector.connector, target: Target): Promise<Socket> {
  return new Promise((resolve, reject) => dial(target, (error, socket) => error === null ? resolve(socket) : reject(error)))
}

function open ({ kind, host, port }: Proxy, tls: Options['tls']): Socket {
  const addresses = { host, port, autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_MS }
  const socket = kind === 'https'
    ? connectTls({ ...tls, ...addresses, ...isIP(host) === 0 && { servername: host } })
    : connectPlain(addresses)
  // Between two steps the socket has no other error listener.
  return socket.on('error', () => {}).setNoDelay(true).setKeepAlive(true, KEEP_ALIVE_MS)
}

/** The result of a step; rejects with `ConnectTimeoutError` at the deadline. A connection that opens later is closed. */
async function within<T> (deadline: number, step: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  let isLate = false
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      isLate = true
      reject(new errors.ConnectTimeoutError())
    }, Math.max(0, deadline - performance.now()))
  })
  void step.then((made) => { if (isLate && made instanceof Socket) made.destroy() }, () => {})
  try {
    return await Promise.race([step, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Connects to the proxy, and logs in to a SOCKS5 proxy. No endpoint has been named yet, so errors here are the proxy's own. */
async function reach ({ kind, credentials }: Proxy, socket: Socket, until: number): Promise<void> {
  const steps = async (): Promise<void> => {
    await once(socket, kind === 'https' ? 'secureConnect' : 'connect')
    if (kind === 'socks5') await socksGreet(socket, credentials)
  }
  try {
    await within(until, steps())
  } catch (error) {
    const { code = 'unknown', message } = error as NodeJS.ErrnoException
    const text = error instanceof ProxyError ? message : `The connection to the proxy failed${wordsOf(code)}.`
    throw new ProxyError(text, { code, isOurs: true })
  }
}

async function ask ({ kind, credentials }: Proxy, socket: Socket, address: string, port: number): Promise<void> {
  try {
    if (kind === 'socks5') await socksConnect(socket, address, port)
    else await httpConnect(socket, address, port, credentials)
  } catch (error) {
    if (error instanceof ProxyError) throw error
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    // A server that does not speak HTTP is not an HTTP proxy, so this is a fault of the configuration.
    const isOurs = code.startsWith('HPE_')
    const text = isOurs ? 'The proxy does not speak HTTP.' : `The connection to the proxy failed${wordsOf(code)}.`
    throw new ProxyError(text, { code, isOurs })
  }
}

async function httpConnect (socket: Socket, address: string, port: number, credentials: Credentials | undefined): Promise<void> {
  const authority = `${isIP(address) === 6 ? `[${address}]` : address}:${port}`
  const login = credentials && { 'proxy-authorization': basicLogin(credentials) }
  const headers = { host: authority, ...login }
  const asking = request({ method: 'CONNECT', path: authority, headers, createConnection: () => socket }).end()
  const [{ statusCode = 0 }, , head] = await once(asking, 'connect') as [IncomingMessage, Socket, Buffer]
  if (statusCode === 407) throw new ProxyError('The proxy refused the credentials (407).', { isOurs: true })
  if (statusCode < 200 || statusCode > 299) {
    throw new ProxyError(`The proxy refused the connection (${statusCode}).`, { isUnreachable: UNREACHABLE_STATUSES.includes(statusCode) })
  }
  if (head.length > 0) socket.unshift(head)
}

const basicLogin = ({ user, password }: Credentials) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
