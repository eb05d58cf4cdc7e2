import { DeleteMessageCommand, GetQueueUrlCommand, ReceiveMessageCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import t from 'tap'

/** Adds message move tasks, which the emulated SQS lacks: stands before it and moves what a dead queue holds, at once. */
export async function withMoveTasks (
  { client, endpoint }: { client: SQSClient, endpoint: string }
): Promise<{ url: string, moved: string[] }> {
  const moved: string[] = []
  async function move (source: string): Promise<void> {
    const { QueueUrl: from } = await client.send(new GetQueueUrlCommand({ QueueName: source }))
    for (;;) {
      const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl: from, MaxNumberOfMessages: 10 }))
      if (Messages.length === 0) return
      for (const { Body, ReceiptHandle } of Messages) {
        await client.send(new SendMessageCommand({ QueueUrl: from!.replace(/-dead$/, ''), MessageBody: Body! }))
        await client.send(new DeleteMessageCommand({ QueueUrl: from, ReceiptHandle: ReceiptHandle! }))
        moved.push(source)
      }
    }
  }
  const server = createServer((request, response) => {
    void (async () => {
      const body = await buffer(request)
      const operation = String(request.headers['x-amz-target']).split('.').at(-1)!
      const json = (value: object) => response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(value))
      if (operation === 'ListMessageMoveTasks') return json({ Results: [] })
      if (operation === 'StartMessageMoveTask') {
        await move((JSON.parse(body.toString()) as { SourceArn: string }).SourceArn.split(':').at(-1)!)
        return json({ TaskHandle: 'x' })
      }
      const { host: _, 'content-length': __, ...headers } = request.headers as Record<string, string>
      const answer = await fetch(endpoint + request.url!, { method: request.method!, headers, ...(body.length > 0 && { body }) })
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(Buffer.from(await answer.arrayBuffer()))
    })().catch(() => response.destroy())
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => { server.closeAllConnections(); server.close() })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, moved }
}
