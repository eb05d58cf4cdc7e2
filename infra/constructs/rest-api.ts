import { Aws, Stack } from 'aws-cdk-lib'
import { CfnAuthorizer, CfnDeployment, CfnMethod, CfnResource, CfnRestApi, CfnStage } from 'aws-cdk-lib/aws-apigateway'
import { CfnPermission } from 'aws-cdk-lib/aws-lambda'
import type { Construct } from 'constructs'
import { createHash } from 'node:crypto'
import { AUTHORIZER_TTL } from '../../src/facts/functions.js'
import { nameIn } from '../../src/facts/resource-names.js'
import type { Stage } from '../stages.js'
import type { Invoked } from './live.js'
import { acknowledge } from './acknowledge.js'
import { accessLogFormat, type GatewayResult, type RestGateway, type RestParts } from './gateway.js'
import { accessLog, logGroupArn } from './logs.js'
import { addGatewayResponses } from './gateway-responses.js'
import { CACHED_ROUTES, PUBLIC_ROUTES, type GatewayRoute } from './gateway-routes.js'
import { addRestDomain, addUsagePlan } from './rest-options.js'
import { addFirewall } from './firewall.js'
import { addSampling } from './traces.js'

/** Shorter answers are not compressed, bytes. */
const COMPRESS_FROM = 1024

/** A REST API. Every route calls the HTTP function; all except the public ones ask the authorizer first. */
export function createRestApi (scope: Construct, parts: RestParts, gateway: RestGateway): GatewayResult {
  const { stage, http, checker: checks, authorizer } = parts
  const api = new CfnRestApi(scope, 'Api', {
    name: nameIn(stage.name),
    endpointConfiguration: { types: ['REGIONAL'] },
    // Bodies are passed on as bytes.
    binaryMediaTypes: ['*/*'],
    minimumCompressionSize: COMPRESS_FROM,
    disableExecuteApiEndpoint: gateway.domain !== undefined,
    ...(gateway.usagePlan && { apiKeySourceType: 'AUTHORIZER' })
  })
  acknowledge(api, { 'AwsSolutions-APIG2': 'The app validates every request, by the same schemas that document it.' })
  mayInvoke(scope, { id: 'ApiMay', to: http, api })
  mayInvoke(scope, { id: 'ApiMayAuthorize', to: checks, api })
  const checker = new CfnAuthorizer(scope, 'Checker', {
    restApiId: api.ref,
    name: 'token',
    type: 'TOKEN',
    identitySource: 'method.request.header.Authorization',
    authorizerUri: invocationOf(checks),
    authorizerResultTtlInSeconds: gateway.authorizerTtl ?? AUTHORIZER_TTL
  })
  const routes = [...PUBLIC_ROUTES, { path: '/{proxy+}', access: 'token' } as const, ...(gateway.cache ? CACHED_ROUTES : [])]
  const built = addRoutes(scope, {
    api, routes, uri: invocationOf(http), authorizerId: checker.ref, isKeyed: gateway.usagePlan !== undefined
  })
  const responses = addGatewayResponses(scope, api)
  const shape = [built.shape, responses.shape, gateway, Stack.of(scope).resolve(invocationOf(http))]
  const deployment = new CfnDeployment(scope, `Deployment${fingerprint(shape)}`, { restApiId: api.ref })
  for (const one of [...built.methods, ...responses.created]) deployment.addResourceDependency(one)
  const deployed = createStage(scope, { api, stage, gateway, deployment })
  addSampling(scope, stage)
  if (gateway.firewall) addFirewall(scope, { stage, firewall: gateway.firewall, api, deployed })
  else acknowledge(deployed, { 'AwsSolutions-APIG3': 'The firewall is an option of the stage: only this part costs money while idle.' })
  if (gateway.usagePlan) addUsagePlan(scope, { stage, plan: gateway.usagePlan, api, deployed, authorizer })
  const domain = addRestDomain(scope, { gateway, api, deployed })
  return {
    url: domain?.url ?? `https://${api.ref}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}/${stage.name}`,
    ...(domain && { target: domain.target }),
    metrics: { dimensionsMap: { ApiName: nameIn(stage.name), Stage: stage.name }, serverErrors: '5XXError', clientErrors: '4XXError' }
  }
}

const invocationOf = ({ functionArn }: Invoked) =>
  `arn:${Aws.PARTITION}:apigateway:${Aws.REGION}:lambda:path/2015-03-31/functions/${functionArn}/invocations`

function mayInvoke (scope: Construct, { id, to, api }: { id: string, to: Invoked, api: CfnRestApi }): void {
  new CfnPermission(scope, id, {
    action: 'lambda:InvokeFunction', functionName: to.functionArn,
    principal: 'apigateway.amazonaws.com', sourceArn: `arn:${Aws.PARTITION}:execute-api:${Aws.REGION}:${Aws.ACCOUNT_ID}:${api.ref}/*`
  })
}

interface Tree { api: CfnRestApi, routes: readonly GatewayRoute[], uri: string, authorizerId: string, isKeyed: boolean }
interface Built { methods: CfnMethod[], shape: unknown[] }

