import type { DynamoDBClient, DynamoDBClientConfig } from '@aws-sdk/client-dynamodb'
import { createTransport } from './transport.js'

// Attempts and timeouts bound how long a call can hang on a database that is away: about four seconds.
const MAX_ATTEMPTS = 3
const REQUEST_TIMEOUT_MS = 1500
const CONNECTION_TIMEOUT_MS = 1000
const CONNECTIONS = 256

/** The one place that sets retries, timeouts, connections and address of the DynamoDB client. */
export function clientConfig (endpoint: string, embedded?: string): DynamoDBClientConfig {
  const requestHandler = createTransport({ connections: CONNECTIONS, connectMs: CONNECTION_TIMEOUT_MS, answerMs: REQUEST_TIMEOUT_MS }) as never
  // The middleware stack of a command is the same every time: sorting it anew is a fifth of the SDK's own time.
  const common = { maxAttempts: MAX_ATTEMPTS, requestHandler, cacheMiddleware: true }
  if (endpoint === 'aws') return common
  const url = new URL(endpoint === 'embedded' ? embedded! : endpoint)
  // Stores other than the real service take any credentials; their address needs no rules to resolve.
  const credentials = { accessKeyId: 'posthorn', secretAccessKey: 'posthorn' }
  return { ...common, endpoint: url.href, endpointProvider: () => ({ url }), region: 'us-east-1', credentials }
}

/** Takes out what only describes calls to AWS: it takes a tenth of the time of each. */
export function tune (client: DynamoDBClient): DynamoDBClient {
  for (const middleware of ['loggerMiddleware', 'getUserAgentMiddleware']) client.middlewareStack.remove(middleware)
  return client
}
