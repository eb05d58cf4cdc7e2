import { createHash } from 'node:crypto'
import t from 'tap'
import { packHeaders, unpackHeaders, type ExchangedHeaders } from '../../src/repositories/attempt-headers.js'
import { fc, runs } from '../helpers/chance.js'

const sent = {
  version: '0.1.0', families: 'both' as const, signature: `v1,${createHash('sha256').update('a').digest('base64')}`, bodyBytes: 1024,
  custom: ['authorization'], hasLogin: false
}
const NGINX: ExchangedHeaders = {
  sent,
  answer: {
    list: [
      ['server', 'nginx/1.24.0'], ['date', 'Mon, 30 Nov 2026 01:02:03 GMT'], ['content-type', 'application/json'], ['content-length', '15'],
      ['connection', 'keep-alive']
    ]
  }
}
const large = (bytes: number): ExchangedHeaders => ({
  sent, answer: {
    list: Array.from({ length: bytes / 64 }, (_, n) => [`x-${n}`, createHash('sha256').update(String(n)).digest('hex').slice(0, 58)])
  }
})

t.test('Packed headers are read back unchanged.', async t => {
  const text = fc.string({ unit: 'binary', maxLength: 40 })
  const any = fc.record({
    sent: fc.record({
      version: text, families: fc.constantFrom('both', 'standard', 'svix'), signature: text, bodyBytes: fc.nat(),
      custom: fc.array(text, { maxLength: 5 }), hasLogin: fc.boolean()
    }),
    answer: fc.record({ list: fc.array(fc.tuple(text, text), { maxLength: 20 }), isCut: fc.constant(true as const) }, {
      requiredKeys: ['list']
    })
  })
  fc.assert(fc.property(any, fc.boolean(), (headers, isPlain) => {
    const read = unpackHeaders(new Uint8Array(packHeaders(headers, { isPlain })!))
    t.equal(JSON.stringify(read), JSON.stringify(headers))
  }), { numRuns: runs(100, 1000) })
})

t.test('Usual headers take few bytes.', async t => {
  const bytes = packHeaders(NGINX, { isPlain: false })!.length
  t.comment(`${bytes} bytes of ${JSON.stringify(NGINX).length}`)
  t.ok(bytes <= 130, `${bytes} bytes`)
})

t.test('Headers without room are left out from the end, and the record says so. Without room for the smallest form, no header is kept.', async t => {
  for (const bytes of [5000, 3000, 1000, 500, 200, 100]) {
    const whole = large(4096)
    const packed = packHeaders(whole, { bytes, isPlain: false })!
    t.ok(packed.length <= bytes, `${packed.length} of ${bytes} bytes`)
    const { sent: kept, answer } = unpackHeaders(packed)
    t.strictSame(kept, sent)
    t.strictSame(answer.list, whole.answer.list.slice(0, answer.list.length))
    t.equal(answer.isCut, answer.list.length < whole.answer.list.length || undefined)
  }
  for (const bytes of [20, 0, -20]) t.equal(packHeaders(large(4096), { bytes, isPlain: false }), undefined)
})

t.test('Headers that earlier versions stored can still be read.', async t => {
  const stored = Buffer.from('AYuGxx40MssMdSoLUp1ci/OTypKLzMqz3KtyMwOSQxJT3c3100PTXE0rSyOdjDMS9UuDfUBltqGBkYlONFqqitUx0IlGin54RJroGSBHGjiEjQ3AwQ4JYUMrAyMrA2NcIYweEOT7HAA=', 'base64')
  t.strictSame(unpackHeaders(stored), NGINX)
})
