import { type LookupAddress } from 'node:dns'
import ipaddr from 'ipaddr.js'
import t from 'tap'
import { BlockedError, createGuard, type Guard, type Resolver } from '../../../src/delivery/sending/ssrf-guard.js'
import { fc, type Arbitrary } from '../../helpers/chance.js'

const INTERNAL_V4 = [
  '0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24',
  '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4',
  '255.255.255.255/32'
]
const INTERNAL_V6 = [
  '::/128', '::1/128', '::/96', '::ffff:0:0:0/96', '64:ff9b::/96', '64:ff9b:1::/48', '100::/64', '2001::/32', '2001:2::/48', '2001:10::/28',
  '2001:20::/28', '2001:db8::/32', '2002::/16', '3fff::/20', '5f00::/16', 'fc00::/7', 'fd00:ec2::254/128', 'fe80::/10', 'fec0::/10',
  'ff00::/8', '4000::/3'
]
const PUBLIC = [
  '1.1.1.1', '8.8.8.8', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255', '128.0.0.0', '172.15.255.255',
  '172.32.0.0',
  '192.167.255.255', '192.169.0.0', '198.17.255.255', '198.20.0.0', '203.0.114.0', '223.255.255.255',
  '2606:4700:4700::1111', '2a00:1450:4001:80b::200e', '2001:4860:4860::8888', '2400::1', '::ffff:8.8.8.8', '::ffff:808:808'
]

const closed = createGuard([])

/** A random address of the subnet. */
function addressIn (cidr: string): Arbitrary<string> {
  const [base, bits] = ipaddr.parseCIDR(cidr)
  const fixed = base.toByteArray()
  return fc.uint8Array({ minLength: fixed.length, maxLength: fixed.length }).map((random) => {
    const bytes = fixed.map((byte, i) => {
      const mask = 0xff << Math.max(0, Math.min(8, 8 - (bits - i * 8))) & 0xff
      return (byte & mask) | (random[i]! & ~mask & 0xff)
    })
    return ipaddr.fromByteArray(bytes).toString()
  })
}

function lookUp (guard: Guard, hostname: string, all = true): Promise<{ address: string | LookupAddress[], family: number | undefined }> {
  return new Promise((resolve, reject) => {
    guard.lookup(hostname, { all }, (error, address, family) => error === null ? resolve({ address, family }) : reject(error))
  })
}

const answering = (...addresses: string[]): Resolver => async () =>
  addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))

t.test('Every address of every internal subnet is blocked, and allowed if the whitelist contains this subnet.', async t => {
  for (const cidr of [...INTERNAL_V4, ...INTERNAL_V6]) {
    const open = createGuard([cidr])
    fc.assert(fc.property(addressIn(cidr), (address) => !closed.allows(address) && open.allows(address)))
    t.pass(cidr)
  }
})

t.test('Every internal IPv4 address is blocked in its IPv6-mapped and translated forms.', async t => {
  for (const cidr of INTERNAL_V4) {
    const open = createGuard([cidr])
    fc.assert(fc.property(addressIn(cidr), (address) =>
      !closed.allows(`::ffff:${address}`) && open.allows(`::ffff:${address}`) &&
      !open.allows(`64:ff9b::${address}`) && !open.allows(`::${address}`) && !open.allows(`::ffff:0:${address}`)))
    t.pass(cidr)
  }
})

t.test('Globally routable addresses are allowed, up to the borders of the internal subnets.', async t => {
  for (const address of PUBLIC) t.ok(closed.allows(address), address)
})

t.test('An IPv4-compatible IPv6 address does not count as the IPv4 address in it.', async t => {
  const open = createGuard(['10.0.0.0/8'])
  for (const address of ['::8.8.8.8', '0::8.8.8.8', '0:0:0:0:0:0:8.8.8.8', '::808:808', '::10.0.0.1', '::10.0.0.1%lo']) {
    t.notOk(open.allows(address), address)
  }
  for (const address of ['::FFFF:8.8.8.8', '0:0:0:0:0:ffff:8.8.8.8', '::ffff:10.0.0.1']) t.ok(open.allows(address), address)
})

t.test('An address with a zone is allowed by the whitelist only.', async t => {
  t.notOk(closed.allows('fe80::1%eth0'))
  t.notOk(closed.allows('2606:4700:4700::1111%eth0'))
  t.notOk(closed.allows('::1%lo'))
  t.ok(createGuard(['fe80::/10']).allows('fe80::1%eth0'))
})

t.test('Text that is not a literal IP address in its plain form is not allowed.', async t => {
  const open = createGuard(['0.0.0.0/0', '::/0'])
  for (const text of [
    '', 'localhost', '127.1', '2130706433', '0x7f.0.0.1', '0177.0.0.1', '08.8.8.8', '8.8.8.8 ', '8.8.8.8/32', '[::1]', 'example.com'
  ]) {
    t.notOk(open.allows(text), text)
  }
  t.ok(open.allows('127.0.0.1') && open.allows('::1'))
})

t.test('The whitelist accepts single addresses and mapped subnets. It refuses entries that it cannot read.', async t => {
  const guard = createGuard(['10.1.2.3', '::1', '::ffff:192.168.0.0/112'])
  for (const address of ['10.1.2.3', '::1', '192.168.255.1', '::ffff:192.168.3.4']) t.ok(guard.allows(address), address)
  for (const address of ['10.1.2.4', '::2', '192.169.0.1', '127.0.0.1']) t.equal(guard.allows(address), address === '192.169.0.1', address)
  for (const bad of ['', 'backend', '10.0.0.0/33', '10.0.0/x']) t.throws(() => createGuard([bad]), bad)
})

t.test('A name resolves to its allowed addresses only, IPv4 first.', async t => {
  const guard = createGuard([], answering('2606:4700::1', '10.0.0.1', '::1', '1.1.1.1', '::ffff:127.0.0.1'))
  t.same(await lookUp(guard, 'mixed.test'), {
    address: [{ address: '1.1.1.1', family: 4 }, { address: '2606:4700::1', family: 6 }], family: undefined
  })
  t.same(await lookUp(guard, 'mixed.test', false), { address: '1.1.1.1', family: 4 })
})

t.test('A name without an allowed address fails with BlockedError, whose message names no address.', async t => {
  const guard = createGuard([], answering('10.99.98.97', 'fd00::7'))
  const error = await lookUp(guard, 'internal.test').catch((error: unknown) => error as Error)
  t.ok(error instanceof BlockedError)
  t.match(String(error), 'POSTHORN_WHITELIST_SUBNETS')
  t.notMatch(String(error), /10\.99|fd00/)
  await t.rejects(lookUp(createGuard([]), 'localhost'), BlockedError, "with the system's resolver")
})

t.test('A failed lookup is passed on as it is.', async t => {
  const failure = Object.assign(new Error('getaddrinfo ENOTFOUND x.test'), { code: 'ENOTFOUND', syscall: 'getaddrinfo' })
  await t.rejects(lookUp(createGuard([], async () => { throw failure }), 'x.test'), failure)
})

t.test('Concurrent DNS lookups of one name share one resolution. Later lookups resolve again.', async t => {
  let asked = 0
  const guard = createGuard([], async () => { asked++; return [{ address: '1.1.1.1', family: 4 }] })
  await Promise.all([lookUp(guard, 'a.test'), lookUp(guard, 'a.test'), lookUp(guard, 'b.test')])
  t.equal(asked, 2)
  await lookUp(guard, 'a.test')
  t.equal(asked, 3)
})
