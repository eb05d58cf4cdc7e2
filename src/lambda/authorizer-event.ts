import type { Principal } from '../http/tokens.js'

/** A gateway's question whether a header lets a request in, and the form of the expected answer. */
export interface Asked {
  authorization: string | undefined
  requestId: string | undefined
  /** The method of the request; undefined when the gateway expects a plain yes or no. */
  methodArn: string | undefined
}

interface Given {
  type?: unknown
  version?: unknown
  authorizationToken?: unknown
  methodArn?: unknown
  routeArn?: unknown
  identitySource?: unknown
  headers?: Record<string, unknown> | null
  requestContext?: { requestId?: unknown } | null
}

/**
 * Reads the event of a REST API's authorizer (TOKEN or REQUEST) or an HTTP API's (REQUEST, 1.0 or 2.0). Throws a
 * TypeError for any other event.
 */
export function askedBy (event: unknown): Asked {
  const given = (event ?? {}) as Given
  const { type, version, authorizationToken, methodArn, routeArn, identitySource, headers, requestContext } = given
  const requestId = text(requestContext?.requestId)
  if (type === 'TOKEN' && typeof methodArn === 'string') return { authorization: text(authorizationToken), requestId, methodArn }
  const header = headerOf(headers)
  if (type === 'REQUEST' && version === '2.0' && typeof routeArn === 'string') {
    return { authorization: header ?? text(Array.isArray(identitySource) ? identitySource[0] : undefined), requestId, methodArn: undefined }
  }
  if (type === 'REQUEST' && typeof methodArn === 'string') return { authorization: header, requestId, methodArn }
  throw new TypeError('This function answers the authorizer events of API Gateway; this event is none.')
}

const text = (value: unknown) => typeof value === 'string' ? value : undefined

const headerOf = (headers: Given['headers']) =>
  text(Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'authorization')?.[1])

/**
 * Lets the principal in, or refuses with the word that a REST API turns into a 401. The gateway caches the answer for
 * the token and uses it for every request with this token. So the answer allows the whole API, and the app decides what
 * the token may do.
 */
export function answer ({ methodArn }: Asked, principal: Principal | undefined, usageKey: string | undefined): object {
  // An HTTP API accepts a plain no, and answers the request with 403; it cannot be told to answer 401.
  if (!principal && methodArn === undefined) return { isAuthorized: false }
  if (!principal) throw new Unauthorized()
  const context = { orgId: principal.orgId, ...(principal.kind === 'app' && { appId: principal.appId }) }
  if (methodArn === undefined) return { isAuthorized: true, context }
  const Resource = wholeApi(methodArn)
  return {
    principalId: principal.kind === 'app' ? principal.appId : principal.orgId,
    policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource }] },
    context,
    ...(usageKey !== undefined && { usageIdentifierKey: usageKey })
  }
}

/** The gateways recognize a refusal by this message. */
class Unauthorized extends Error {
  override readonly name = 'Unauthorized'

  constructor () {
    super('Unauthorized')
  }
}

// arn:aws:execute-api:region:account:api/stage/GET/path becomes all methods and paths of the stage.
function wholeApi (methodArn: string): string {
  const [api, stage] = methodArn.split('/')
  return `${api}/${stage}/*/*`
}
