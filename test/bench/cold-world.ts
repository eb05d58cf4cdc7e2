// What the functions of the bench of cold starts call, on loopback: DynamoDB in memory, SSM, SQS and an endpoint.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { buffer, text } from 'node:stream/consumers'
import { loadConfig } from '../../src/config.js'
import { createTokens } from '../../src/http/tokens.js'
import { startDynamoDbServer } from '../helpers/dynamodb-server.js'
import { listen } from '../helpers/endpoints.js'
import { shapes } from '../helpers/lambda-events.js'
import { startLambda, type Lambda } from '../helpers/lambda-runtime.js'
import type { MemoryDynamoDb } from '../../src/dynamodb/embedded/open-engine.js'
import { memoryTables, PREFIX } from '../helpers/memory-database.js'
import { typicalPayload } from '../helpers/typical-payload.js'

const SECRET = 'the secret of this bench'
const httpApi = shapes.find(({ name }) => name === 'HTTP API, $default')!

export interface ColdWorld {
  /** The environment of a function whose secrets are SSM parameters, as deployed; and of one that has them already. */
  env: Record<string, string>
  envWithSecrets: Record<string, string>
  events: {
    list: unknown
    accept: unknown
    authorize: unknown
    /** The record of a new message in the table's stream, and the queue's entries of its deliveries. */
    newRecord: () => Promise<unknown>
    newEntry: () => Promise<{ Records: Array<{ body: string }> }>
  }
  /** The database, for counting what is stored. */
  tables: MemoryDynamoDb
  /** Lets the queue give these entries to those who ask it for more. */
  queue: (entries: ReadonlyArray<{ body: string }>) => void
  /** How many of them it still has. */
  queued: () => number
  close: () => Promise<void>
}

type Answer = (body: string, operation: string) => unknown

async function serve (answer: Answer, afterMs = 0) {
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    void text(request).then(body => {
      response.setHeader('content-type', 'application/x-amz-json-1.1')
      const told = JSON.stringify(answer(body, String(request.headers['x-amz-target']).split('.')[1]!))
      if (afterMs === 0) response.end(told)
      else setTimeout(() => response.end(told), afterMs)
    })
  })
  server.keepAliveTimeout = 0
  const port = await listen(server)
  return { url: `http://127.0.0.1:${port}/`, close: async () => { server.closeAllConnections(); server.close() } }
}

/** Objects of a bucket, by their paths. */
async function serveObjects () {
  const objects = new Map<string, Buffer>()
  const server = createServer((request, response) => {
    void buffer(request).then(body => {
      if (request.method === 'PUT') objects.set(request.url!, body)
      response.end(request.method === 'GET' ? objects.get(request.url!) : undefined)
    })
  })
  const port = await listen(server)
  return { url: `http://127.0.0.1:${port}/`, close: async () => { server.closeAllConnections(); server.close() } }
}

export interface WorldOptions {
  /** How long the endpoint takes to answer, ms; 0 unless told. */
  endpointMs?: number
  /** The payload of the messages; a typical one of 1 KB unless told. */
  payload?: object
  /** How many endpoints the application has; one unless told. */
  endpoints?: number
  /** The filter of the endpoints. */
  filter?: object
}

