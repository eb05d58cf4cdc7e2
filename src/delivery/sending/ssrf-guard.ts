import { lookup as dnsLookup, type LookupAddress } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { promisify } from 'node:util'
import ipaddr from 'ipaddr.js'
import { shareLookUps, type Resolver } from './dns-lookups.js'

export type { Resolver }

type Address = ipaddr.IPv4 | ipaddr.IPv6
type Subnet = [Address, number]

/** Decides at connection time which addresses a delivery may reach (contract 3.4). */
export interface Guard {
  /** Whether this literal IP address may be connected to; false for anything that is not an IP address. */
  allows: (address: string) => boolean
  /** For the `lookup` option of `net.connect`: answers with allowed addresses only, IPv4 first. */
  lookup: LookupFunction
}

/** No address of the host is allowed. The endpoint's owner reads the message, so it contains no address. */
export class BlockedError extends Error {
  override readonly name = 'BlockedError'
  readonly code = 'POSTHORN_BLOCKED'

  /** `settings`: the settings with which an operator can allow the endpoint. */
  constructor (settings = 'POSTHORN_WHITELIST_SUBNETS') {
    super(`Blocked: the endpoint is not on the public internet. The operator of this server can open its network with ${settings}.`)
  }
}

// Global unicast IPv6 is 2000::/3 only (RFC 4291, IANA), and ipaddr.js knows the special blocks inside it. Mapped,
// compatible, translated (NAT64), site-local, discard-only and unallocated addresses are all outside. The blocks are
// repeated here because the contract names them, and a change in the library must not allow them.
const GLOBAL_IPV6 = subnet('2000::/3')
const ALWAYS_INTERNAL = [
  '0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24',
  '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24',
  '224.0.0.0/4', '240.0.0.0/4', '2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'
].map(subnet)

const resolveAll = promisify(dnsLookup)

// A request takes no longer than this, so its caller has given up by then.
const PATIENCE_MS = 30_000

/**
 * A guard that allows globally routable addresses and the subnets of the whitelist (CIDRs or single addresses).
 * `atOnce`: how many DNS lookups may run at the same time. Throws an Error when an entry of the whitelist is neither.
 */
export function createGuard (whitelist: readonly string[], resolve: Resolver = resolveName, atOnce = 2): Guard {
  const exempt = whitelist.map(subnet)
  const allows = (text: string): boolean => {
    if (isIP(text) === 0) return false
    const address = parseAddress(text)
    return exempt.some((one) => contains(one, address)) || isPublic(address)
  }

  const lookUp = shareLookUps(resolve, { atOnce, patienceMs: PATIENCE_MS, now: () => performance.now() })
  const lookup: LookupFunction = (hostname, options, callback) => {
    lookUp(hostname).then((found) => select(found, allows)).then((allowed) => {
      if (options.all === true) return callback(null, allowed)
      callback(null, allowed[0]!.address, allowed[0]!.family)
    }, (error: NodeJS.ErrnoException) => callback(error, []))
  }

  return { allows, lookup }
}

function resolveName (hostname: string): Promise<LookupAddress[]> {
  return resolveAll(hostname, { all: true, verbatim: true })
}

function select (found: LookupAddress[], allows: (address: string) => boolean): LookupAddress[] {
  const allowed = found.filter(({ address }) => allows(address))
  if (allowed.length === 0) throw new BlockedError()
  return allowed.sort((a, b) => a.family - b.family)
}

function isPublic (address: Address): boolean {
  if (address instanceof ipaddr.IPv6) {
    // An address with a zone belongs to one interface, so it is never global.
    if (address.zoneId !== undefined || !contains(GLOBAL_IPV6, address)) return false
  }
  return address.range() === 'unicast' && !ALWAYS_INTERNAL.some((one) => contains(one, address))
}

function contains ([base, bits]: Subnet, address: Address): boolean {
  return base.kind() === address.kind() && address.match(base, bits)
}

/** Parses an address; an IPv4-mapped IPv6 address becomes IPv4. */
function parseAddress (text: string): Address {
  // ipaddr.js reads the IPv4-compatible form as the mapped one, but the system would connect to another address.
  const compatible = /^::(\d+\.\d+\.\d+\.\d+)(?:%.*)?$/.exec(text)?.[1]
  if (compatible === undefined) return ipaddr.process(text)
  return new ipaddr.IPv6([...Array<number>(12).fill(0), ...ipaddr.IPv4.parse(compatible).toByteArray()])
}

/** Parses a subnet. Also takes a single address, and IPv4 subnets in IPv6-mapped form. */
function subnet (text: string): Subnet {
  if (!text.includes('/')) {
    const address = parseAddress(text)
    return [address, address.toByteArray().length * 8]
  }
  const [address, bits] = ipaddr.parseCIDR(text)
  if (address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() && bits >= 96) return [address.toIPv4Address(), bits - 96]
  return [address, bits]
}
