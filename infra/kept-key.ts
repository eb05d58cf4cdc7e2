import { GetBucketEncryptionCommand, S3Client } from '@aws-sdk/client-s3'
import { bucketsOf } from './empty-buckets.js'
import type { Stage } from './stages.js'

/**
 * Refuses to deploy a stage that keeps its data without the key of the account that its data is encrypted with: the deployment would
 * take the key from the tables' readers. The buckets of the stage tell the key. Where they cannot be read, `say` is told so, and the
 * deployment goes on.
 */
export async function refuseKeyRemoval ({ name, keepsData, customerManagedKey }: Stage, say: (text: string) => void): Promise<void> {
  if (!keepsData || customerManagedKey) return
  const key = await keyOf(name).catch((error: Error) => { say(`Not checked whether the stage has a key of its own: ${error.message}`) })
  if (key === undefined) return
  throw new Error(`Stage ${name} is deployed with customerManagedKey, and what it keeps cannot be read without its key ${key}. ` +
    'Nothing was changed. Put customerManagedKey: true back into the stage.')
}

async function keyOf (stage: string): Promise<string | undefined> {
  const client = new S3Client({ forcePathStyle: Boolean(process.env.AWS_ENDPOINT_URL_S3 || process.env.AWS_ENDPOINT_URL) })
  try {
    for await (const Bucket of bucketsOf(client, stage)) {
      const { ServerSideEncryptionConfiguration: { Rules = [] } = {} } = await client.send(new GetBucketEncryptionCommand({ Bucket }))
      const key = Rules.map(one => one.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID).find(id => id !== undefined)
      if (key !== undefined) return key
    }
    return undefined
  } finally {
    client.destroy()
  }
}
