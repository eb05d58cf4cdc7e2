// The baseline of a cold start: the smallest handler that makes one DynamoDB call through the AWS SDK and returns the answer.
import { DynamoDBClient, GetItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'

const client = new DynamoDBClient({})
const text = (S: string) => ({ S })

const calls: Record<string, () => Promise<unknown>> = {
  Query: async () => await client.send(new QueryCommand({
    TableName: 'posthorn-applications',
    KeyConditionExpression: '#hash = :hash',
    ExpressionAttributeNames: { '#hash': 'orgId' },
    ExpressionAttributeValues: { ':hash': text('org_bench') },
    ConsistentRead: true
  })),
  GetItem: async () => await client.send(new GetItemCommand({
    TableName: 'posthorn-applications', Key: { orgId: text('org_bench'), id: text('app_bench') }, ConsistentRead: true
  })),
  PutItem: async () => await client.send(new PutItemCommand(
    { TableName: 'posthorn-messages', Item: { list: text('app_bench'), id: text('msg_bench') } }
  ))
}

export const handler = async ({ call }: { call: string }) => ({ statusCode: 200, body: JSON.stringify(await calls[call]!()) })
