import t from 'tap'
import { decode, encode } from '../../src/lib/base62.js'
import { createIdFactory, endId, idTimeMs, isId, startId } from '../../src/lib/ids.js'
import { fc } from '../helpers/chance.js'

const ZERO = '0'.repeat(27)
const MAX = 'aWgEPTl1tmebfsQzFP4bxwgy80V'

/** The textbook way, to compare with the fast one. */
function encodeSlowly (words: Uint32Array): string {
  const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
  let value = words.reduce((sum, word) => (sum << 32n) | BigInt(word), 0n)
  let digits = ''
  for (; value > 0n; value /= 62n) digits = alphabet[Number(value % 62n)]! + digits
  return digits.padStart(27, '0')
}

const anyWords = fc.array(fc.oneof(fc.constantFrom(0, 1, 2 ** 32 - 1), fc.nat(2 ** 32 - 1)), { minLength: 5, maxLength: 5 })

t.test('base62 gives the published test vectors.', async (t) => {
  const payload = 45419194335837378647185401984346151808n
  const words = [3n, 2n, 1n, 0n].map((i) => Number((payload >> (32n * i)) & 0xffffffffn))
  t.equal(encode(Uint32Array.from([1643290698, ...words])), 'DyU8bFOBPZ4LjvsfN0qywt2LjmK')
  t.equal(encode(new Uint32Array(5).fill(2 ** 32 - 1)), MAX)
  t.equal(encode(new Uint32Array(5)), ZERO)
})

t.test('base62 agrees with long division, keeps the order of bytes and can be read back.', async () => {
  fc.assert(fc.property(anyWords, anyWords, (a, b) => {
    const [left, right] = [Uint32Array.from(a), Uint32Array.from(b)]
    const order = Math.sign(Buffer.compare(bytesOf(a), bytesOf(b)))
    const textOrder = encode(left) < encode(right) ? -1 : encode(left) > encode(right) ? 1 : 0
    return encode(left) === encodeSlowly(left) && order === textOrder && decode(encode(left))?.join() === left.join()
  }), { numRuns: 500 })
})

t.test('The first and the last id of an instant are the published ones.', async (t) => {
  t.equal(startId('msg_', 1621627443000), 'msg_1srOrqAuxbpNDIbA9yDPkmI057Q')
  t.equal(endId('msg_', 1621627443000), 'msg_1srOrqCnx8KgBrpcCKXDv8mmp3v')
  t.equal(startId('msg_', 1621627443999), 'msg_1srOrxkm39YaSndldbltN7vkb7w')
})

t.test('Instants that ids cannot hold become the nearest possible instant.', async (t) => {
  t.equal(startId('', -1), ZERO)
  t.equal(startId('', 1_399_999_999_999), ZERO)
  t.equal(idTimeMs(startId('msg_', Date.UTC(9999, 11, 31))), (2 ** 32 - 1 + 1.4e9) * 1000 + 996)
  t.ok(endId('', Date.UTC(9999, 11, 31)) > endId('', Date.UTC(2149, 0, 1)))
})

t.test('The time of an id is its instant in steps of 4 ms. The timestamp is the exact instant.', async (t) => {
  for (const ms of [1621627443000, 1621627443003, 1621627443004, 1621627443999]) {
    const { id, timestampMs } = createIdFactory({ now: () => ms })('msg_')
    t.equal(timestampMs, ms)
    t.equal(idTimeMs(id), ms - ms % 4)
    t.ok(id >= startId('msg_', ms) && id <= endId('msg_', ms))
  }
})

t.test('Ids strictly increase, also within a step and when the clock is set back.', async (t) => {
  const clock = [1000, 1000, 1003, 1004, 900, 1004, 1003, 5000, 1, 5001].map((ms) => 1.7e12 + ms)
  let last = { id: '', timestampMs: 0 }
  const newId = createIdFactory({ now: () => clock.shift()! })
  while (clock.length > 0) {
    const next = newId('msg_')
    t.ok(next.id > last.id, `${next.id} > ${last.id}`)
    t.ok(next.timestampMs >= last.timestampMs)
    t.equal(idTimeMs(next.id), next.timestampMs - next.timestampMs % 4)
    last = next
  }
})

t.test('An overflow of the random part carries through all words and stays within its step.', async (t) => {
  const now = 1621627443000
  const highest = createIdFactory({ now: () => now, randomBytes: (size) => new Uint8Array(size).fill(0xff) })
  const [first, second] = [highest('msg_').id, highest('msg_').id]
  t.ok(first < second && second < endId('msg_', now))
  t.equal(idTimeMs(second), now)
})

t.test('Two processes make different ids at the same instant.', async (t) => {
  const now = () => 1621627443000
  t.not(createIdFactory({ now })('msg_').id, createIdFactory({ now })('msg_').id)
})

t.test('The time of an invalid id is unknown.', async (t) => {
  const bad = ['', 'msg_', 'msg_x', ZERO, `_${ZERO}`, `msg-${ZERO}`, `msg_0${ZERO}`, `msg_${ZERO.slice(1)}`, `msg_${ZERO.slice(1)}-`,
    `msg_${ZERO.slice(1)}é`, `msg_${'z'.repeat(27)}`, `msg_${MAX.slice(0, -1)}W`]
  for (const id of bad) t.equal(idTimeMs(id), undefined, id)
  t.equal(idTimeMs(`msg_${ZERO}`), 1.4e12)
  t.type(idTimeMs(`msg_${MAX}`), 'number')
})

t.test('An id is its prefix and a KSUID, nothing else.', async (t) => {
  t.ok(isId('msg_', `msg_${ZERO}`))
  t.notOk(isId('app_', `msg_${ZERO}`))
  t.notOk(isId('msg_', `msg_${ZERO}0`))
  t.notOk(isId('msg_', 'msg_svix_python_tests'))
  t.notOk(isId('msg_', `msg_${'z'.repeat(27)}`))
})

function bytesOf (words: readonly number[]): Buffer {
  const bytes = Buffer.alloc(20)
  words.forEach((word, i) => bytes.writeUInt32BE(word, i * 4))
  return bytes
}
