import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb'
import type { DynamoDb } from '../dynamodb/call.js'
import { overSdk } from '../dynamodb/over-sdk.js'
import { clientOptions, BOUNDS, type Bounds } from '../lib/aws.js'
import { addBreaker, createBreaker } from '../lib/call-breaker.js'
import { createTransport } from './transport.js'

/** Opens the DynamoDB at an endpoint: `aws`, or a compatible store's URL. Sends nothing. */
export function openRemote (endpoint: string, bounds: Bounds = BOUNDS.dynamodb): DynamoDb {
  return overSdk(tune(new DynamoDBClient({ ...clientConfig(endpoint), requestHandler: createTransport(bounds) as never })))
}

/** How the DynamoDB client is made, and its address: the service itself, or another store's URL. */
export function clientConfig (endpoint: string): DynamoDBClientConfig {
  // The middleware stack of a command is the same every time: sorting it anew is a fifth of the SDK's own time.
  const common = { ...clientOptions('dynamodb', createTransport), cacheMiddleware: true }
  if (endpoint === 'aws') return common
  const url = new URL(endpoint)
  // Stores other than the real service take any credentials; their address needs no rules to resolve.
  const credentials = { accessKeyId: 'posthorn', secretAccessKey: 'posthorn' }
  return { ...common, endpoint: url.href, endpointProvider: () => ({ url }), region: 'us-east-1', credentials }
}

/** Takes out what only describes calls to AWS, a tenth of the time of each, and puts the breaker around all calls. */
export function tune (client: DynamoDBClient): DynamoDBClient {
  for (const middleware of ['loggerMiddleware', 'getUserAgentMiddleware']) client.middlewareStack.remove(middleware)
  return addBreaker(client, createBreaker())
}
