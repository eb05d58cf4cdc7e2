import type { S3EventRecord, SQSRecord } from 'aws-lambda'
import { ForeignEvent, type UploadedObject } from '../delivery/import/uploaded-object.js'

interface Notification { Records?: Array<Partial<S3EventRecord> | null>, Event?: unknown, Service?: unknown }

const isTest = ({ Event, Service }: Notification) => Event === 's3:TestEvent' && Service === 'Amazon S3'
const asNotification = (body: unknown) => (typeof body === 'object' && body !== null ? body : {}) as Notification

/** Whether an event is a notification of S3. */
export function isFromS3 (event: unknown): boolean {
  const notification = asNotification(event)
  return isTest(notification) || (Array.isArray(notification.Records) && notification.Records[0]?.eventSource === 'aws:s3')
}

/** The uploaded objects in a notification of S3; none for S3's test of the connection. Throws `ForeignEvent` for other events. */
export function objectsOf (body: unknown): UploadedObject[] {
  const notification = asNotification(body)
  if (isTest(notification)) return []
  const { Records } = notification
  if (!Array.isArray(Records) || Records.length === 0) throw new ForeignEvent('This is no notification of S3.')
  return Records.map(objectOf)
}

/** The same for a notification in the body of a queue entry. */
export function objectsIn ({ body }: Pick<SQSRecord, 'body'>): UploadedObject[] {
  let event: unknown
  try {
    event = JSON.parse(body)
  } catch {
    throw new ForeignEvent('The body is no JSON.')
  }
  return objectsOf(event)
}

function objectOf (record: Partial<S3EventRecord> | null): UploadedObject {
  if (record?.eventSource !== 'aws:s3') throw new ForeignEvent('This is no notification of S3.')
  if (!record.eventName?.startsWith('ObjectCreated:')) throw new ForeignEvent('The notification is not about an object that was created.')
  const { bucket, object } = record.s3 ?? {}
  const version = versionOf(object)
  if (!bucket?.name || !object?.key || version === undefined) {
    throw new ForeignEvent('The notification names no bucket, key and version or etag.')
  }
  return { bucket: bucket.name, key: decoded(object.key), version }
}

function versionOf (object: Partial<S3EventRecord['s3']['object']> | undefined): string | undefined {
  // A bucket that once had versioning gives all objects without a version the version id `null`, so the etag is used.
  if (object?.versionId && object.versionId !== 'null') return `v:${object.versionId}`
  return object?.eTag ? `e:${object.eTag.replaceAll('"', '')}` : undefined
}

// Keys are encoded like form values. A key that cannot be decoded was not encoded.
function decoded (key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '))
  } catch {
    return key
  }
}
