import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import t from 'tap'
import { reportOf } from '../helpers/import.js'
import { documented } from '../helpers/openapi.js'
import { eventually } from '../helpers/receiver.js'
import { startTestServer } from '../helpers/server.js'

const server = await startTestServer()
t.teardown(async () => await server.close())
const plain = await server.api()
const api = documented(plain)
await api('POST', '/app', { name: 'a', uid: 'a' })

const LIMIT = 2 * 1024 * 1024
const body = (name: string) => Buffer.from(JSON.stringify({ name, uid: name }))

for (const [coding, compress] of [
  ['gzip', gzipSync], ['x-gzip', gzipSync], ['GZIP', gzipSync], ['identity, gzip', gzipSync], ['deflate', deflateSync],
  ['br', brotliCompressSync]
] as const) {
  t.test(`A body with the encoding ${coding} is read, by every route that accepts a body.`, async t => {
    const headers = { 'content-encoding': coding }
    const uid = `of-${coding.replace(/\W/g, '')}-${compress.name}`
    t.match(await api('POST', '/app', compress(body(uid)), headers), { status: 201, body: { name: uid } })
    t.match(await api('PUT', `/app/${uid}`, compress(body(uid)), headers), { status: 200 })
    t.match(await api('PATCH', `/app/${uid}`, compress('{"name":"changed"}'), headers), { status: 200, body: { name: 'changed' } })
    const payload = '{"n":1.00,"s":"ü"}'
    const sent = await api('POST', `/app/${uid}/msg`, compress(`{"eventType":"a","payload":${payload}}`), headers)
    t.equal(sent.status, 202)
    t.ok((await api('GET', `/app/${uid}/msg/${sent.body.id}`)).text.includes(payload), 'digit for digit')
    t.match(
      await api('POST', `/app/${uid}/msg/batch`, compress(JSON.stringify({ messages: [{ eventType: 'a', payload: {} }] })), headers),
      { status: 202, body: { data: [{ status: 202 }] } }
    )
  })
}

t.test('deflate without its header, as many programs write it, is read.', async t => {
  t.match(await api('POST', '/app', deflateRawSync(body('raw')), { 'content-encoding': 'deflate' }), { status: 201 })
})

t.test('A body with identity, and a body that a proxy inflated without removing the header, are read as they are.', async t => {
  t.match(await api('POST', '/app', body('identity'), { 'content-encoding': 'identity' }), { status: 201 })
  t.match(await api('POST', '/app', body('none'), { 'content-encoding': '' }), { status: 201 })
  t.match(await api('POST', '/app', body('on-the-way'), { 'content-encoding': 'gzip' }), { status: 201 })
})

t.test('A body may inflate up to the limit of bodies and no further, however small its compressed form is.', async t => {
  const exactly = Buffer.concat([body('exact'), Buffer.alloc(LIMIT - body('exact').length, ' ')])
  t.equal((await api('POST', '/app', gzipSync(exactly), { 'content-encoding': 'gzip' })).status, 201)
  const over = await api('POST', '/app', gzipSync(Buffer.concat([exactly, Buffer.from(' ')])), { 'content-encoding': 'gzip' })
  t.match(over, { status: 413, body: { code: 'payload_too_large', detail: /inflates to more than 2 MiB/ } })
  const zeros = Buffer.alloc(100 * 1024 * 1024)
  for (const [coding, bomb] of [
    ['gzip', gzipSync(zeros, { level: 1 })], ['br', brotliCompressSync(zeros, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })]
  ] as const) {
    t.equal((await api('POST', '/app', bomb, { 'content-encoding': coding })).status, 413, `100 MB from ${bomb.length} bytes`)
  }
})

t.test('An unknown encoding, or several encodings, are answered with 415. The message names the header and the supported encodings.', async t => {
  for (const [coding, problem] of [
    ['zstd', "'zstd'"], ['compress', "'compress'"], ['aws-chunked', "'aws-chunked'"], ['gzip, br', '2 codings'],
    ['x'.repeat(5000), "'x{40}'"]
  ]) {
    const answer = await api('POST', '/app', body('unknown'), { 'content-encoding': coding! })
    t.match(answer, {
      status: 415,
      body: { code: 'unsupported_content_encoding', detail: new RegExp(`content-encoding names ${problem}.*gzip, deflate, br`) }
    })
    t.equal(answer.headers.get('accept-encoding'), 'gzip, deflate, br')
  }
})

t.test('A body that does not have the named encoding is answered with 422 and a reason.', async t => {
  for (const [coding, bytes] of [
    ['gzip', Buffer.from([0x1f, 0x8b, 8, 0, 0])], ['gzip', gzipSync(body('cut')).subarray(0, 20)],
    ['deflate', Buffer.from('\u0001\u0002nothing')], ['br', gzipSync(body('x'))]
  ] as const) {
    t.match(await api('POST', '/app', bytes, { 'content-encoding': coding }), {
      status: 422, body: { detail: [{ loc: ['body'], msg: `is not what the header content-encoding says (${coding})` }] }
    })
  }
})

t.test('The token is checked before a body is inflated. A body that no route reads is not inflated.', async t => {
  const stranger = await server.api('no-token')
  t.equal((await stranger('POST', '/app', gzipSync(body('a')), { 'content-encoding': 'zstd' })).status, 401)
  t.equal((await api('POST', '/app/a/import', Buffer.from('x'), { 'content-encoding': 'zstd' })).status, 202)
})

t.test('An upload may be compressed with gzip only.', async t => {
  const upload = async (content: Buffer, coding: string) => {
    const { body: begun } = await api('POST', '/app/a/import')
    const { status } = await fetch(begun.uploadUrl, { method: 'PUT', body: content as never, headers: { 'content-encoding': coding } })
    return { status, path: `/app/a/import/${begun.id}` }
  }
  const taken = await upload(gzipSync('{"eventType":"a","payload":{}}\n'), 'gzip')
  t.equal(taken.status, 200)
  await eventually('the import has ended', async () => (await api('GET', taken.path)).body.status === 'finished' || undefined)
  t.match(reportOf((await plain('GET', `${taken.path}/report`)).text).summary, { accepted: 1, refused: 0 })
  t.equal((await upload(brotliCompressSync('x'), 'br')).status, 415)
})
