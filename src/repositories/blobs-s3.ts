import { buffer } from 'node:stream/consumers'
import { once } from '../lib/open-once.js'
import type { BlobStore } from './blobs.js'
import { answered } from './s3-errors.js'
import type { BucketName } from './s3.js'

/**
 * Keeps payloads as objects of a bucket; 503 when S3 is away. A lifecycle rule of the bucket removes them, so `purge`
 * does nothing here: what has expired is not read, even where it is still kept.
 */
export function s3Blobs (name: BucketName): BlobStore {
  // The client is large, and most requests of a function need none.
  const bucket = once(async () => (await import('./s3.js')).openBucket(name))
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
