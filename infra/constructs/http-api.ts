import { Aws } from 'aws-cdk-lib'
import { CfnApi, CfnApiMapping, CfnAuthorizer, CfnDomainName, CfnIntegration, CfnRoute, CfnStage } from 'aws-cdk-lib/aws-apigatewayv2'
import { CfnPermission } from 'aws-cdk-lib/aws-lambda'
import type { Construct } from 'constructs'
import { nameIn } from '../../src/facts/resource-names.js'
import type { Gateway, Stage } from '../stages.js'
import type { Invoked } from './live.js'
import { acknowledge } from './acknowledge.js'
import { hasAuthorizer } from '../stage-rules.js'
import { httpAccessLog, type GatewayParts, type GatewayResult } from './gateway.js'
import { accessLog, logGroupArn } from './logs.js'
import { PUBLIC_ROUTES } from './gateway-routes.js'

/**
 * An HTTP API. Every route calls the HTTP function, which checks tokens. With an authorizer, all routes except the public ones ask it
 * first. The construct ids differ from those of a REST API, because a stage may change its kind, and CloudFormation cannot change a
 * resource's type.
 */
export function createHttpApi (scope: Construct, { stage, http, checker: checks }: GatewayParts, gateway: Gateway): GatewayResult {
  const api = new CfnApi(scope, 'HttpApi', {
    name: nameIn(stage.name),
    protocolType: 'HTTP',
    disableExecuteApiEndpoint: gateway.domain !== undefined
  })
  mayInvoke(scope, { id: 'ApiMay', to: http, api })
  const integration = new CfnIntegration(scope, 'Proxy', {
    apiId: api.ref, integrationType: 'AWS_PROXY', integrationMethod: 'POST', payloadFormatVersion: '2.0', integrationUri: http.functionArn
  })
  addRoutes(scope, { api, target: `integrations/${integration.ref}`, checker: checks && addChecker(scope, { api, gateway, checks }) })
  const deployed = createStage(scope, { api, stage, gateway })
  const domain = addDomain(scope, { gateway, api, deployed })
  return {
    url: domain?.url ?? api.attrApiEndpoint,
    ...(domain && { target: domain.target }),
    metrics: { dimensionsMap: { ApiId: api.ref }, serverErrors: '5xx', clientErrors: '4xx' }
  }
}

function addChecker (scope: Construct, { api, gateway, checks }: { api: CfnApi, gateway: Gateway, checks: Invoked }): CfnAuthorizer {
  mayInvoke(scope, { id: 'ApiMayAuthorize', to: checks, api })
  return new CfnAuthorizer(scope, 'HttpChecker', {
    apiId: api.ref,
    name: 'token',
    authorizerType: 'REQUEST',
    authorizerPayloadFormatVersion: '2.0',
    enableSimpleResponses: true,
    identitySource: ['$request.header.Authorization'],
    authorizerUri: `arn:${Aws.PARTITION}:apigateway:${Aws.REGION}:lambda:path/2015-03-31/functions/${checks.functionArn}/invocations`,
    authorizerResultTtlInSeconds: gateway.authorizerTtl!
  })
}

function addRoutes (scope: Construct, { api, target, checker }: { api: CfnApi, target: string, checker: CfnAuthorizer | undefined }): void {
  const open = (routeKey: string, why: string) => {
    const route = new CfnRoute(scope, `Route ${routeKey}`, { apiId: api.ref, routeKey, target, authorizationType: 'NONE' })
    acknowledge(route, { 'AwsSolutions-APIG4': why })
  }
  if (!checker) return open('$default', 'The app checks the token of every request.')
  new CfnRoute(scope, 'Route $default', {
    apiId: api.ref, routeKey: '$default', target, authorizationType: 'CUSTOM', authorizerId: checker.ref
  })
  for (const routeKey of [...PUBLIC_ROUTES.map(({ path }) => `ANY ${path}`), 'OPTIONS /{proxy+}']) {
    open(routeKey, 'Health, documentation and preflights are public.')
  }
}

function mayInvoke (scope: Construct, { id, to, api }: { id: string, to: Invoked, api: CfnApi }): void {
  new CfnPermission(scope, id, {
    action: 'lambda:InvokeFunction', functionName: to.functionArn,
    principal: 'apigateway.amazonaws.com', sourceArn: `arn:${Aws.PARTITION}:execute-api:${Aws.REGION}:${Aws.ACCOUNT_ID}:${api.ref}/*`
  })
}

function createStage (scope: Construct, { api, stage, gateway }: { api: CfnApi, stage: Stage, gateway: Gateway }): CfnStage {
  return new CfnStage(scope, 'HttpStage', {
    apiId: api.ref,
    stageName: '$default',
    autoDeploy: true,
    accessLogSettings: {
      destinationArn: logGroupArn(accessLog(stage)),
      format: httpAccessLog(hasAuthorizer(gateway))
    },
    defaultRouteSettings: { throttlingRateLimit: gateway.throttle.rate, throttlingBurstLimit: gateway.throttle.burst }
  })
}

function addDomain (
  scope: Construct,
  { gateway: { domain }, api, deployed }: { gateway: Gateway, api: CfnApi, deployed: CfnStage }
): { url: string, target: string } | undefined {
  if (!domain) return undefined
  const name = new CfnDomainName(scope, 'HttpDomain', {
    domainName: domain.name,
    domainNameConfigurations: [{ certificateArn: domain.certificateArn, endpointType: 'REGIONAL', securityPolicy: 'TLS_1_2' }]
  })
  new CfnApiMapping(scope, 'HttpDomainMapping', { apiId: api.ref, domainName: name.ref, stage: deployed.ref })
  return { url: `https://${domain.name}`, target: name.attrRegionalDomainName }
}
