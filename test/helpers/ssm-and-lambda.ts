import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { listen } from './endpoints.js'

export interface StoredParameter { Value: string, Type: string, LastModifiedDate: number, KeyId: string }

export interface StoredFunction {
  LastModified: string
  Description: string
  /** The version behind the alias `live`; undefined where there is no alias. */
  live?: string | undefined
  /** The share of requests that a deployment sends to another version. */
  shifting?: Record<string, number>
  versions: number
  /** When each version was published, by its number: what the list of versions says. */
  published?: Record<string, string>
  /** What a rollback left: the code behind the alias is another one than that deployed last. */
  isRolledBack?: boolean
}

/** The calls of SSM and Lambda that work on a stage's secrets, answered as by AWS. A test may change what they hold at any time. */
export interface SsmAndLambda {
  url: string
  parameters: Map<string, StoredParameter>
  functions: Map<string, StoredFunction>
  /** The calls in order, such as `PutParameter /posthorn/test/jwt-secret`. */
  calls: string[]
  /** Calls that are refused with AccessDeniedException. */
  refused: Set<string>
  /** Runs when a new version of a function takes the requests. */
  onStart: (name: string) => Promise<void>
  put: (name: string, value: string, more?: Partial<StoredParameter>) => void
}

export async function startSsmAndLambda (): Promise<SsmAndLambda> {
  const account: SsmAndLambda = {
    url: '', parameters: new Map(), functions: new Map(), calls: [], refused: new Set(), onStart: async () => {},
    put (name, Value, more) {
      // SSM's time has milliseconds.
      account.parameters.set(name, { Value, Type: 'SecureString', LastModifiedDate: Date.now() / 1000, KeyId: 'alias/aws/ssm', ...more })
    }
  }
  const server = createServer((request, response) => {
    answer(account, request, response).catch((error: Error) => { t.fail(error.message); response.destroy() })
  })
  account.url = `http://127.0.0.1:${await listen(server)}`
  t.teardown(() => { server.closeAllConnections(); server.close() })
  return account
}

interface Answer { status?: number, body: object, type?: string }

async function answer (account: SsmAndLambda, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await text(request)
  const input = body === '' ? {} : JSON.parse(body) as Record<string, unknown>
  const operation = String(request.headers['x-amz-target'] ?? '').split('.')[1]
  const made = operation === undefined ? await ofLambda(account, request, input) : ofSsm(account, operation, input)
  response.writeHead(made.status ?? 200, { 'content-type': 'application/json', ...made.type && { 'x-amzn-errortype': made.type } })
    .end(JSON.stringify({ ...made.body, ...made.type && { __type: made.type, message: `${made.type}!` } }))
}

const refusal = (type: string, status = 400): Answer => ({ status, type, body: {} })

function ofSsm ({ parameters, calls, refused, put }: SsmAndLambda, operation: string, input: Record<string, unknown>): Answer {
  const Name = String(input.Name)
  calls.push(`${operation}${input.Name === undefined ? '' : ` ${Name}`}`)
  if (refused.has(operation)) return refusal('AccessDeniedException')
  const named = (names: string[]) => names.flatMap(name => parameters.has(name) ? [{ Name: name, ...parameters.get(name)! }] : [])
  if (operation === 'GetParameters') {
    const names = input.Names as string[]
    const InvalidParameters = names.filter(name => !parameters.has(name))
    return { body: { Parameters: named(names).map(({ KeyId: _, ...rest }) => rest), InvalidParameters } }
  }
  if (operation === 'DescribeParameters') {
    const [{ Values }] = input.ParameterFilters as [{ Values: string[] }]
    return { body: { Parameters: named(Values).map(({ Value: _, ...rest }) => rest) } }
  }
  if (operation === 'DeleteParameter') return parameters.delete(Name) ? { body: {} } : refusal('ParameterNotFound')
  if (operation !== 'PutParameter') return refusal('UnknownOperationException')
  if (parameters.has(Name) && input.Overwrite !== true) return refusal('ParameterAlreadyExists')
  put(Name, String(input.Value), { Type: String(input.Type), ...input.KeyId !== undefined && { KeyId: String(input.KeyId) } })
  return { body: { Version: 1 } }
}

async function ofLambda (account: SsmAndLambda, { method, url = '' }: IncomingMessage, input: Record<string, unknown>): Promise<Answer> {
  const [, name = '', rest = ''] = /\/functions\/([^/]+)\/(\w+(?:\/\w+)?)/.exec(url) ?? []
  account.calls.push(`${method} ${name} ${rest}`)
  const one = account.functions.get(name)
  const query = new URLSearchParams(url.split('?')[1])
  if (account.refused.has(`${method} ${rest}`)) return refusal('AccessDeniedException', 403)
  if (!one) return refusal('ResourceNotFoundException', 404)
  return await LAMBDA_CALLS[`${method} ${rest}`]?.({ account, name, one, input, query }) ?? refusal('UnknownOperationException', 404)
}

interface LambdaCall { account: SsmAndLambda, name: string, one: StoredFunction, input: Record<string, unknown>, query: URLSearchParams }

const configurationOf = (one: StoredFunction): Answer =>
  ({ body: { ...one, LastUpdateStatus: 'Successful', Version: String(one.versions) } })

const LAMBDA_CALLS: Record<string, (call: LambdaCall) => Answer | Promise<Answer>> = {
  'GET configuration': ({ one, query }) => query.has('Qualifier') && one.isRolledBack
    ? { body: { ...configurationOf(one).body, CodeSha256: 'of before', Version: one.live } }
    : configurationOf(one),
  // Two a page.
  'GET versions': ({ one: { published = {} }, query }) => {
    const all = [['$LATEST', new Date().toISOString()], ...Object.entries(published)] as const
    const from = Number(query.get('Marker') ?? 0)
    const Versions = all.slice(from, from + 2).map(([Version, LastModified]) => ({ Version, LastModified }))
    return { body: { Versions, ...from + 2 < all.length && { NextMarker: String(from + 2) } } }
  },
  async 'PUT configuration' ({ account, name, one, input }) {
    Object.assign(one, { Description: String(input.Description), LastModified: new Date().toISOString() })
    if (one.live === undefined) await account.onStart(name)
    return configurationOf(one)
  },
  'POST versions' ({ one }) {
    one.versions++
    return configurationOf(one)
  },
  'GET aliases/live': ({ one: { live, shifting } }) => live === undefined
    ? refusal('ResourceNotFoundException', 404)
    : { body: { FunctionVersion: live, ...shifting && { RoutingConfig: { AdditionalVersionWeights: shifting } } } },
  async 'PUT aliases/live' ({ account, name, one, input }) {
    one.live = String(input.FunctionVersion)
    await account.onStart(name)
    return { body: { FunctionVersion: one.live } }
  }
}
