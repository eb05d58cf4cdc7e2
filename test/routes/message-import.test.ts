import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { importOver } from '../helpers/import.js'
import { eventually, startReceiver } from '../helpers/receiver.js'
import { startS3 } from '../helpers/s3.js'
import { startTestServer } from '../helpers/server.js'

const server = await startTestServer()
t.teardown(async () => await server.close())

async function application () {
  const api = await server.api()
  const { body: { id } } = await api('POST', '/app', { name: 'a' })
  const messages = async () => (await api('GET', `/app/${id}/msg?limit=250&with_content=true`)).body.data as Array<Record<string, unknown>>
  return { api, id: id as string, messages }
}

t.test('A file is uploaded to the URL of an import, and its entries become messages.', async t => {
  const { api, id, messages } = await application()
  const { status, report } = await importOver(api, id, '{"eventType":"a","payload":{"n":1.0}}\n{"eventType":"b"}\n')
  t.match(status, { status: 'finished', entries: 2, accepted: 1, refused: 1 })
  t.match(report, {
    summary: { status: 'finished', accepted: 1 }, refused: [{ line: 2, entry: 2, status: 422, reason: /missing field 'payload'/ }]
  })
  t.match(await messages(), [{ eventType: 'a', payload: { n: 1 } }])
})

t.test('An import has a status from the beginning, and is a background task.', async t => {
  const { api, id } = await application()
  const { status, body: begun } = await api('POST', `/app/${id}/import`)
  t.equal(status, 202)
  t.match(begun, {
    id: /^qtask_/, status: 'waiting', entries: 0, method: 'PUT', uploadUrl: new RegExp(`^${server.url}/api/v1/app/${id}/import/`)
  })
  t.ok(Date.parse(begun.expiresAt) > Date.now())
  t.match((await api('GET', `/app/${id}/import/${begun.id}`)).body, { status: 'waiting' })
  t.match((await api('GET', `/app/${id}/import/${begun.id}/report`)).status, 404)
  t.match((await api('GET', `/background-task/${begun.id}`)).body, {
    task: 'message.import', status: 'running', data: { appId: id, accepted: 0 }
  })
  await importOver(api, id, '{"eventType":"a","payload":{}}')
  t.match(
    (await api('GET', '/background-task?task=message.import')).body.data,
    [{ status: 'finished', data: { accepted: 1, refused: 0 } }, { status: 'running' }]
  )
})

t.test('The messages of a file are delivered like any others.', async t => {
  const { api, id } = await application()
  const receiver = await startReceiver()
  t.teardown(async () => await receiver.close())
  await api('POST', `/app/${id}/endpoint`, { url: receiver.url })
  await importOver(api, id, '[{"eventType":"a","payload":{"n":1.0}}, {"eventType":"a","payload":{ "n": 2 }}]')
  await eventually('two deliveries', () => receiver.received.length === 2)
  t.strictSame(receiver.received.map(({ body }) => String(body)).sort(), ['{ "n": 2 }', '{"n":1.0}'])
})

t.test('A file may be far larger than the body of any other request.', async t => {
  const { api, id } = await application()
  const entry = `{"eventType":"a","payload":{"s":"${'x'.repeat(100_000)}"}}\n`
  const { status } = await importOver(api, id, entry.repeat(100))
  t.match(status, { status: 'finished', accepted: 100 })
})

t.test('An upload URL accepts one file, for its own import only, without a token.', async t => {
  const { api, id } = await application()
  const { body: begun } = await api('POST', `/app/${id}/import`)
  const { body: other } = await api('POST', `/app/${id}/import`)
  const put = async (url: string) => await fetch(url, { method: 'PUT', body: '{"eventType":"a","payload":{}}' })
  const [path, token] = begun.uploadUrl.split('?token=')
  for (const url of [
    path, `${path}?token=`, `${path}?token=x`, `${path}?token=${token.slice(0, -4)}AAAA`, `${other.uploadUrl.split('?')[0]}?token=${token}`,
    `${path}?token=${token}&token=${token}`
  ]) {
    t.equal((await put(url)).status, 401, url.slice(path.length, path.length + 20))
  }
  const both = await Promise.all([put(begun.uploadUrl), put(begun.uploadUrl)])
  t.strictSame(both.map(({ status }) => status).sort(), [200, 409])
  t.equal((await put(begun.uploadUrl)).status, 409)
  const { body } = await api('GET', `/app/${id}/import/${begun.id}`)
  t.not(body.status, 'waiting')
  t.match((await api('GET', `/app/${id}/import/${other.id}`)).body, { status: 'waiting' })
})

t.test('The upload URL has the address that clients use, from the settings or the headers of proxies.', async t => {
  const { api, id } = await application()
  const path = `/api/v1/app/${id}/import/`
  const { body: { uploadUrl } } = await api('POST', `/app/${id}/import`, undefined, {
    'x-forwarded-proto': 'https', 'x-forwarded-host': 'hooks.example.com', 'x-forwarded-prefix': '/prod'
  })
  t.equal(uploadUrl.slice(0, uploadUrl.indexOf('qtask_')), `https://hooks.example.com/prod${path}`)
  const settled = await startTestServer({ POSTHORN_PUBLIC_URL: 'https://hooks.example.com/base' })
  t.teardown(async () => await settled.close())
  const there = await settled.api()
  const { body: { id: other } } = await there('POST', '/app', { name: 'a' })
  t.match((await there(
    'POST', `/app/${other}/import`
  )).body.uploadUrl, new RegExp(`^https://hooks\\.example\\.com/base/api/v1/app/${other}/import/`))
})

