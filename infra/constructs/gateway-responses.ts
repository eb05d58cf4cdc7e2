import { CfnGatewayResponse, type CfnRestApi } from 'aws-cdk-lib/aws-apigateway'
import type { Construct } from 'constructs'

interface Answer { status?: number, code: string, detail: string, retryAfter?: number }

/** The answers of the gateway itself, in the contract's form and words (section 1.6). */
export const GATEWAY_ANSWERS: Readonly<Record<string, Answer>> = {
  UNAUTHORIZED: { status: 401, code: 'authentication_failed', detail: 'Invalid token' },
  EXPIRED_TOKEN: { status: 401, code: 'authentication_failed', detail: 'Invalid token' },
  ACCESS_DENIED: { status: 403, code: 'insufficient access', detail: 'This token may not do that.' },
  INVALID_API_KEY: { status: 403, code: 'insufficient access', detail: 'This token has no usage plan.' },
  WAF_FILTERED: { status: 403, code: 'insufficient access', detail: 'The firewall refused this request.' },
  // The gateway's name for a path that it does not know.
  MISSING_AUTHENTICATION_TOKEN: { status: 404, code: 'not_found', detail: 'Route not found.' },
  RESOURCE_NOT_FOUND: { status: 404, code: 'not_found', detail: 'Route not found.' },
  REQUEST_TOO_LARGE: { status: 413, code: 'payload_too_large', detail: 'The request is too large.' },
  THROTTLED: { status: 429, code: 'too_many_requests', detail: 'Too many requests; try again shortly.', retryAfter: 1 },
  QUOTA_EXCEEDED: { status: 429, code: 'too_many_requests', detail: 'The quota of today is used up.', retryAfter: 3600 },
  AUTHORIZER_FAILURE: { status: 500, code: 'internal_error', detail: 'The token could not be checked.' },
  AUTHORIZER_CONFIGURATION_ERROR: { status: 500, code: 'internal_error', detail: 'The token could not be checked.' },
  API_CONFIGURATION_ERROR: { status: 500, code: 'internal_error', detail: 'The gateway is not configured correctly.' },
  INTEGRATION_FAILURE: { status: 503, code: 'service_unavailable', detail: 'The API does not answer; try again shortly.', retryAfter: 1 },
  INTEGRATION_TIMEOUT: {
    status: 503,
    code: 'service_unavailable',
    detail: 'The API did not answer in time; try again shortly.',
    retryAfter: 1
  },
  DEFAULT_4XX: { code: 'generic_error', detail: 'The gateway refused this request.' },
  DEFAULT_5XX: { code: 'internal_error', detail: 'The gateway failed.' }
}

const HEADERS = { 'Access-Control-Allow-Origin': '*', 'X-Content-Type-Options': 'nosniff' }

/** Makes the gateway answer like the app, also with the headers that browsers need. */
export function addGatewayResponses (scope: Construct, { ref }: CfnRestApi): { created: CfnGatewayResponse[], shape: unknown } {
  const created = Object.entries(GATEWAY_ANSWERS).map(([responseType, { status, code, detail, retryAfter }]) => {
    const headers = { ...HEADERS, ...(retryAfter !== undefined && { 'Retry-After': retryAfter }) }
    return new CfnGatewayResponse(scope, `Answer ${responseType}`, {
      restApiId: ref,
      responseType,
      ...(status !== undefined && { statusCode: String(status) }),
      responseTemplates: { 'application/json': JSON.stringify({ code, detail }) },
      responseParameters: Object.fromEntries(Object.entries(headers)
        .map(([name, value]) => [`gatewayresponse.header.${name}`, `'${value}'`]))
    })
  })
  return { created, shape: [GATEWAY_ANSWERS, HEADERS] }
}
