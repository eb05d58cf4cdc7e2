import { createServer, type IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'
import type { Call, DynamoDb, Operation } from '../../src/dynamodb/call.js'
import { openMemoryEngine } from '../../src/dynamodb/embedded/open-engine.js'
import { withBase64, withBytes } from '../../src/dynamodb/remote.js'
import { listen } from './endpoints.js'

/** A DynamoDB that several processes can reach. */
export interface DynamoDbServer { endpoint: string, close: () => Promise<void> }

/** Serves DynamoDB's JSON protocol on loopback, over a database in memory or the one that is given. It takes any credentials. */
export async function startDynamoDbServer ({ call, close }: DynamoDb = openMemoryEngine()): Promise<DynamoDbServer> {
  const server = createServer((request, response) => {
    answer(call, request).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(body)
    }, () => { response.destroy() })
  })
  // Clients keep their connections. Ending idle ones would race with the next request.
  server.keepAliveTimeout = 0
  const port = await listen(server)
  return {
    endpoint: `http://127.0.0.1:${port}/`,
    async close () {
      server.closeAllConnections()
      if (server.listening) await new Promise(resolve => server.close(resolve))
      await close()
    }
  }
}

async function answer (call: Call, request: IncomingMessage): Promise<{ status: number, body: string }> {
  const operation = String(request.headers['x-amz-target']).replace(/^DynamoDB_20120810\./, '') as Operation
  const input = withBytes(JSON.parse((await buffer(request)).toString())) as never
  try {
    return { status: 200, body: written(await call(operation, input)) }
  } catch (error) {
    const { name, message, status = 500, Item } = error as Error & { status?: number, Item?: object }
    return { status, body: written({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message, Item }) }
  }
}

const written = (answer: object) => JSON.stringify(withBase64(answer), writeTimes)

function writeTimes (this: Record<string, unknown>, name: string, value: unknown): unknown {
  const given = this[name]
  return given instanceof Date ? given.getTime() / 1000 : value
}
