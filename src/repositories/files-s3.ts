import type { Bytes } from '../lib/byte-streams.js'
import { element } from '../aws/failures.js'
import type { Query } from '../aws/signature-v4.js'
import { FileProblem } from '../lib/file-problem.js'
import type { FilePart, FileStore } from './files.js'
import { openBucketClient, type BucketClient, type BucketName } from './s3.js'
import { answered } from './s3-errors.js'

// Files are read in ranges, each held in memory. So a slow reader keeps no connection open, which S3 would close.
const RANGE_BYTES = 8 * 1024 * 1024
// S3 takes no smaller parts, except the last one.
const PART_BYTES = 8 * 1024 * 1024

const TYPE = { 'content-type': 'application/x-ndjson' }

/** Stores files as objects in a bucket. The bucket's lifecycle rules remove them. Every call is a 503 when S3 is away. */
export function s3Files (name: BucketName): FileStore {
  const client = openBucketClient(name)
  const sign = async (method: 'PUT' | 'GET', key: string, until: number) =>
    await client.presign(method, key, Math.max(1, Math.ceil((until - Date.now()) / 1000)))
  return {
    uploadUrl: async (key, until) => await sign('PUT', key, until),
    downloadUrl: async (key, until) => await sign('GET', key, until),
    put: async (key, source) => await put(client, key, source),
    get: async (key, at = {}) => await get(client, key, at),
    async remove (key) {
      await answered(client.send('DELETE', key))
    },
    purge: async () => {}
  }
}

/** Reads a version: `v:<version id>`, or `e:<etag>` for a bucket without versions. */
function versionOf (version: string | null | undefined): { query?: Query, headers?: Record<string, string> } {
  if (version == null) return {}
  return version.startsWith('v:') ? { query: { versionId: version.slice(2) } } : { headers: { 'if-match': `"${version.slice(2)}"` } }
}

interface Range { bytes: Buffer, total: number }

async function get (client: BucketClient, key: string, { version, offset = 0 }: FilePart): Promise<Bytes | undefined> {
  const { query = {}, headers } = versionOf(version)
  const ask = async (range: string) => await client.send('GET', key, { query, headers: { ...headers, range } })
  const read = async (from: number) => await answered(range(from, ask))
  const first = await read(offset)
  return first && ranges(first, offset, read)
}

async function * ranges (first: Range, offset: number, read: (from: number) => Promise<Range | undefined>): AsyncGenerator<Buffer> {
  let at = offset
  for (let found: Range | undefined = first; ; found = await read(at)) {
    if (!found) throw new FileProblem('The file was removed or replaced while it was read.')
    if (found.bytes.length > 0) yield found.bytes
    at += found.bytes.length
    if (at >= found.total || found.bytes.length === 0) return
  }
}

async function range (from: number, read: (range: string) => ReturnType<BucketClient['send']>): Promise<Range | undefined> {
  const found = await read(`bytes=${from}-${from + RANGE_BYTES - 1}`).catch(missing)
  if (!found || found === 'beyond') return found && { bytes: Buffer.alloc(0), total: from }
  const total = /\/(\d+)$/.exec(String(found.headers['content-range'] ?? ''))?.[1]
  // A store that does not support ranges returns the whole file.
  return total === undefined ? { bytes: found.body.subarray(from), total: found.body.length } : { bytes: found.body, total: Number(total) }
}

function missing (error: Error): undefined | 'beyond' {
  if (error.name === 'InvalidRange') return 'beyond'
  if (!['NoSuchKey', 'NoSuchVersion', 'PreconditionFailed'].includes(error.name)) throw error
}

/** Stores all bytes as one object, uploaded in parts when it is large. A crash leaves parts, which a lifecycle rule removes. */
async function put (client: BucketClient, key: string, source: Bytes): Promise<void> {
  let upload: string | undefined
  const sent: string[] = []
  try {
    for await (const { bytes: body, isLast } of parts(source)) {
      if (isLast && upload === undefined) {
        await answered(client.send('PUT', key, { headers: TYPE, body }))
        return
      }
      upload ??= await begin(client, key)
      const query = { partNumber: String(sent.length + 1), uploadId: upload }
      const { headers } = await answered(client.send('PUT', key, { query, body }))
      sent.push(String(headers.etag))
    }
    const headers = { 'content-type': 'application/xml' }
    await answered(client.send('POST', key, { query: { uploadId: upload! }, headers, body: listOf(sent) }))
  } catch (error) {
    if (upload !== undefined) await client.send('DELETE', key, { query: { uploadId: upload } }).catch(() => {})
    throw error
  }
}

async function begin (client: BucketClient, key: string): Promise<string> {
  const { body } = await answered(client.send('POST', key, { query: { uploads: '' }, headers: TYPE }))
  const upload = element(body.toString(), 'UploadId')
  if (upload === undefined) throw new Error('S3 began an upload without a name.')
  return upload
}

function listOf (etags: readonly string[]): Buffer {
  const escaped = (etag: string) => etag.replaceAll('&', '&amp;').replaceAll('"', '&quot;')
  const parts = etags.map((etag, at) => `<Part><ETag>${escaped(etag)}</ETag><PartNumber>${at + 1}</PartNumber></Part>`)
  return Buffer.from(`<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${parts.join('')}</CompleteMultipartUpload>`)
}

async function * parts (source: Bytes): AsyncGenerator<{ bytes: Buffer, isLast: boolean }> {
  let held: Buffer[] = []
  let size = 0
  for await (const chunk of source) {
    if (size >= PART_BYTES) {
      yield { bytes: Buffer.concat(held), isLast: false }
      held = []
      size = 0
    }
    held.push(chunk)
    size += chunk.length
  }
  yield { bytes: Buffer.concat(held), isLast: true }
}