function addRoutes (scope: Construct, { api, routes, uri, authorizerId, isKeyed }: Tree): Built {
  const resources = new Map([['', api.attrRootResourceId]])
  const built: Built = { methods: [], shape: [] }
  const add = (path: string, httpMethod: string, { access, cachedQuery }: Pick<GatewayRoute, 'access' | 'cachedQuery'>) => {
    const cacheKeys = cachedQuery && cacheKeysOf(path, cachedQuery)
    const method = new CfnMethod(scope, `${httpMethod} ${path}`, {
      restApiId: api.ref,
      resourceId: resources.get(path === '/' ? '' : path)!,
      httpMethod,
      ...(access === 'token' ? { authorizationType: 'CUSTOM', authorizerId, apiKeyRequired: isKeyed } : { authorizationType: 'NONE' }),
      ...(cacheKeys && { requestParameters: Object.fromEntries(cacheKeys.map(name => [name, false])) }),
      integration: { type: 'AWS_PROXY', integrationHttpMethod: 'POST', uri, ...(cacheKeys && { cacheKeyParameters: cacheKeys }) }
    })
    acknowledge(method, access === 'token'
      ? { 'AwsSolutions-COG4': 'Tokens are the app\'s own JWTs, checked by the authorizer and again by the app.' }
      : {
          'AwsSolutions-APIG4': 'Health, documentation and preflights are public.',
          'AwsSolutions-COG4': 'Health, documentation and preflights are public.'
        })
    built.methods.push(method)
    built.shape.push([path, httpMethod, access, cacheKeys])
  }
  for (const route of withParents(routes)) {
    addResource(scope, { api, resources, path: route.path })
    add(route.path, 'ANY', { access: route.access })
    // A browser's preflight request has no token.
    if (route.access === 'token') add(route.path, 'OPTIONS', { access: 'public' })
    if (route.cachedQuery) add(route.path, 'GET', route)
  }
  return built
}

// A resource without a method would answer that the method does not exist, so parents of routes get one.
function withParents (routes: readonly GatewayRoute[]): GatewayRoute[] {
  const known = new Map(routes.map(route => [route.path, route]))
  for (const { path } of routes) {
    for (let parent = parentOf(path); parent !== ''; parent = parentOf(parent)) {
      if (!known.has(parent)) known.set(parent, { path: parent, access: 'token' })
    }
  }
  return [...known.values()].sort((a, b) => a.path.split('/').length - b.path.split('/').length)
}

const parentOf = (path: string) => path.slice(0, path.lastIndexOf('/'))

function addResource (scope: Construct, { api, resources, path }: { api: CfnRestApi, resources: Map<string, string>, path: string }): void {
  if (path === '/') return
  const resource = new CfnResource(scope, `Resource ${path}`, {
    restApiId: api.ref,
    parentId: resources.get(parentOf(path))!,
    pathPart: path.slice(path.lastIndexOf('/') + 1)
  })
  resources.set(path, resource.ref)
}

/** The cache keys of a route: answers are cached for each token, path and query. */
function cacheKeysOf (path: string, query: readonly string[]): string[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => `method.request.path.${name}`)
  return ['method.request.header.Authorization', ...inPath, ...query.map(name => `method.request.querystring.${name}`)]
}

interface StageParts { api: CfnRestApi, stage: Stage, gateway: RestGateway, deployment: CfnDeployment }

function createStage (scope: Construct, { api, stage, gateway: { throttle, cache }, deployment }: StageParts): CfnStage {
  // The settings of a method replace those of the stage, so these are repeated.
  const common = { throttlingRateLimit: throttle.rate, throttlingBurstLimit: throttle.burst, loggingLevel: 'OFF' }
  const cached = (cache ? CACHED_ROUTES : []).map(({ path }) => ({
    ...common, resourcePath: `/${path.replaceAll('/', '~1')}`,
    httpMethod: 'GET', cachingEnabled: true, cacheTtlInSeconds: cache!.ttl, cacheDataEncrypted: true
  }))
  const deployed = new CfnStage(scope, 'Stage', {
    restApiId: api.ref,
    deploymentId: deployment.ref,
    stageName: stage.name,
    tracingEnabled: true,
    accessLogSetting: {
      destinationArn: logGroupArn(accessLog(stage)),
      format: accessLogFormat({
        route: '$context.resourcePath',
        principal: '$context.authorizer.principalId',
        trace: '$context.xrayTraceId',
        authorizerMs: '$context.authorizer.latency'
      })
    },
    methodSettings: [
      { ...common, resourcePath: '/*', httpMethod: '*', ...(cache && { cachingEnabled: false }) },
      ...cached
    ],
    ...(cache && { cacheClusterEnabled: true, cacheClusterSize: cache.size })
  })
  acknowledge(deployed, {
    'AwsSolutions-APIG6': 'Execution logs would hold bodies; the access log and the function\'s log hold what happened.'
  })
  return deployed
}

// A deployment is a snapshot of the API. When the API or the function behind it changes, a new one is needed.
const fingerprint = (shape: unknown) => createHash('sha256').update(JSON.stringify(shape)).digest('hex').slice(0, 12)
