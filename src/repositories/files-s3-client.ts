import {
  AbortMultipartUploadCommand, CompleteMultipartUploadCommand, CreateMultipartUploadCommand, DeleteObjectCommand, GetObjectCommand, PutObjectCommand,
  UploadPartCommand, type CompletedPart, type GetObjectCommandOutput, type S3Client
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { Bytes } from '../lib/byte-streams.js'
import { FileProblem } from '../lib/file-problem.js'
import type { FilePart } from './files.js'
import { openClient, type BucketName } from './s3.js'
import { answered } from './s3-errors.js'

/** The calls to a bucket of files; this module loads the S3 client and the signer, so it is itself loaded on demand. */
export interface FileBucket {
  sign: (method: 'PUT' | 'GET', key: string, until: number) => Promise<string>
  put: (key: string, source: Bytes) => Promise<void>
  get: (key: string, at?: FilePart) => Promise<Bytes | undefined>
  remove: (key: string) => Promise<void>
}

// A file is read in ranges, each held whole: a slow reader leaves no connection open that S3 would end.
const RANGE_BYTES = 8 * 1024 * 1024
// S3 takes nothing smaller, but for the last part.
const PART_BYTES = 8 * 1024 * 1024

export function openFileBucket ({ bucket: Bucket, endpoint }: BucketName): FileBucket {
  const client = openClient(endpoint)
  return {
    async sign (method, Key, until) {
      const command = method === 'PUT' ? new PutObjectCommand({ Bucket, Key }) : new GetObjectCommand({ Bucket, Key })
      return await getSignedUrl(client, command, { expiresIn: Math.max(1, Math.ceil((until - Date.now()) / 1000)) })
    },
    put: async (key, source) => await put(client, { Bucket, Key: key }, source),
    get: async (key, at = {}) => await get(client, { Bucket, Key: key }, at),
    async remove (Key) {
      await answered(client.send(new DeleteObjectCommand({ Bucket, Key })))
    }
  }
}

interface ObjectName { Bucket: string, Key: string }

/** Versions are written `v:<version id>` or, of a bucket without them, `e:<etag>`. */
const versionOf = (version: string | null | undefined) =>
  version == null ? {} : version.startsWith('v:') ? { VersionId: version.slice(2) } : { IfMatch: `"${version.slice(2)}"` }

interface Range { bytes: Buffer, total: number }

async function get (client: S3Client, name: ObjectName, { version, offset = 0 }: FilePart): Promise<Bytes | undefined> {
  const read = async (from: number) => await answered(range(client, { ...name, ...versionOf(version) }, from))
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

async function range (client: S3Client, input: ObjectName, from: number): Promise<Range | undefined> {
  const found = await client.send(new GetObjectCommand({ ...input, Range: `bytes=${from}-${from + RANGE_BYTES - 1}` })).catch(missing)
  if (!found || found === 'beyond') return found && { bytes: Buffer.alloc(0), total: from }
  const { Body, ContentRange } = found
  const bytes = await buffer(Body as Readable)
  const total = /\/(\d+)$/.exec(ContentRange ?? '')?.[1]
  // Who does not know ranges gives the whole file.
  return total === undefined ? { bytes: bytes.subarray(from), total: bytes.length } : { bytes, total: Number(total) }
}

function missing (error: Error): undefined | 'beyond' | GetObjectCommandOutput {
  if (error.name === 'InvalidRange') return 'beyond'
  if (['NoSuchKey', 'NoSuchVersion', 'PreconditionFailed'].includes(error.name)) return undefined
  throw error
}

/** One object of all bytes; of several parts when they are many. A crash leaves parts, which a lifecycle rule removes. */
async function put (client: S3Client, name: ObjectName, source: Bytes): Promise<void> {
  let upload: string | undefined
  const sent: CompletedPart[] = []
  try {
    for await (const { bytes, isLast } of parts(source)) {
      if (isLast && upload === undefined) {
        await answered(client.send(new PutObjectCommand({ ...name, Body: bytes, ContentType: 'application/x-ndjson' })))
        return
      }
      upload ??= (await answered(client.send(new CreateMultipartUploadCommand({ ...name, ContentType: 'application/x-ndjson' })))).UploadId
      const part = { ...name, UploadId: upload!, PartNumber: sent.length + 1 }
      const { ETag } = await answered(client.send(new UploadPartCommand({ ...part, Body: bytes })))
      sent.push({ ETag, PartNumber: part.PartNumber })
    }
    await answered(client.send(new CompleteMultipartUploadCommand({ ...name, UploadId: upload!, MultipartUpload: { Parts: sent } })))
  } catch (error) {
    if (upload !== undefined) await client.send(new AbortMultipartUploadCommand({ ...name, UploadId: upload })).catch(() => {})
    throw error
  }
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
