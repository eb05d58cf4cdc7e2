import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { Config } from '../config.js'
import { createGuard } from '../delivery/sending/ssrf-guard.js'

/** Who can reach a Node server, and which addresses it may reach. */
export interface Reach {
  /** Only this machine can reach the server. */
  isLoopback: boolean
  /** Deliveries may go to loopback although no setting asks for it. */
  loopbackAllowed: boolean
  /** Internal addresses and CIDRs to which deliveries may go. */
  whitelist: readonly string[]
  /** The server has an inbox: its own deliveries may reach it, and no other machine can read them. */
  hasInbox: boolean
}

const LOOPBACK = ['127.0.0.0/8', '::1/128']

/**
 * Determines the reach by the settings. A server that other machines can reach must not deliver to services that listen
 * on loopback only.
 */
export async function reachOf ({ host, dynamodbEndpoint, whitelistSubnets, endpointHttpsOnly }: Config): Promise<Reach> {
  const isLoopback = await listensOnLoopback(host)
  const isEmbedded = dynamodbEndpoint === 'embedded'
  const loopbackAllowed = isEmbedded && isLoopback && whitelistSubnets === undefined
  const whitelist = loopbackAllowed ? LOOPBACK : whitelistSubnets ?? []
  const canComeHere = createGuard(whitelist).allows(host === 'localhost' ? '127.0.0.1' : host)
  return { isLoopback, loopbackAllowed, whitelist, hasInbox: isEmbedded && isLoopback && canComeHere && !endpointHttpsOnly }
}

/** Whether an address or a host name, as it resolves now, is loopback only; false for a name that does not resolve. */
async function listensOnLoopback (host: string): Promise<boolean> {
  const addresses = isIP(host) === 0 ? await lookup(host, { all: true }).catch(() => []) : [{ address: host }]
  const [own, everywhere] = [createGuard(LOOPBACK), createGuard([])]
  return addresses.length > 0 && addresses.every(({ address }) => own.allows(address) && !everywhere.allows(address))
}