t.test('Many files may be uploaded over one connection.', async t => {
  const { api, id } = await application()
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  t.teardown(() => agent.destroy())
  const warnings: string[] = []
  const hear = ({ name, message }: Error) => { warnings.push(`${name}: ${message}`) }
  process.on('warning', hear)
  t.teardown(() => process.off('warning', hear))
  const ports = new Set<number | undefined>()
  for (let n = 0; n < 12; n++) {
    const { body: { uploadUrl } } = await api('POST', `/app/${id}/import`)
    const put = request(uploadUrl, { method: 'PUT', agent }).end('{"eventType":"a","payload":{}}')
    put.once('response', answer => {
      ports.add(answer.socket.localPort)
      answer.resume()
    })
    await once(put, 'close')
  }
  t.equal(ports.size, 1)
  t.strictSame(warnings.filter(text => text.includes('timeout')), [])
})

t.test('An interrupted upload can be repeated.', async t => {
  const { api, id, messages } = await application()
  const { body: begun } = await api('POST', `/app/${id}/import`)
  const url = new URL(begun.uploadUrl)
  await new Promise<void>(resolve => {
    const half = request(url, { method: 'PUT', headers: { 'content-length': '100000' } })
    half.on('error', () => resolve())
    half.write('{"eventType":"a","payload":{}}\n', () => setImmediate(() => half.destroy()))
    half.on('close', () => resolve())
  })
  await eventually('the upload is taken', async () => (await fetch(url, {
    method: 'PUT', body: '{"eventType":"b","payload":{}}'
  })).status === 200)
  await eventually('the import is over', async () => (await api('GET', `/app/${id}/import/${begun.id}`)).body.status === 'finished')
  t.match(await messages(), [{ eventType: 'b' }])
})

t.test('An import belongs to its application and its organization.', async t => {
  const { api, id } = await application()
  const { body: begun } = await api('POST', `/app/${id}/import`)
  const { body: { id: otherId } } = await api('POST', '/app', { name: 'other' })
  for (const path of ['', '/report']) {
    t.equal((await api('GET', `/app/${otherId}/import/${begun.id}${path}`)).status, 404)
    t.equal((await (await server.api())('GET', `/app/${id}/import/${begun.id}${path}`)).status, 404)
  }
  const { body: { token } } = await api('POST', `/auth/app-portal-access/${id}`, {})
  t.equal((await (await server.api(token))('POST', `/app/${id}/import`)).status, 403)
})

t.test('An import goes on after its server was stopped, and accepts each entry once.', async t => {
  const dataDir = await mkdtemp(join(tmpdir(), 'posthorn-'))
  t.teardown(async () => await rm(dataDir, { recursive: true }))
  const settings = { POSTHORN_DATA_DIR: dataDir }
  const first = await startTestServer(settings)
  const api = await first.api(await first.token('org_restart'))
  const { body: { id } } = await api('POST', '/app', { name: 'a' })
  const { body: begun } = await api('POST', `/app/${id}/import`)
  const content = Array.from({ length: 2000 }, (_, n) => `{"eventType":"a","payload":{"n":${n}}}\n`).join('')
  t.equal((await fetch(begun.uploadUrl, { method: 'PUT', body: content })).status, 200)
  await eventually('the import has begun', async () => (await api('GET', `/app/${id}/import/${begun.id}`)).body.accepted > 0)
  await first.close()
  const second = await startTestServer(settings)
  t.teardown(async () => await second.close())
  const after = await second.api(await second.token('org_restart'))
  const { body: stopped } = await after('GET', `/app/${id}/import/${begun.id}`)
  t.equal(stopped.status, 'running')
  const done = await eventually('the import is over', async () => {
    const { body } = await after('GET', `/app/${id}/import/${begun.id}`)
    return body.status === 'finished' ? body : undefined
  })
  t.match(done, { entries: 2000, accepted: 2000, refused: 0 })
  const seen: number[] = []
  for (let iterator = ''; ;) {
    const { body } = await after('GET', `/app/${id}/msg?limit=250&with_content=true${iterator}`)
    seen.push(...body.data.map(({ payload }: { payload: { n: number } }) => payload.n))
    if (body.done) break
    iterator = `&iterator=${body.iterator}`
  }
  t.strictSame(seen.sort((a, b) => a - b), Array.from({ length: 2000 }, (_, n) => n))
})

t.test('With a bucket, the file is uploaded to the bucket, and the report is a link.', async t => {
  const s3 = await startS3()
  await s3.bucket('uploads')
  const cloud = await startTestServer({ POSTHORN_UPLOAD_BUCKET: 'uploads', AWS_ENDPOINT_URL: s3.endpoint })
  t.teardown(async () => await cloud.close())
  const token = await cloud.token('org_cloud')
  const api = await cloud.api(token)
  const { body: { id } } = await api('POST', '/app', { name: 'a' })
  const { body: begun } = await api('POST', `/app/${id}/import`)
  t.match(begun.uploadUrl, new RegExp(`^${s3.endpoint}/uploads/inbox/org_cloud/${id}/${begun.id}\\?.*X-Amz-Signature=`))
  t.notMatch(begun.uploadUrl, /checksum/)
  const { headers } = await fetch(begun.uploadUrl, { method: 'PUT', body: '{"eventType":"a","payload":{}}\nx' })
  t.ok(headers.get('etag'))
  t.match((await api('GET', `/app/${id}/import/${begun.id}`)).body, { status: 'waiting' })
})
