import type { Config } from '../config.js'
import { noBlobs, type Blobs } from '../repositories/blobs.js'
import { s3Blobs } from '../repositories/blobs-s3.js'

/** Replaces hosting/open-blobs.ts in functions, which keep nothing: the bucket in the settings, or none. Opens and sends nothing. */
export const openBlobs = ({ blobBucket: bucket, s3Endpoint: endpoint }: Config): Blobs =>
  bucket === undefined ? noBlobs() : s3Blobs({ bucket, endpoint })
