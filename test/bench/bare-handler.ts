// What a cold start is compared with: the least that reads one item through the AWS SDK and answers with it. Its code is bundled
// like a function of Posthorn.
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'

const client = new DynamoDBClient({})
const command = new GetItemCommand({ TableName: `${process.env.POSTHORN_TABLE_PREFIX}aliases`, Key: { key: { S: 'bench' } }, ConsistentRead: true })

export const handler = async () => {
  const { Item } = await client.send(command)
  return { statusCode: 200, body: JSON.stringify({ found: Item !== undefined }) }
}
