import { isIP, type Socket } from 'node:net'
import { type Duplex } from 'node:stream'
import { Pool, buildConnector } from 'undici'
import { answerStream } from './answer-stream.js'
import { BlockedError, type Guard } from './ssrf-guard.js'
import type { proxyConnector, ProxyOptions } from './proxy.js'
import { RecentMap } from '../../lib/recent-map.js'

export interface ConnectionOptions {
  guard: Guard
  timeoutMs: number
  /** How many connections one origin may have open at once. */
  connections: number
  /** For how many origins idle connections are kept. */
  origins: number
  tls?: { ca?: string, rejectUnauthorized?: boolean }
  /** Without a proxy, endpoints are connected to directly. Its code is loaded where there is one. */
  proxy?: ProxyOptions & { connector: typeof proxyConnector }
}

/** Pools of guarded HTTP/1.1 connections: one for each origin, limited in number. */
export interface Connections {
  to: (origin: string) => Pool
  /** The number of origins that have a pool now. */
  size: () => number
  /** Resolves when all requests in all pools have ended. */
  close: () => Promise<void>
  destroy: () => Promise<void>
}

/** With several addresses, the next one is tried after this time. Node's default of 250 ms is too short for distant servers. */
export const NEXT_ADDRESS_MS = 2_000
const KEEP_ALIVE_MS = 4_000
const MAX_KEEP_ALIVE_MS = 30_000

/**
 * Creates the pools' container and opens nothing. A pool is created with the first request to its origin, and dropped
 * when its last connection ends.
 */
export function createConnections (options: ConnectionOptions): Connections {
  const living = new Set<Pool>()
  const dispose = (pool: Pool): void => {
    if (!pool.destroyed) void pool.close().finally(() => living.delete(pool))
  }
  // An evicted pool finishes its requests; the next request to its origin gets a new one.
  const pools = new RecentMap<string, Pool>({ most: options.origins, onRemoved: dispose })
  const connect = guardedConnector(options)

  const open = (origin: string): Pool => {
    const pool = new Pool(origin, {
      connect,
      connections: options.connections,
      allowH2: false,
      // The request has one deadline for headers and body.
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: MAX_KEEP_ALIVE_MS
    })
    const dropIfIdle = (): void => {
      const { connected, size } = pool.stats
      if (connected === 0 && size === 0 && pools.peek(origin) === pool) pools.delete(origin)
    }
    pool.on('disconnect', dropIfIdle).on('connectionError', dropIfIdle)
    living.add(pool)
    pools.set(origin, pool)
    return pool
  }

  return {
    to: (origin) => pools.get(origin) ?? open(origin),
    size: () => pools.size,
    close: async () => { await Promise.all([...living].filter((pool) => !pool.destroyed).map((pool) => pool.close())) },
    destroy: async () => { await Promise.all([...living].map((pool) => pool.destroy())) }
  }
}

/** The dialled address is the address that was checked: a literal address here, a name in its DNS lookup. */
function guardedConnector ({ guard, timeoutMs, tls, proxy }: ConnectionOptions): buildConnector.connector {
  const direct = buildConnector({
    ...tls,
    lookup: guard.lookup,
    timeout: timeoutMs,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_MS
  })
  const dial = proxy === undefined ? direct : proxy.connector({ guard, timeoutMs, tls, proxy }, direct)
  return (target, callback) => {
    if (isIP(target.hostname) !== 0 && !guard.allows(target.hostname)) {
      // Called later, as a socket would: undici does not expect a callback during the call.
      setImmediate(() => callback(new BlockedError(), null))
      return
    }
    dial(target, (error, socket) => {
      if (error === null) callback(null, asSocket(answerStream(socket)))
      else callback(error, null)
    })
  }
}

/** undici only reads, writes, refs and ends its socket; the socket's options are set before. */
const asSocket = (stream: Duplex): Socket => stream as Duplex & Socket
