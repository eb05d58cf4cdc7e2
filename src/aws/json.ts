import type { Service } from './bounds.js'
import { openClient, type Access, type Client } from './client.js'
import { InvalidAnswer } from './failures.js'

/** The differences between services with AWS JSON. */
export interface JsonProtocol { service: Service, version: '1.0' | '1.1', target: string }

export const DYNAMODB: JsonProtocol = { service: 'dynamodb', version: '1.0', target: 'DynamoDB_20120810' }
export const SQS: JsonProtocol = { service: 'sqs', version: '1.0', target: 'AmazonSQS' }
export const CLOUDWATCH: JsonProtocol = { service: 'monitoring', version: '1.0', target: 'GraniteServiceVersion20100801' }
export const SSM: JsonProtocol = { service: 'ssm', version: '1.1', target: 'AmazonSSM' }

/** The client of a service with AWS JSON. */
export interface JsonClient {
  /** Resolves with the JSON of the answer. Rejects like `Client.send`, and with an InvalidAnswer when the answer is not JSON. */
  call: <Answer>(operation: string, input: object) => Promise<Answer>
  close: Client['close']
}

/** Opens the client of such a service. Sends nothing. */
export function openJson ({ service, version, target }: JsonProtocol, access?: Access): JsonClient {
  const client = openClient(service, access)
  const type = `application/x-amz-json-${version}`
  return {
    async call<Answer> (operation: string, input: object) {
      const headers = { 'content-type': type, 'x-amz-target': `${target}.${operation}` }
      const { body } = await client.send({ method: 'POST', path: '/', headers, body: Buffer.from(JSON.stringify(input)) })
      try {
        return (body.length === 0 ? {} : JSON.parse(body.toString())) as Answer
      } catch {
        throw new InvalidAnswer(`${service} answered ${operation} with something that is not JSON.`)
      }
    },
    close: client.close
  }
}
