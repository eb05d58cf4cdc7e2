import { hash } from 'node:crypto'
import { openClient, type Access, type Client, type Request } from '../aws/client.js'
import { encoded, UNSIGNED } from '../aws/signature-v4.js'

/** A bucket, at AWS or at another S3 (`own`). */
export interface BucketName { bucket: string, endpoint: 'aws' | 'own' }

/** Sends requests for the keys of one bucket. */
export interface BucketClient {
  /** As `Client.send`. */
  send: (method: string, key: string, rest?: Pick<Request, 'query' | 'headers' | 'body'>) => ReturnType<Client['send']>
  presign: (method: string, key: string, seconds: number) => Promise<string>
}

const EMPTY = new Uint8Array()
// A bucket name that AWS's certificate covers as a part of a host name.
const HOST_PART = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/

/** Opens a bucket: at AWS by its host name, at another S3 by a path. Sends nothing. `access` is for tests. */
export function openBucketClient ({ bucket, endpoint }: BucketName, access?: Access): BucketClient {
  const client = openClient('s3', access)
  const hasHost = endpoint === 'aws' && HOST_PART.test(bucket)
  const target = async (key: string) => {
    const path = `/${encoded(key).replaceAll('%2F', '/')}`
    return hasHost ? { host: `${bucket}.${(await client.address()).host}`, path } : { path: `/${bucket}${path}` }
  }
  // S3 requires the hash of the body, except over TLS.
  const digestOf = async (body: Uint8Array) => (await client.address()).protocol === 'https:' ? UNSIGNED : hash('sha256', body)
  return {
    async send (method, key, { query, headers, body = EMPTY } = {}) {
      const all = { ...headers, 'x-amz-content-sha256': await digestOf(body) }
      return await client.send({ method, ...await target(key), query, body, headers: all })
    },
    presign: async (method, key, seconds) => await client.presign({ method, ...await target(key) }, seconds)
  }
}
