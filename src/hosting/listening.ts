import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { Config } from '../config.js'
import { createGuard } from '../delivery/sending/ssrf-guard.js'

/** Who reaches a Node server, and what it may reach itself. */
export interface Reach {
  /** Only this machine reaches it. */
  isLoopback: boolean
  /** Loopback may be delivered to although no setting asks for it. */
  loopbackAllowed: boolean
  /** Addresses and CIDRs that may be delivered to although they are internal. */
  whitelist: readonly string[]
  /** Its own deliveries may come where it listens, and no other process reads them. */
  hasInbox: boolean
}

const LOOPBACK = ['127.0.0.0/8', '::1/128']

/** Where others reach the server, they must not reach by it what this machine keeps to itself. */
export async function reachOf ({ host, dynamodbEndpoint, whitelistSubnets, endpointHttpsOnly }: Config): Promise<Reach> {
  const isLoopback = await listensOnLoopback(host)
  const isEmbedded = dynamodbEndpoint === 'embedded'
  const loopbackAllowed = isEmbedded && isLoopback && whitelistSubnets === undefined
  const whitelist = loopbackAllowed ? LOOPBACK : whitelistSubnets ?? []
  const canComeHere = createGuard(whitelist).allows(host === 'localhost' ? '127.0.0.1' : host)
  return { isLoopback, loopbackAllowed, whitelist, hasInbox: isEmbedded && isLoopback && canComeHere && !endpointHttpsOnly }
}

/** Of an address or a name as it resolves now; a name that does not resolve is no loopback. */
async function listensOnLoopback (host: string): Promise<boolean> {
  const addresses = isIP(host) === 0 ? await lookup(host, { all: true }).catch(() => []) : [{ address: host }]
  const [own, everywhere] = [createGuard(LOOPBACK), createGuard([])]
  return addresses.length > 0 && addresses.every(({ address }) => own.allows(address) && !everywhere.allows(address))
}
