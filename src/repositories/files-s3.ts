import type { Bytes } from '../lib/byte-streams.js'
import { once } from '../lib/open-once.js'
import type { FileStore } from './files.js'
import type { BucketName } from './s3.js'

/** Keeps files as objects of a bucket, whose lifecycle rules remove them; each call is a 503 when S3 is away. */
export function s3Files (name: BucketName): FileStore {
  const bucket = once(async () => (await import('./files-s3-client.js')).openFileBucket(name))
  return {
    uploadUrl: async (key, until) => await (await bucket()).sign('PUT', key, until),
    downloadUrl: async (key, until) => await (await bucket()).sign('GET', key, until),
    put: async (key, source) => await (await bucket()).put(key, source),
    get: async (key, at): Promise<Bytes | undefined> => await (await bucket()).get(key, at),
    remove: async key => await (await bucket()).remove(key),
    purge: async () => {}
  }
}
