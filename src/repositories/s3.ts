import '../config.js'
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import type { Readable } from 'node:stream'
import { clientOptions } from '../lib/aws.js'
import { addBreaker, createBreaker } from '../lib/call-breaker.js'
import { answered } from './s3-errors.js'

/** A bucket, and whether its S3 is one's own instead of AWS's. */
export interface BucketName { bucket: string, endpoint: 'aws' | 'own' }

/** What is read of an object. */
export interface S3Object { body: Readable, bytes: number, etag: string }

/** The calls that are made to a bucket. When S3 is away, each rejects with the API's 503. */
export interface Bucket {
  put (key: string, bytes: Buffer | string, type?: string): Promise<void>
  /** undefined when there is none. */
  get (key: string): Promise<S3Object | undefined>
  remove (key: string): Promise<void>
}

/** A client of S3, which knows how buckets are addressed there. */
export function openClient (endpoint: BucketName['endpoint']): S3Client {
  const client = new S3Client({
    ...clientOptions('s3'),
    forcePathStyle: endpoint === 'own',
    // Checksums over TLS add nothing here, and a presigned URL would ask its user for one.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED'
  })
  return addBreaker(client, createBreaker())
}

/** Opens a bucket; sends nothing. This module loads the S3 client, so it is itself loaded when a bucket is first used. */
export function openBucket ({ bucket: Bucket, endpoint }: BucketName): Bucket {
  const client = openClient(endpoint)
  return {
    async put (Key, Body, ContentType = 'application/octet-stream') {
      await answered(client.send(new PutObjectCommand({ Bucket, Key, Body, ContentType })))
    },
    async get (Key) {
      const found = await answered(client.send(new GetObjectCommand({ Bucket, Key })).catch(absent))
      return found && { body: found.Body as Readable, bytes: found.ContentLength ?? 0, etag: (found.ETag ?? '').replaceAll('"', '') }
    },
    async remove (Key) {
      await answered(client.send(new DeleteObjectCommand({ Bucket, Key })))
    }
  }
}

function absent (error: Error): undefined {
  if (error.name === 'NoSuchKey') return undefined
  throw error
}
