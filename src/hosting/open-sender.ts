import type { Config } from '../config.js'
import { createGuard } from '../delivery/sending/ssrf-guard.js'
import { createSender, type Sender, type SenderOptions } from '../delivery/sending/sender.js'
import { userAgentOf, VERSION } from '../version.js'

/** The sender of a host that delivers: to public addresses and to those in `whitelist` (addresses and CIDRs). */
export async function openSender (config: Config, whitelist: readonly string[]): Promise<Sender> {
  const proxy = await proxyOf(config)
  return createSender({
    guard: createGuard(whitelist, undefined, config.lookUpsAtOnce),
    timeoutMs: config.requestTimeoutMs,
    // The engine limits the requests in progress. Waiting for a connection would count as slowness of the endpoint.
    connections: config.deliveryConcurrency,
    tls: { rejectUnauthorized: config.tlsVerify },
    ...proxy && { proxy },
    answerBytes: config.answerBytes,
    userAgent: userAgentOf(VERSION)
  })
}

async function proxyOf ({ proxy: url, noProxy: bypass, proxyResolves: resolves }: Config): Promise<SenderOptions['proxy']> {
  if (url === undefined) return undefined
  const { proxyConnector: connector } = await import('../delivery/sending/proxy.js')
  return { url, bypass, resolves, connector }
}
