import { ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3'
import t from 'tap'
import { emptyBuckets } from '../../infra/empty-buckets.js'
import { startS3 } from '../helpers/s3.js'

const s3 = await startS3()
const [ours, others] = [
  ['posthorn-dev-blobs-111122223333-us-east-1', 'posthorn-dev-uploads-111122223333-us-east-1'],
  // Buckets of another stage, of another region, and of other programs.
  [
    'posthorn-dev-2-blobs-111122223333-us-east-1', 'posthorn-dev-eu-uploads-111122223333-us-east-1',
    'posthorn-dev-blobs-111122223333-eu-west-1', 'posthorn-dev-own-111122223333-us-east-1'
  ]
]
const left = async (Bucket: string) => (await s3.client.send(new ListObjectsV2Command({ Bucket }))).KeyCount

t.test("`npm run destroy` empties the buckets of its stage, and no other stage's whose name begins alike.", async t => {
  for (const name of [...ours, ...others]) {
    const Bucket = await s3.bucket(name)
    for (const Key of ['inbox/org/app/a b.ndjson', '2026-11-22/msg_1']) {
      await s3.client.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }))
    }
  }
  await emptyBuckets('dev')
  for (const name of ours) t.equal(await left(name), 0, name)
  for (const name of others) t.equal(await left(name), 2, name)
})
