import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import type { Gateway, Stage } from '../stages.js'
import type { Invoked } from './live.js'

/** The settings of a stage whose API is a REST API. */
export type RestGateway = Gateway & { kind: 'rest' }

/** The parts of a REST API, which always has an authorizer. */
export type RestParts = { [Name in keyof GatewayParts]: NonNullable<GatewayParts[Name]> }

export interface GatewayParts {
  stage: Stage
  /** What of the function is called: its alias. */
  http: Invoked
  /** Where the stage has an authorizer: its alias, and the function. */
  checker: Invoked | undefined
  authorizer: LambdaFunction | undefined
}

export interface GatewayResult {
  /** The URL of the API, without a slash at the end. */
  url: string
  /** The target for the DNS record of the domain. */
  target?: string
  /** The dimensions of the gateway's metrics, and the names of its error metrics. */
  metrics: { dimensionsMap: Record<string, string>, serverErrors: string, clientErrors: string }
}

const COMMON_FIELDS = {
  requestId: '$context.requestId',
  time: '$context.requestTimeEpoch',
  ip: '$context.identity.sourceIp',
  method: '$context.httpMethod',
  path: '$context.path',
  status: '$context.status',
  responseBytes: '$context.responseLength',
  latencyMs: '$context.responseLatency',
  integrationMs: '$context.integrationLatency',
  error: '$context.error.responseType'
}

/** The format of an access log: one line of JSON for each request, without headers, query and body, so without secrets. */
export const accessLogFormat = (more: Record<string, string>): string => JSON.stringify({ ...COMMON_FIELDS, ...more })

/** What an HTTP API logs. It has one route for all that needs a token, and knows of the token what an authorizer says. */
export const httpAccessLog = (hasAuthorizer: boolean): string =>
  accessLogFormat(hasAuthorizer ? { principal: '$context.authorizer.orgId', authorizerMs: '$context.authorizer.latency' } : {})
