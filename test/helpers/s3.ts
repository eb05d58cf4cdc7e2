import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { buildApp } from 'fauxqs'
import t from 'tap'
import { setEnvironment } from './environment.js'

export interface TestS3 {
  endpoint: string
  client: S3Client
  bucket: (name: string) => Promise<string>
  /** Stops the server at once: connections are refused from then on. */
  stop: () => Promise<void>
}

/** An S3 (and SQS) in this process, on loopback; the SDK finds it through the environment, as it finds AWS. */
export async function startS3 (): Promise<TestS3> {
  const app = buildApp({ logger: false })
  const endpoint = await app.listen({ host: '127.0.0.1', port: 0 })
  setEnvironment({
    AWS_ENDPOINT_URL: endpoint, AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'posthorn', AWS_SECRET_ACCESS_KEY: 'posthorn'
  })
  const client = new S3Client({ forcePathStyle: true })
  const stop = async () => {
    client.destroy()
    app.server.closeAllConnections()
    await app.close()
  }
  t.teardown(stop)
  return {
    endpoint,
    client,
    stop,
    async bucket (name) {
      await client.send(new CreateBucketCommand({ Bucket: name }))
      return name
    }
  }
}
