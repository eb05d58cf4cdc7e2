import { DeleteObjectsCommand, ListObjectsV2Command, paginateListBuckets, S3Client } from '@aws-sdk/client-s3'

/** Deletes every object of the account's buckets of this region whose names begin so; throws with the keys that could not be. */
export async function emptyBuckets (prefix: string): Promise<void> {
  const client = new S3Client({})
  const region = await client.config.region()
  for await (const { Buckets = [] } of paginateListBuckets({ client }, { Prefix: prefix })) {
    for (const { Name } of Buckets) {
      // The names end with account and region: others of the account may begin alike.
      if (Name?.startsWith(prefix) && Name.endsWith(`-${region}`) && /-(blobs|uploads)-\d+-/.test(Name)) await emptyBucket(client, Name)
    }
  }
  client.destroy()
}

async function emptyBucket (client: S3Client, Bucket: string): Promise<void> {
  for (;;) {
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket }))
    if (Contents.length === 0) return
    const { Errors = [] } = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: Contents.map(({ Key }) => ({ Key })), Quiet: true } }))
    if (Errors.length > 0) throw new Error(`In ${Bucket}, these could not be deleted: ${Errors.map(({ Key, Code }) => `${Key} (${Code})`).join(', ')}`)
  }
}
