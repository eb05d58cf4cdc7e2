// The least of a DynamoDB client: what dynalite needs to see in a request, and nothing that could hide its faults.

export const HEADERS = {
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-date': '20260101T000000Z',
  authorization: 'AWS4-HMAC-SHA256 Credential=a, SignedHeaders=b, Signature=c'
}

/** Sends one operation and gives its answer; rejects when the status is not 200. */
export async function call (endpoint: string, operation: string, input: object): Promise<Record<string, unknown>> {
  const headers = { ...HEADERS, 'x-amz-target': `DynamoDB_20120810.${operation}` }
  const response = await fetch(endpoint, { method: 'POST', headers, body: JSON.stringify(input) })
  const text = await response.text()
  if (response.status !== 200) throw new Error(`${operation}: ${response.status} ${text}`)
  return JSON.parse(text) as Record<string, unknown>
}

/** Creates a table `things` with a string hash key `h` and a string range key `r`. */
export async function createTable (endpoint: string): Promise<void> {
  await call(endpoint, 'CreateTable', {
    TableName: 'things',
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: 'h', KeyType: 'HASH' }, { AttributeName: 'r', KeyType: 'RANGE' }],
    AttributeDefinitions: [{ AttributeName: 'h', AttributeType: 'S' }, { AttributeName: 'r', AttributeType: 'S' }]
  })
  await untilActive(endpoint, 'things')
}

/** Creates a table `moving`, unless it is there, with a string hash key `h` and a sparse index `byTime` of `part` and `at`. */
export async function createMovingTable (endpoint: string): Promise<void> {
  await call(endpoint, 'CreateTable', {
    TableName: 'moving',
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: 'h', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'h', AttributeType: 'S' }, { AttributeName: 'part', AttributeType: 'S' }, { AttributeName: 'at', AttributeType: 'N' }],
    GlobalSecondaryIndexes: [{
      IndexName: 'byTime',
      KeySchema: [{ AttributeName: 'part', KeyType: 'HASH' }, { AttributeName: 'at', KeyType: 'RANGE' }],
      Projection: { ProjectionType: 'KEYS_ONLY' }
    }]
  }).catch((error: Error) => { if (!error.message.includes('ResourceInUse')) throw error })
  await untilActive(endpoint, 'moving')
}

async function untilActive (endpoint: string, TableName: string): Promise<void> {
  while ((await call(endpoint, 'DescribeTable', { TableName }) as { Table: { TableStatus: string } }).Table.TableStatus !== 'ACTIVE');
}

/** Writes the item `r` of the partition `h`. */
export async function put (endpoint: string, h: string, r: string): Promise<void> {
  await call(endpoint, 'PutItem', { TableName: 'things', Item: { h: { S: h }, r: { S: r }, text: { S: 'x'.repeat(200) } } })
}

/** The range keys of the partition `h`, at most `limit` of them. */
export async function query (endpoint: string, h: string, limit = 1000): Promise<string[]> {
  const answer = await call(endpoint, 'Query', {
    TableName: 'things',
    Limit: limit,
    KeyConditionExpression: 'h = :h',
    ExpressionAttributeValues: { ':h': { S: h } }
  }) as { Items: { r: { S: string } }[] }
  return answer.Items.map((item) => item.r.S)
}
