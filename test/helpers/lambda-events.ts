import { randomUUID } from 'node:crypto'

/** A request as a client sends it. */
export interface Sent {
  method: string
  /** Raw: path and query, percent-encoded. */
  target: string
  headers?: Record<string, string>
  body?: string | Buffer
}

/** One way in which API Gateway hands a request to a function. */
export interface Shape {
  name: string
  event: (sent: Sent) => unknown
  /** The prefix that the gateway adds to the app's paths. */
  base: string
}

/** The events of API Gateway, whole, as recorded from REST APIs (v1) and HTTP APIs (v2). */
export const shapes: Shape[] = [
  {
    name: 'REST API, a stage', base: '/prod',
    event: sent => rest(sent, { stage: 'prod', domain: 'a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com', asked: '/prod', path: '' })
  },
  {
    name: 'REST API, a stage with the name of a path', base: '/api',
    event: sent => rest(sent, { stage: 'api', domain: 'a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com', asked: '/api', path: '' })
  },
  {
    name: 'REST API, a custom domain with a base path', base: '/hooks',
    event: sent => rest(sent, { stage: 'prod', domain: 'example.com', asked: '/hooks', path: '/hooks' })
  },
  { name: 'HTTP API, $default', base: '', event: sent => http(sent, { stage: '$default', base: '' }) },
  { name: 'HTTP API, a named stage', base: '/live', event: sent => http(sent, { stage: 'live', base: '/live' }) }
]

const CLIENT = { sourceIp: '203.0.113.7', userAgent: 'posthorn-test/1' }
const FORWARDED = {
  'X-Amzn-Trace-Id': 'Root=1-5e6722a7-cc56xmpl46db7ae02d4da47e',
  'X-Forwarded-For': CLIENT.sourceIp,
  'X-Forwarded-Port': '443',
  'X-Forwarded-Proto': 'https'
}

interface Mount { stage: string, domain: string, asked: string, path: string }

function rest (sent: Sent, { stage, domain, asked, path: base }: Mount): unknown {
  const { path, query } = split(sent)
  const headers = { Host: domain, 'User-Agent': CLIENT.userAgent, ...FORWARDED, ...sent.headers }
  const proxy = decodeURIComponent(path).replace(/^\/|\/$/g, '')
  return {
    resource: proxy === '' ? '/' : '/{proxy+}',
    path: base + path,
    httpMethod: sent.method,
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters: query === '' ? null : Object.fromEntries(new URLSearchParams(query)),
    multiValueQueryStringParameters: query === '' ? null : grouped(query),
    pathParameters: proxy === '' ? null : { proxy },
    stageVariables: null,
    requestContext: {
      accountId: '123456789012',
      apiId: 'a1b2c3d4e5',
      resourceId: '0gh71o',
      resourcePath: proxy === '' ? '/' : '/{proxy+}',
      domainName: domain,
      domainPrefix: domain.split('.')[0],
      stage,
      path: asked + path,
      httpMethod: sent.method,
      protocol: 'HTTP/1.1',
      requestId: randomUUID(),
      extendedRequestId: 'f0e4vGqzDoEFqLg=',
      requestTime: '22/Nov/2026:14:05:00 +0000',
      requestTimeEpoch: 1795356300000,
      identity: {
        ...CLIENT, accessKey: null, accountId: null, caller: null, cognitoIdentityId: null, principalOrgId: null, user: null, userArn: null
      }
    },
    ...bodyOf(sent, null)
  }
}

function http (sent: Sent, { stage, base }: { stage: string, base: string }): unknown {
  const { path, query } = split(sent)
  const { cookie, ...given } = lowered(sent.headers ?? {})
  const domain = 'f6g7h8i9j0.execute-api.eu-west-1.amazonaws.com'
  // The gateway passes the decoded path, whatever the name of the field says. No test uses `%2F`.
  const rawPath = base + decodeURIComponent(path)
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString: query,
    ...(cookie !== undefined && { cookies: cookie.split('; ') }),
    headers: { host: domain, 'user-agent': CLIENT.userAgent, ...lowered(FORWARDED), ...given },
    ...(query !== '' &&
      { queryStringParameters: Object.fromEntries(Object.entries(grouped(query)).map(([name, values]) => [name, values.join(',')])) }),
    requestContext: {
      accountId: '123456789012',
      apiId: 'f6g7h8i9j0',
      domainName: domain,
      domainPrefix: 'f6g7h8i9j0',
      http: { method: sent.method, path: rawPath, protocol: 'HTTP/1.1', ...CLIENT },
      requestId: 'JKJaXmPLvHcESHA=',
      routeKey: '$default',
      stage,
      time: '22/Nov/2026:14:05:00 +0000',
      timeEpoch: 1795356300000
    },
    ...bodyOf(sent)
  }
}

function split ({ target }: Sent): { path: string, query: string } {
  const at = target.indexOf('?')
  return at === -1 ? { path: target, query: '' } : { path: target.slice(0, at), query: target.slice(at + 1) }
}

/** Text is not encoded. Bytes are base64, as API Gateway sends a binary type and bytes that are not UTF-8. */
function bodyOf ({ body }: Sent, absent?: null): object {
  if (body === undefined) return { ...(absent === null && { body: null }), isBase64Encoded: false }
  return Buffer.isBuffer(body) ? { body: body.toString('base64'), isBase64Encoded: true } : { body, isBase64Encoded: false }
}

function grouped (query: string): Record<string, string[]> {
  const values: Record<string, string[]> = {}
  for (const [name, value] of new URLSearchParams(query)) (values[name] ??= []).push(value)
  return values
}

const lowered = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
