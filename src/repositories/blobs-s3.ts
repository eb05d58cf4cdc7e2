import { isNamed } from '../dynamodb/call.js'
import type { BlobStore } from './blobs.js'
import { openBucketClient, type BucketName } from './s3.js'
import { answered } from './s3-errors.js'

const TYPE = { 'content-type': 'application/octet-stream' }

/**
 * Stores payloads as objects in a bucket. Every call is a 503 when S3 is away. A lifecycle rule of the bucket removes
 * objects, so `purge` does nothing; expired payloads are not read even while they are stored.
 */
export function s3Blobs (name: BucketName): BlobStore {
  const { send } = openBucketClient(name)
  return {
    async put (key, body) {
      await answered(send('PUT', key, { headers: TYPE, body }))
    },
    get: async key => (await answered(send('GET', key).catch(absent)))?.body,
    async remove (key) {
      await answered(send('DELETE', key))
    },
    purge: async () => {}
  }
}

function absent (error: Error): undefined {
  if (!isNamed(error, 'NoSuchKey')) throw error
}
