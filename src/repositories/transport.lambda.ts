import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb'
import type { TransportOptions } from './transport.js'

/**
 * How the AWS SDK sends its requests in a function: over node:http, which the SDK and the runtime have loaded anyway.
 * A function has one request at a time; undici would cost each cold start more than it ever saves.
 */
export function createTransport ({ connections, connectMs, answerMs }: TransportOptions): NonNullable<DynamoDBClientConfig['requestHandler']> {
  const agent = { keepAlive: true, maxSockets: connections }
  return { connectionTimeout: connectMs, requestTimeout: answerMs, socketTimeout: answerMs, throwOnRequestTimeout: true, httpsAgent: agent, httpAgent: agent }
}
