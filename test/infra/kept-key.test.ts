import { createServer, type AddressInfo } from 'node:net'
import { createServer as createHttpServer } from 'node:http'
import t from 'tap'
import { refuseKeyRemoval } from '../../infra/kept-key.js'
import { stages, type Stage } from '../../infra/stages.js'

// A process of its own: the SDK reads its environment.

const BUCKET = 'posthorn-prod-blobs-111122223333-us-east-1'
let rule = ''
const asked: string[] = []
const s3 = createHttpServer(({ url = '' }, response) => {
  asked.push(url)
  response.writeHead(200, { 'content-type': 'application/xml' }).end(url.includes('encryption')
    ? `<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault>${rule}</ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>`
    : `<ListAllMyBucketsResult><Buckets><Bucket><Name>${BUCKET}</Name></Bucket></Buckets></ListAllMyBucketsResult>`)
})
await new Promise<void>(resolve => { s3.listen(0, '127.0.0.1', resolve) })
t.teardown(() => { s3.close() })
Object.assign(process.env, {
  AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${(s3.address() as AddressInfo).port}`, AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b',
  AWS_REGION: 'us-east-1', AWS_MAX_ATTEMPTS: '1'
})
const deploy = async (change: Partial<Stage> = {}) => {
  const said: string[] = []
  asked.length = 0
  await refuseKeyRemoval({ ...stages.prod!, ...change }, text => said.push(text))
  return said
}

t.test('A stage that keeps its data and has a key of its own is not deployed without it.', async t => {
  rule = '<SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>arn:aws:kms:us-east-1:111122223333:key/1</KMSMasterKeyID>'
  await t.rejects(deploy(), { message: /deployed with customerManagedKey.*key\/1\. Nothing was changed\. Put customerManagedKey: true back/ })
  t.same(await deploy({ customerManagedKey: true }), [])
  t.same(await deploy({ keepsData: false }), [])
  t.same(asked, [], 'nothing is asked where nothing can be lost')
})

t.test('A stage without a key of its own, and a new one, are deployed; one that cannot be looked at is too, with a word.', async t => {
  rule = '<SSEAlgorithm>AES256</SSEAlgorithm>'
  t.same(await deploy(), [])
  t.equal(asked.length, 2)
  t.same(await deploy({ name: 'new' }), [])
  const closed = createServer()
  await new Promise<void>(resolve => { closed.listen(0, '127.0.0.1', resolve) })
  const { port } = closed.address() as AddressInfo
  await new Promise(resolve => closed.close(resolve))
  process.env.AWS_ENDPOINT_URL_S3 = `http://127.0.0.1:${port}`
  t.match(await deploy(), [/Not checked whether the stage has a key of its own/])
})
