import type { Config } from '../config.js'
import { createGuard } from '../delivery/sending/ssrf-guard.js'
import { createSender, type Sender } from '../delivery/sending/sender.js'
import { userAgentOf, VERSION } from '../version.js'

/** The sender of a host that delivers: to public addresses and to those in `whitelist` (addresses and CIDRs). */
export function openSender (config: Config, whitelist: readonly string[]): Sender {
  return createSender({
    guard: createGuard(whitelist, undefined, config.lookUpsAtOnce),
    timeoutMs: config.requestTimeoutMs,
    // The engine limits the requests in progress. Waiting for a connection would count as slowness of the endpoint.
    connections: config.deliveryConcurrency,
    tls: { rejectUnauthorized: config.tlsVerify },
    ...config.proxy !== undefined && { proxy: { url: config.proxy, bypass: config.noProxy, resolves: config.proxyResolves } },
    userAgent: userAgentOf(VERSION)
  })
}
