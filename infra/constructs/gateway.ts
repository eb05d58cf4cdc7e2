import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import type { Gateway, Stage } from '../stages.js'
import type { Invoked } from './provisioned.js'

/** The settings of a stage whose API is a REST API. */
export type RestGateway = Gateway & { kind: 'rest' }

export interface GatewayParts {
  stage: Stage
  /** The HTTP function, or the alias whose invocations are kept started. */
  http: Invoked
  authorizer: LambdaFunction
}

export interface GatewayResult {
  /** Where the API begins, without a slash at the end. */
  url: string
  /** What the domain's DNS record has to point to. */
  target?: string
  /** Its metrics' namespace and dimensions. */
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
  principal: '$context.authorizer.principalId',
  error: '$context.error.responseType'
}

/** A line of JSON for each request: no headers, no query, no body, so no secrets. */
export const accessLogFormat = (more: Record<string, string>): string => JSON.stringify({ ...COMMON_FIELDS, ...more })
