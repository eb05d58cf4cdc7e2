import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'
import { bundleModule } from '../../infra/bundle.js'
import type * as source from '../../src/hosting/open-blobs.js'
import { openBlobs as open } from '../../src/hosting/open-blobs.js'
import { loadConfig } from '../../src/config.js'
import { blobKey, type BlobStore } from '../../src/repositories/blobs.js'
import { startS3 } from '../helpers/s3.js'
import { noise } from '../helpers/chance.js'

const s3 = await startS3()
const S3 = { POSTHORN_BLOB_BUCKET: await s3.bucket('blobs') }
// With the embedded database every host with a store may write to it.
const openBlobs = open as (...given: Parameters<typeof open>) => BlobStore
const config = (settings: Record<string, string>) => loadConfig({ ...settings, AWS_ENDPOINT_URL: s3.endpoint })

// The S3 client of a bundle contains only the code that is called. Its errors are known by name only.
const folder = join(t.testdir(), 'bundle')
await bundleModule('src/hosting/open-blobs.ts', folder)
const bundled = await import(pathToFileURL(join(folder, 'index.mjs')).href) as typeof source

const stores: Array<{ name: string, open: (t: { testdir: () => string }) => BlobStore, purges: boolean }> = [
  { name: 'a directory', open: t => openBlobs(config({ POSTHORN_DATA_DIR: t.testdir() })), purges: true },
  { name: 'memory', open: () => openBlobs(config({ POSTHORN_DATA_DIR: ':memory:' })), purges: true },
  { name: 'S3', open: () => openBlobs(config(S3)), purges: false },
  { name: 'S3 in a function', open: () => openBlobs(config(S3), { serverless: true }), purges: false },
  { name: 'S3 in a bundle', open: () => bundled.openBlobs(config(S3), { serverless: true }) as BlobStore, purges: false }
]

const DAY = Date.UTC(2026, 10, 22)
let ids = 0
const newKey = (expiresAt = DAY) => blobKey(`msg_${++ids}`, expiresAt)

for (const { name, open, purges } of stores) {
  t.test(`${name} returns the bytes that were put.`, async t => {
    const blobs = open(t)
    for (const bytes of [noise(3 * 1024 * 1024), Buffer.from('{"n":"\u0000ü🦄"}'), Buffer.alloc(0)]) {
      const key = newKey()
      await blobs.put(key, bytes)
      t.ok(bytes.equals((await blobs.get(key))!), `${bytes.length} bytes`)
    }
  })

  t.test(`${name} returns the last bytes that were put under a key.`, async t => {
    const blobs = open(t)
    const key = newKey()
    await blobs.put(key, Buffer.from('first'))
    await blobs.put(key, Buffer.from('second'))
    t.equal(String(await blobs.get(key)), 'second')
  })

  t.test(`${name} returns nothing for a key that was never put or was removed.`, async t => {
    const blobs = open(t)
    const [key, other] = [newKey(), newKey()]
    t.equal(await blobs.get(key), undefined)
    await blobs.put(key, Buffer.from('x'))
    await blobs.put(other, Buffer.from('y'))
    await blobs.remove(key)
    t.equal(await blobs.get(key), undefined)
    t.equal(String(await blobs.get(other)), 'y')
    await t.resolves(blobs.remove(key), 'removing it again is not an error')
  })

  t.test(`${name} ${purges ? 'purges what expired before a day' : 'leaves purging to its lifecycle rule'}`, async t => {
    const blobs = open(t)
    const [old, today] = [newKey(DAY - 86_400_000), newKey(DAY)]
    await blobs.put(old, Buffer.from('old'))
    await blobs.put(today, Buffer.from('today'))
    await blobs.purge('2026-11-22')
    t.equal(await blobs.get(old) === undefined, purges)
    t.equal(String(await blobs.get(today)), 'today')
  })
}

t.test('A function without a bucket refuses payloads that need the blob store.', async t => {
  const blobs = openBlobs(config({}), { serverless: true })
  await t.rejects(blobs.put(newKey(), Buffer.from('x')), { statusCode: 413, code: 'payload_too_large' })
})

t.test('A bucket that does not exist is an error of the operator, and not a 503.', async t => {
  for (const open of [openBlobs, bundled.openBlobs as typeof openBlobs]) {
    const blobs = open(config({ POSTHORN_BLOB_BUCKET: 'nobody-made-it' }), { serverless: true })
    await t.rejects(blobs.put(newKey(), Buffer.from('x')), { name: 'NoSuchBucket' })
    await t.rejects(blobs.get(newKey()), { name: 'NoSuchBucket' })
  }
})

t.test('An S3 that does not answer is a 503.', async t => {
  const blobs = openBlobs(config(S3))
  await s3.stop()
  await t.rejects(blobs.put(newKey(), Buffer.from('x')), { statusCode: 503, code: 'service_unavailable', headers: { 'retry-after': '1' } })
  await t.rejects(blobs.get(newKey()), { statusCode: 503, code: 'service_unavailable' })
})
