import { join } from 'node:path'
import type { Config } from '../config.js'
import { directoryBlobs, memoryBlobs, noBlobs, tableBlobs, type Blobs } from '../repositories/blobs.js'
import { s3Blobs } from '../repositories/blobs-s3.js'

/**
 * The blob store of a host: the bucket in the settings; without one, the data directory for the embedded database, the
 * table for any other database, or none in functions (`serverless`). Opens and sends nothing.
 */
export function openBlobs (
  { blobBucket: bucket, s3Endpoint: endpoint, dataDir, dynamodbEndpoint }: Config,
  { serverless = false } = {}
): Blobs {
  if (bucket !== undefined) return s3Blobs({ bucket, endpoint })
  if (serverless) return noBlobs()
  const own = dataDir === ':memory:' ? memoryBlobs() : directoryBlobs(join(dataDir, 'blobs'))
  return dynamodbEndpoint === 'embedded' ? own : tableBlobs(own)
}