/** Opens the world: an application with an endpoint, made by the bundled functions in `folder`, which stay ready to make messages. */
export async function openColdWorld (folder: string, options: WorldOptions = {}): Promise<ColdWorld> {
  const { endpointMs = 0, payload, endpoints = 1, filter } = options
  const tables = memoryTables()
  let sent: string[] = []
  let entries = 0
  const waiting: Array<{ body: string }> = []
  const more = () => ({
    Messages: waiting.splice(0, 10).map(({ body: Body }) => ({ MessageId: String(++entries), ReceiptHandle: String(entries), Body }))
  })
  const [dynamodb, ssm, sqs, s3, endpoint] = await Promise.all([
    startDynamoDbServer(tables),
    serve(body => ({ Parameters: (JSON.parse(body) as { Names: string[] }).Names.map(Name => ({ Name, Value: SECRET })) })),
    serve((body, operation) => {
      const { Entries = [] } = JSON.parse(body) as { Entries?: Array<{ Id: string, MessageBody: string }> }
      if (operation === 'SendMessageBatch') sent.push(...Entries.map(({ MessageBody }) => MessageBody))
      return operation === 'ReceiveMessage' ? more() : { Successful: Entries.map(({ Id }) => ({ Id, MessageId: Id })), Failed: [] }
    }),
    serveObjects(),
    serve(() => ({}), endpointMs)
  ])
  const shared = {
    POSTHORN_DYNAMODB_ENDPOINT: 'aws', POSTHORN_TABLE_PREFIX: PREFIX, POSTHORN_QUEUE_URL: `${sqs.url}123456789012/deliveries`,
    POSTHORN_WHITELIST_SUBNETS: '127.0.0.0/8', POSTHORN_LOG_LEVEL: 'error',
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint, AWS_ENDPOINT_URL_SSM: ssm.url, AWS_ENDPOINT_URL_SQS: sqs.url, AWS_ENDPOINT_URL_S3: s3.url,
    POSTHORN_BLOB_BUCKET: 'bench',
    AWS_ACCESS_KEY_ID: 'AKIABENCH', AWS_SECRET_ACCESS_KEY: 'bench', AWS_SESSION_TOKEN: 'bench'
  }
  const envWithSecrets = { ...shared, POSTHORN_JWT_SECRET: SECRET, POSTHORN_MAIN_SECRET: SECRET }
  const env = { ...shared, POSTHORN_JWT_SECRET_PARAMETER: '/posthorn/bench/jwt', POSTHORN_MAIN_SECRET_PARAMETER: '/posthorn/bench/main' }

  const config = loadConfig({ POSTHORN_JWT_SECRET: SECRET, POSTHORN_MAIN_SECRET: SECRET })
  const authorization = `Bearer ${await createTokens(config, Date.now).mint({ kind: 'org', orgId: 'org_bench' }, 86_400)}`
  const eventOf = (method: string, target: string, body?: object) => httpApi.event({
    method, target, headers: { authorization, 'content-type': 'application/json' }, ...(body && { body: JSON.stringify(body) })
  })
  const start = async (name: string) => await startLambda({ bundle: join(folder, name, 'index.mjs'), handler: 'handler', env })
  const [api, fanOut] = await Promise.all([start('http'), start('fan-out')])
  const created = async (target: string, body: object) => await create(api, eventOf('POST', target, body))
  const app = await created('/api/v1/app', { name: 'bench' })
  for (let at = 0; at < endpoints; at++) await created(`/api/v1/app/${app}/endpoint`, { url: endpoint.url, ...(filter && { filter }) })
  let made = 0
  const message = () => ({ eventType: 'order.paid', payload: payload ?? JSON.parse(typicalPayload(++made).toString()) as object })

  const newRecord = async () => {
    const id = await created(`/api/v1/app/${app}/msg`, message())
    const Keys = { list: { S: app }, id: { S: id } }
    const { Item } = await tables.call('GetItem', { TableName: `${PREFIX}messages`, Key: Keys })
    const NewImage = Object.fromEntries(Object.entries(Item!).map(([name, value]) =>
      [name, value.B ? { B: Buffer.from(value.B).toString('base64') } : value]))
    return { Records: [{ eventName: 'INSERT', eventSource: 'aws:dynamodb', dynamodb: { SequenceNumber: id, Keys, NewImage } }] }
  }
  const newEntry = async () => {
    sent = []
    await fanOut.invoke(await newRecord())
    if (sent.length === 0) throw new Error(`The function fan-out sent no entry: ${fanOut.log()}`)
    const recordOf = (body: string) => {
      const id = String(++entries)
      return { messageId: id, receiptHandle: id, body, attributes: {}, eventSource: 'aws:sqs' }
    }
    return { Records: sent.map(recordOf) }
  }
  const authorize = {
    version: '2.0', type: 'REQUEST', routeArn: 'arn:aws:execute-api:us-east-1:123456789012:f6g7h8i9j0/$default/GET/api/v1/app',
    identitySource: [authorization], headers: { authorization }, requestContext: { requestId: 'r-1' }
  }
  return {
    env,
    envWithSecrets,
    tables,
    queue: some => { waiting.push(...some) },
    queued: () => waiting.length,
    events: {
      list: eventOf('GET', '/api/v1/app'), accept: eventOf('POST', `/api/v1/app/${app}/msg`, message()), authorize, newRecord, newEntry
    },
    close: async () => {
      await Promise.all([api.stop(), fanOut.stop(), dynamodb.close(), ssm.close(), sqs.close(), s3.close(), endpoint.close()])
    }
  }
}

async function create (api: Lambda, event: unknown): Promise<string> {
  const { statusCode, body } = await api.invoke(event) as { statusCode: number, body: string }
  if (statusCode >= 300) throw new Error(`${statusCode}: ${body} ${api.log()}`)
  return (JSON.parse(body) as { id: string }).id
}
