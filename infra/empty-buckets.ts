import { DeleteObjectsCommand, ListObjectsV2Command, paginateListBuckets, S3Client } from '@aws-sdk/client-s3'
import { nameIn } from '../src/facts/resource-names.js'

/** Deletes all objects in a stage's buckets in this region. Throws with the keys that could not be deleted. */
export async function emptyBuckets (stage: string): Promise<void> {
  // An emulator has no host names for buckets.
  const client = new S3Client({ forcePathStyle: Boolean(process.env.AWS_ENDPOINT_URL_S3 || process.env.AWS_ENDPOINT_URL) })
  for await (const name of bucketsOf(client, stage)) await emptyBucket(client, name)
  client.destroy()
}

/** The names of a stage's buckets in the region of the client. */
export async function * bucketsOf (client: S3Client, stage: string): AsyncGenerator<string> {
  // The whole name is compared, because another stage's name may begin like this one's, such as `dev-eu` and `dev`.
  const ours = new RegExp(`^${nameIn(stage)}-(blobs|uploads)-\\d+-${await client.config.region()}$`)
  for await (const { Buckets = [] } of paginateListBuckets({ client }, { Prefix: nameIn(stage, '') })) {
    for (const { Name = '' } of Buckets) if (ours.test(Name)) yield Name
  }
}

async function emptyBucket (client: S3Client, Bucket: string): Promise<void> {
  for (;;) {
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket }))
    if (Contents.length === 0) return
    const { Errors = [] } = await client.send(new DeleteObjectsCommand({
      Bucket,
      Delete: { Objects: Contents.map(({ Key }) => ({ Key })), Quiet: true }
    }))
    if (Errors.length > 0) {
      throw new Error(`In ${Bucket}, these could not be deleted: ${Errors.map(({ Key, Code }) => `${Key} (${Code})`).join(', ')}`)
    }
  }
}
