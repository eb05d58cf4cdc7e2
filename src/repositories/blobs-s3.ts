import { buffer } from 'node:stream/consumers'
import type { BlobStore } from './blobs.js'
import { answered } from './s3-errors.js'
import type { Bucket, BucketName } from './s3.js'

/**
 * Keeps payloads as objects of a bucket; 503 when S3 is away. A lifecycle rule of the bucket removes them, so `purge`
 * does nothing here: what has expired is not read, whoever still keeps it.
 */
export function s3Blobs (name: BucketName): BlobStore {
  let opened: Promise<Bucket> | undefined
  // The client is large, and most requests of a function need none.
  const bucket = async () => await (opened ??= import('./s3.js').then(({ openBucket }) => openBucket(name)))
  return {
    put: async (key, bytes) => await (await bucket()).put(key, bytes),
    async get (key) {
      const found = await (await bucket()).get(key)
      return found && await answered(buffer(found.body))
    },
    remove: async key => await (await bucket()).remove(key),
    purge: async () => {}
  }
}
