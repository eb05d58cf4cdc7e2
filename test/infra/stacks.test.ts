import t from 'tap'
import { ACCESS } from '../../infra/access.js'
import { checked, stages } from '../../infra/stages.js'
import { alarmRules } from '../../src/facts/alarms.js'
import { READERS, TIMEOUTS } from '../../src/facts/functions.js'
import { GATEWAY_ANSWERS } from '../../infra/constructs/gateway-responses.js'
import type { FunctionName } from '../../src/facts/functions.js'
import {
  behindHttpApi, devStage, everything, everythingOfHttpApi, ofType, prodStage, synthesize, theOne, type Resource,
  type Template
} from './synthesized.js'

const dev = synthesize(devStage)
const prod = synthesize(prodStage)
const http = synthesize(behindHttpApi(prodStage))
const all = synthesize(everything)
const allOfHttp = synthesize(everythingOfHttpApi)

const every = [dev, prod, http, all, allOfHttp]
const names = Object.keys(TIMEOUTS) as FunctionName[]
// Behind an HTTP API without an authorizer.
const ofDefault = names.filter(name => name !== 'authorizer')
const functionOf = ({ service, data }: typeof dev, name: FunctionName) =>
  [data, service].flatMap(template => ofType(template, 'AWS::Lambda::Function')).find(
    ([, { FunctionName: full }]) => String(full).endsWith(`-${name}`)
  )![1]
const idOfQueue = (template: Template, name: string) =>
  ofType(template, 'AWS::SQS::Queue').find(([, { QueueName }]) => String(QueueName).endsWith(`-${name}`))![0]
const queueOf = (template: Template, name: string) => template.Resources[idOfQueue(template, name)]!.Properties
const sourceOf = ({ service }: typeof dev, name: FunctionName) =>
  theOne(service, 'AWS::Lambda::EventSourceMapping', `"Ref":"${aliasOf(service, name)}"`)
const aliasOf = (template: Template, name: FunctionName) =>
  ofType(template, 'AWS::Lambda::Alias').find(([, { FunctionName: of }]) => text(of) === text({ Ref: idIn(template, name) }))![0]
const idIn = (template: Template, name: FunctionName) =>
  ofType(template, 'AWS::Lambda::Function').find(([, { FunctionName: full }]) => String(full).endsWith(`-${name}`))![0]
const text = (value: unknown) => JSON.stringify(value)
const alarmOn = (template: Template, words: string) => theOne(template, 'AWS::CloudWatch::Alarm', words)

t.test('Every function runs on arm64 and Node 24, with its own JSON log, traces, a timeout and its memory size.', async t => {
  for (const synthesized of [dev, prod]) {
    for (const name of names) {
      const one = functionOf(synthesized, name)
      t.same([one.Architectures, one.Runtime, one.Handler], [['arm64'], 'nodejs24.x', 'index.handler'], name)
      t.same(one.TracingConfig, { Mode: 'Active' }, name)
      t.equal(one.Timeout, TIMEOUTS[name], name)
      t.equal(one.MemorySize, devStage.memory[name], name)
      const logging = one.LoggingConfig as { LogFormat: string, LogGroup: string, SystemLogLevel: string }
      t.match(logging, { LogFormat: 'JSON', SystemLogLevel: 'WARN', LogGroup: new RegExp(`^/posthorn/(dev|prod)/${name}$`) }, name)
      const group = ofType(synthesized.data, 'AWS::Logs::LogGroup').find(([, { LogGroupName }]) => LogGroupName === logging.LogGroup)
      t.equal(group?.[1].RetentionInDays, synthesized === dev ? devStage.logDays : prodStage.logDays, name)
    }
  }
})

t.test('No secret is in a template, only the names of their parameters.', async t => {
  for (const { data, service } of every) {
    for (const template of [data, service]) {
      for (const [, { Environment }] of ofType(template, 'AWS::Lambda::Function')) {
        const variables = (Environment as { Variables?: Record<string, unknown> } | undefined)?.Variables ?? {}
        t.notOk('POSTHORN_JWT_SECRET' in variables || 'POSTHORN_MAIN_SECRET' in variables)
      }
      t.equal(ofType(template, 'AWS::SecretsManager::Secret').length, 0)
      t.equal(ofType(template, 'AWS::SSM::Parameter').length, 0)
    }
  }
  t.match(functionOf(prod, 'http').Environment, {
    Variables: {
      POSTHORN_JWT_SECRET_PARAMETER: '/posthorn/prod/jwt-secret', POSTHORN_MAIN_SECRET_PARAMETER: '/posthorn/prod/main-secret'
    }
  })
  t.notMatch(text(functionOf(prod, 'fan-out').Environment), /SECRET/)
})

t.test('A rotation of secrets restarts exactly the functions that read them.', async t => {
  for (const which of ['jwt', 'main'] as const) {
    t.same(Object.entries(ACCESS).filter(([, { secrets }]) => secrets?.includes(which)).map(([name]) => name), READERS[which], which)
  }
})

t.test("Only deliver knows the name of a proxy's parameter.", async t => {
  for (const name of names) {
    t.equal(text(functionOf(all, name).Environment ?? {}).includes('"POSTHORN_PROXY_PARAMETER":"/network/proxy"'), name === 'deliver', name)
  }
  for (const name of names) t.notMatch(text(functionOf(prod, name).Environment ?? {}), /PROXY/, name)
})

t.test('Secrets are created at deployment, and outlive the stack in prod only.', async t => {
  t.match(theOne(prod.data, 'Custom::PosthornSecrets'), {
    JwtSecretName: '/posthorn/prod/jwt-secret', MainSecretName: '/posthorn/prod/main-secret', Retain: 'true'
  })
  t.match(theOne(dev.data, 'Custom::PosthornSecrets'), { JwtSecretName: '/posthorn/dev/jwt-secret', Retain: 'false' })
})

t.test('Destroying dev removes everything; prod keeps its data.', async t => {
  const holding = ['AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::SQS::Queue', 'AWS::Logs::LogGroup']
  const policies = (template: Template) =>
    Object.values(template.Resources).filter(({ Type }) => holding.includes(Type)).map(({ DeletionPolicy }) => DeletionPolicy)
  t.ok(policies(dev.data).every(policy => policy === 'Delete'))
  t.ok(policies(prod.data).every(policy => policy === 'Retain'))
  t.equal(policies(prod.data).length, 10 + 2 + 6 + 8)
  for (const { service } of every) t.same(policies(service), [], 'the service stack has no data')
  for (const [, table] of ofType(prod.data, 'AWS::DynamoDB::Table')) {
    t.match(table, { DeletionProtectionEnabled: true, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } })
  }
  for (const [, table] of ofType(dev.data, 'AWS::DynamoDB::Table')) {
    t.match(table, { DeletionProtectionEnabled: false, PointInTimeRecoverySpecification: undefined })
  }
})

t.test('A new message is fanned out from the stream; a batch that cannot be is kept whole, and its queue has an alarm.', async t => {
  const source = sourceOf(prod, 'fan-out')
  t.match(source, {
    FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT"],"dynamodb":{"NewImage":{"data":{"S":[{"exists":true}]}}}}' }] },
    BisectBatchOnFunctionError: true,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    StartingPosition: 'TRIM_HORIZON',
    ParallelizationFactor: 10
  })
  t.ok(
    Number(source.MaximumRetryAttempts) > 0 && Number(source.MaximumRecordAgeInSeconds) < 86_400,
    'bounded, within the day that a stream keeps records'
  )
  const dead = idOfQueue(prod.data, 'fan-out-dead')
  t.match(text(
    source.DestinationConfig
  ), /arn:.+:s3:::posthorn-prod-uploads-/, 'a queue would keep only the numbers of the records')
  const rule = theOne(prod.data, 'AWS::Events::Rule')
  t.match(text(rule.EventPattern), /"source":\["aws.s3"\].*posthorn-prod-uploads-.*"prefix":"aws\/lambda\/"/)
  t.ok(text(rule.Targets).includes(dead))
  const policy = ofType(prod.data, 'AWS::SQS::QueuePolicy').find(([, { Queues }]) => text(Queues).includes(dead))!
  t.match(text(policy[1]), /"aws:SourceArn":\{"Fn::GetAtt":\["FailedRecords","Arn"\]\}.*events.amazonaws.com/)
  t.match(text(theOne(prod.data, 'AWS::S3::Bucket', 'inbox/').NotificationConfiguration), /"EventBridgeEnabled":true/)
  t.match(alarmOn(prod.service, 'AlarmDeadFanOuts'), {
    Threshold: 1, ComparisonOperator: 'GreaterThanOrEqualToThreshold', Namespace: 'AWS/SQS',
    MetricName: 'ApproximateNumberOfMessagesVisible', Dimensions: [{ Value: queueOf(prod.data, 'fan-out-dead').QueueName }]
  })
})

t.test('A delivery that fails repeatedly ends in a queue with an alarm, and delays no other of its batch.', async t => {
  const { RedrivePolicy, VisibilityTimeout } = queueOf(prod.data, 'deliveries')
  t.ok(text(RedrivePolicy).includes(idOfQueue(prod.data, 'deliveries-dead')))
  t.equal(VisibilityTimeout, 6 * Number(functionOf(prod, 'deliver').Timeout))
  t.match(sourceOf(prod, 'deliver'), {
    BatchSize: 10, MaximumBatchingWindowInSeconds: 0, FunctionResponseTypes: ['ReportBatchItemFailures'],
    ScalingConfig: { MaximumConcurrency: 100 }
  })
  t.equal(alarmOn(prod.service, 'AlarmDeadDeliveries').Threshold, 1)
})

t.test('An uploaded file waits in a queue until it is imported, without a handler of the CDK.', async t => {
  const bucket = theOne(prod.data, 'AWS::S3::Bucket', 'inbox/')
  const [told] = (bucket.NotificationConfiguration as { QueueConfigurations: Array<Record<string, unknown>> }).QueueConfigurations
  t.match(told, { Event: 's3:ObjectCreated:*', Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'inbox/' }] } } })
  t.ok(text(told).includes(idOfQueue(prod.data, 'imports')))
  t.ok(Number(queueOf(prod.data, 'imports').VisibilityTimeout) > Number(functionOf(prod, 'import').Timeout))
  t.ok(Number(queueOf(prod.data, 'imports').VisibilityTimeout) * Number(
    (queueOf(prod.data, 'imports').RedrivePolicy as { maxReceiveCount: number }).maxReceiveCount
  ) < 3600, 'a file that cannot be imported raises an alarm within an hour')
  t.match(sourceOf(prod, 'import'), { BatchSize: 1, FunctionResponseTypes: ['ReportBatchItemFailures'] })
  t.equal(ofType(prod.data, 'AWS::Lambda::Function').length, 1, 'only the function that creates the secrets')
  const permission = ofType(prod.data, 'AWS::SQS::QueuePolicy').find(([, properties]) => text(properties).includes('s3.amazonaws.com'))!
  t.match(text(permission[1]), /aws:SourceAccount/)
  const [uploadsId] = Object.entries(prod.data.Resources).find(([, { Properties }]) => Properties === bucket)!
  t.ok(prod.data.Resources[uploadsId]!.DependsOn!.includes(permission[0]), 'the queue allows S3 before the bucket tests it')
})

t.test('The sweep runs every minute, is not repeated, and never overlaps with itself in prod.', async t => {
  t.match(theOne(prod.service, 'AWS::Events::Rule'), {
    ScheduleExpression: 'rate(1 minute)', Targets: [{ RetryPolicy: { MaximumRetryAttempts: 0 } }]
  })
  t.match(theOne(prod.service, 'AWS::Lambda::EventInvokeConfig'), { MaximumRetryAttempts: 0 })
  t.ok(text(theOne(prod.service, 'AWS::Lambda::EventInvokeConfig')).includes(idOfQueue(prod.data, 'sweep-dead')))
  t.equal(functionOf(prod, 'sweep').ReservedConcurrentExecutions, 1)
  t.ok(TIMEOUTS.sweep < 60)
  for (const name of names) {
    t.equal(functionOf(dev, name).ReservedConcurrentExecutions, undefined, 'a new account cannot reserve concurrency')
  }
})

t.test('Queues and buckets are encrypted, private and reached over TLS only.', async t => {
  for (const { data } of every) {
    for (const [id, queue] of ofType(data, 'AWS::SQS::Queue')) {
      t.ok(queue.SqsManagedSseEnabled === true || queue.KmsMasterKeyId !== undefined, id)
      t.ok(ofType(data, 'AWS::SQS::QueuePolicy').some(([, policy]) => text(policy.Queues).includes(id) &&
        text(policy).includes('"aws:SecureTransport":"false"')), id)
    }
    for (const [id, bucket] of ofType(data, 'AWS::S3::Bucket')) {
      t.match(
        bucket.PublicAccessBlockConfiguration,
        { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true }, id
      )
      t.ok(ofType(data, 'AWS::S3::BucketPolicy').some(([, policy]) => text(policy.Bucket).includes(id) &&
        text(policy).includes('"aws:SecureTransport":"false"')), id)
    }
  }
})

t.test('A large payload is deleted in the month after its day of expiry, also for an expiry in the far future.', async t => {
  const bucket = theOne(prod.data, 'AWS::S3::Bucket', '-blobs-')
  const {
    Rules
  } = bucket.LifecycleConfiguration as { Rules: Array<{ Prefix?: string, ExpirationDate?: string, ExpirationInDays?: number }> }
  const ruleOf = (day: string) => Rules.filter(({ Prefix }) => Prefix && `${day}/msg_x`.startsWith(Prefix))
  for (const day of ['2026-11-30', '2027-02-20', '2036-02-29', '2046-12-31']) {
    t.equal(ruleOf(day).length, 1, day)
    const until = Date.parse(ruleOf(day)[0]!.ExpirationDate!)
    t.ok(until > Date.parse(day) && until <= Date.parse(day) + 32 * 86_400_000, day)
  }
  t.ok(Rules.every(({ ExpirationInDays }) => ExpirationInDays === undefined), 'the age of entries has no meaning here')
  t.ok(Rules.length <= 1000)
})

t.test('Where there is an authorizer, every request except those to public paths passes it first.', async t => {
  for (const { service } of [dev, prod, all]) {
    const open = ofType(service, 'AWS::ApiGateway::Method').filter(([, { AuthorizationType, HttpMethod }]) =>
      AuthorizationType === 'NONE' && HttpMethod !== 'OPTIONS')
    t.equal(open.length, 11)
    for (const [id, { AuthorizationType, HttpMethod, AuthorizerId }] of ofType(service, 'AWS::ApiGateway::Method')) {
      if (HttpMethod !== 'OPTIONS' && !open.some(([other]) => other === id)) {
        t.same([AuthorizationType, Boolean(AuthorizerId)], ['CUSTOM', true], id)
      }
    }
    t.match(theOne(service, 'AWS::ApiGateway::Authorizer'), {
      Type: 'TOKEN', IdentitySource: 'method.request.header.Authorization', AuthorizerResultTtlInSeconds: 300
    })
  }
  const routes = ofType(allOfHttp.service, 'AWS::ApiGatewayV2::Route').map(([, route]) => route)
  t.match(routes.find(({ RouteKey }) => RouteKey === '$default'), { AuthorizationType: 'CUSTOM' })
  t.same(routes.filter(({ AuthorizationType }) => AuthorizationType === 'NONE').length, 12)
  t.match(theOne(allOfHttp.service, 'AWS::ApiGatewayV2::Authorizer'), {
    AuthorizerPayloadFormatVersion: '2.0', EnableSimpleResponses: true, AuthorizerResultTtlInSeconds: 600
  })
})

t.test('An HTTP API has no authorizer unless its stage asks for one: the app checks every request, and nothing of it is left.', async t => {
  t.same(ofType(http.service, 'AWS::ApiGatewayV2::Route').map(([, { RouteKey, AuthorizationType }]) => [RouteKey, AuthorizationType]), [
    ['$default', 'NONE']
  ])
  t.notMatch(text(http.service), /authorizer/i)
  const access = theOne(http.service, 'AWS::ApiGatewayV2::Stage').AccessLogSettings as { Format: string }
  t.match(JSON.parse(access.Format), { requestId: '$context.requestId', status: '$context.status' })
  t.ok(theOne(all.service, 'AWS::CloudWatch::Alarm', 'errors-authorizer'), 'a REST API has it, with its alarm')
})

t.test('Both gateways have one function behind every route, throttle, and log each request without secrets.', async t => {
  for (const [{ service }, type, integrations] of [
    [prod, 'AWS::ApiGateway::Stage', 'AWS::ApiGateway::Method'], [http, 'AWS::ApiGatewayV2::Stage', 'AWS::ApiGatewayV2::Integration']
  ] as const) {
    const stage = theOne(service, type)
    t.match(text(stage), /"ThrottlingBurstLimit":2000,"ThrottlingRateLimit":1000/)
    const { Format } = (stage.AccessLogSetting ?? stage.AccessLogSettings) as { Format: string }
    t.ok(Object.keys(JSON.parse(Format) as object).includes('status'))
    t.notMatch(Format, /header|querystring|body|apiKey/i)
    for (const [id, properties] of ofType(service, integrations)) {
      t.ok(text(properties).includes(aliasOf(service, 'http')) && text(properties).includes('AWS_PROXY'), id)
    }
  }
  t.equal(theOne(http.service, 'AWS::ApiGatewayV2::Stage').StageName, '$default')
})

t.test("The gateway's own answers have the contract's shape, and browsers can read them.", async t => {
  for (const [id, { ResponseType, StatusCode, ResponseTemplates, ResponseParameters }] of ofType(
    prod.service, 'AWS::ApiGateway::GatewayResponse'
  )) {
    const body = JSON.parse((ResponseTemplates as Record<string, string>)['application/json']!) as object
    t.match(body, { code: String, detail: String }, id)
    t.same(Object.keys(body), ['code', 'detail'], id)
    t.match(
      ResponseParameters,
      { 'gatewayresponse.header.Access-Control-Allow-Origin': "'*'", 'gatewayresponse.header.X-Content-Type-Options': "'nosniff'" }, id
    )
    if (StatusCode === '429' || StatusCode === '503') {
      t.ok('gatewayresponse.header.Retry-After' in (ResponseParameters as object), String(ResponseType))
    }
  }
  t.equal(ofType(prod.service, 'AWS::ApiGateway::GatewayResponse').length, Object.keys(GATEWAY_ANSWERS).length)
  t.match(GATEWAY_ANSWERS, {
    UNAUTHORIZED: { status: 401, code: 'authentication_failed', detail: 'Invalid token' },
    REQUEST_TOO_LARGE: { status: 413, code: 'payload_too_large' }, THROTTLED: { status: 429 }
  })
})

t.test('Bodies pass through as bytes, and answers are compressed.', async t => {
  t.match(theOne(prod.service, 'AWS::ApiGateway::RestApi'), { BinaryMediaTypes: ['*/*'], MinimumCompressionSize: 1024 })
})

t.test('An API with other routes or options is another deployment.', async t => {
  const idOf = ({ service }: typeof dev) => ofType(service, 'AWS::ApiGateway::Deployment')[0]![0]
  t.not(idOf(prod), idOf(all))
  t.equal(idOf(prod), idOf(synthesize(prodStage)))
})

t.test('A cached answer is for one token only.', async t => {
  const cached = ofType(all.service, 'AWS::ApiGateway::Method').filter(([, { HttpMethod }]) => HttpMethod === 'GET')
  t.equal(cached.length, 3)
  for (const [id, { Integration }] of cached) {
    t.ok((Integration as { CacheKeyParameters: string[] }).CacheKeyParameters.includes('method.request.header.Authorization'), id)
  }
  const { MethodSettings, CacheClusterEnabled } = theOne(
    all.service, 'AWS::ApiGateway::Stage'
  ) as { MethodSettings: Array<Resource['Properties']>, CacheClusterEnabled: boolean }
  t.ok(CacheClusterEnabled)
  t.same(MethodSettings.filter(({ CachingEnabled }) => CachingEnabled).map(
    ({ HttpMethod, CacheDataEncrypted }) => [HttpMethod, CacheDataEncrypted]
  ), [['GET', true], ['GET', true], ['GET', true]])
  t.match(MethodSettings.find(({ HttpMethod }) => HttpMethod === '*'), { CachingEnabled: false })
  for (const { ThrottlingRateLimit, ThrottlingBurstLimit } of MethodSettings) {
    t.same([ThrottlingRateLimit, ThrottlingBurstLimit], [1000, 2000], 'a cached route is throttled like all others')
  }
  t.equal(theOne(prod.service, 'AWS::ApiGateway::Stage').CacheClusterEnabled, undefined, 'the cache exists only on request')
})

t.test('A usage plan counts by a key that the authorizer gives, and clients cannot give one.', async t => {
  t.equal(theOne(all.service, 'AWS::ApiGateway::RestApi').ApiKeySourceType, 'AUTHORIZER')
  t.match(theOne(all.service, 'AWS::ApiGateway::UsagePlan'), {
    Quota: { Limit: 1_000_000, Period: 'DAY' }, Throttle: { RateLimit: 500, BurstLimit: 1000 }
  })
  const { POSTHORN_USAGE_KEY } = (functionOf(all, 'authorizer').Environment as { Variables: Record<string, unknown> }).Variables
  t.same(POSTHORN_USAGE_KEY, theOne(all.service, 'AWS::ApiGateway::ApiKey').Value)
  for (const [id, { HttpMethod, AuthorizationType, ApiKeyRequired }] of ofType(all.service, 'AWS::ApiGateway::Method')) {
    if (HttpMethod !== 'OPTIONS') t.equal(ApiKeyRequired ?? false, AuthorizationType === 'CUSTOM', id)
  }
})

t.test('The firewall limits each address and refuses no request because of its payload.', async t => {
  interface Statement {
    RateBasedStatement?: object
    ManagedRuleGroupStatement?: { RuleActionOverrides?: Array<{ Name: string, ActionToUse: object }> }
  }
  const { Rules } = theOne(all.service, 'AWS::WAFv2::WebACL') as { Rules: Array<{ Statement: Statement }> }
  t.match(Rules[0]!.Statement.RateBasedStatement, { Limit: 2000, AggregateKeyType: 'IP' })
  const counted = Rules.flatMap(({ Statement }) => Statement.ManagedRuleGroupStatement?.RuleActionOverrides ?? [])
  t.ok(counted.every(({ ActionToUse }) => 'Count' in ActionToUse))
  t.ok(['SizeRestrictions_BODY', 'CrossSiteScripting_BODY', 'Log4JRCE_BODY'].every(name => counted.some(({ Name }) => Name === name)))
  t.equal(ofType(all.service, 'AWS::WAFv2::WebACLAssociation').length, 1)
})

t.test("A custom domain disables the gateway's default address.", async t => {
  t.equal(theOne(all.service, 'AWS::ApiGateway::RestApi').DisableExecuteApiEndpoint, true)
  t.match(theOne(all.service, 'AWS::ApiGateway::DomainName'), { DomainName: 'webhooks.example.com', SecurityPolicy: 'TLS_1_2' })
  t.equal(theOne(allOfHttp.service, 'AWS::ApiGatewayV2::Api').DisableExecuteApiEndpoint, true)
  for (const { service } of [all, allOfHttp]) {
    t.equal(service.Outputs!.ApiUrl!.Value, 'https://webhooks.example.com')
    t.ok(service.Outputs!.DomainTarget)
  }
})

t.test('Provisioned functions are scaled by time and by load, and the gateway calls their alias.', async t => {
  const alias = all.service.Resources[aliasOf(all.service, 'http')]!.Properties
  t.match(alias, { ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 2 } })
  t.match(theOne(all.service, 'AWS::ApplicationAutoScaling::ScalableTarget'), {
    MinCapacity: 2, MaxCapacity: 20, ScheduledActions: [{ Schedule: 'cron(0 8 ? * MON-FRI *)', Timezone: 'Europe/Berlin' }]
  })
  t.match(theOne(all.service, 'AWS::ApplicationAutoScaling::ScalingPolicy'), {
    TargetTrackingScalingPolicyConfiguration: { TargetValue: 0.7 }
  })
  for (const [id, { Integration }] of ofType(all.service, 'AWS::ApiGateway::Method')) {
    t.ok(text(Integration).includes(aliasOf(all.service, 'http')), id)
  }
})

t.test('A stage may change the kind of its gateway: no resource in both changes its type.', async t => {
  for (const [one, other] of [[prod, http], [all, allOfHttp]] as const) {
    for (const [id, { Type }] of Object.entries(one.service.Resources)) t.equal(other.service.Resources[id]?.Type ?? Type, Type, id)
  }
})

t.test('A change outside the API makes no new deployment of it: the gateway calls an alias, with provisioned functions too.', async t => {
  const deploymentOf = ({ service }: typeof dev) => ofType(service, 'AWS::ApiGateway::Deployment').map(([id]) => id)
  t.same(deploymentOf(synthesize({ ...prodStage, provisioned: { min: 1, max: 1 } })), deploymentOf(prod))
  t.same(deploymentOf(synthesize({ ...prodStage, memory: { ...prodStage.memory, http: 2048 } })), deploymentOf(prod))
})

t.test('A REST API of prod traces one request in twenty, at any rate.', async t => {
  t.match(theOne(prod.service, 'AWS::XRay::SamplingRule').SamplingRule, {
    FixedRate: 0.05, ReservoirSize: 0, ServiceName: 'posthorn-prod/prod', ServiceType: 'AWS::ApiGateway::Stage', Version: 1
  })
  for (const { service } of [dev, http]) t.same(ofType(service, 'AWS::XRay::SamplingRule'), [], 'not where it has no effect')
})

t.test('Without tracing of events, only the functions http and authorizer are traced.', async t => {
  const quiet = synthesize({ ...prodStage, tracesEvents: false })
  for (const name of names) {
    t.same(
      functionOf(quiet, name).TracingConfig ?? { Mode: 'PassThrough' },
      { Mode: name === 'http' || name === 'authorizer' ? 'Active' : 'PassThrough' }, name
    )
  }
})

t.test("A customer's own key encrypts tables, buckets, queues, logs and the secrets.", async t => {
  const [[keyId, key]] = ofType(all.data, 'AWS::KMS::Key') as [[string, Resource['Properties']]]
  t.equal(key.EnableKeyRotation, true)
  for (const type of ['AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::SQS::Queue', 'AWS::Logs::LogGroup', 'Custom::PosthornSecrets']) {
    const found = [all.data, all.service].flatMap(template => ofType(template, type))
    t.ok(found.length > 0, type)
    for (const [id, properties] of found) t.ok(text(properties).includes(keyId), id)
  }
})

t.test('Idle resources cost nothing by the hour: there is no key, firewall, cache, provisioned function, network or secret store.', async t => {
  const paid = /^AWS::(KMS|WAFv2|SecretsManager|EC2|ElastiCache|RDS|ApplicationAutoScaling|Kinesis)::/
  for (const { data, service } of [dev, prod, http]) {
    for (const { Type, Properties } of [...Object.values(data.Resources), ...Object.values(service.Resources)]) {
      t.notMatch(Type, paid)
      t.notMatch(text(Properties), /ProvisionedConcurrentExecutions|"CacheClusterEnabled":true|"BillingMode":"PROVISIONED"/)
    }
  }
})

t.test('prod sends alarms and recoveries to an address, and the runbook has a section for each; dev has the free ones, and sends nothing.', async t => {
  for (const made of [prod, http, all, allOfHttp]) {
    const alarms = ofType(made.service, 'AWS::CloudWatch::Alarm').map(([, alarm]) => alarm)
    t.same(alarms.map(
      ({ AlarmName }) => String(AlarmName).replace('posthorn-prod-', '')
    ), alarmRules(prodStage.alarms).map(({ name }) => name).filter(name => made !== http || name !== 'errors-authorizer'))
    for (const { AlarmName, AlarmActions, OKActions, AlarmDescription } of alarms) {
      t.ok(text(AlarmActions).includes('Told'), String(AlarmName))
      t.equal(OKActions !== undefined, !String(AlarmName).includes('-more-'), `${String(AlarmName)}: a single event has no recovery`)
      t.ok(String(AlarmDescription).endsWith(`docs/runbook.md#${String(AlarmName).replace('posthorn-prod-', '')}`))
    }
    t.equal(theOne(made.service, 'AWS::SNS::Subscription').Endpoint, 'oncall@example.com')
    t.equal(ofType(made.service, 'AWS::CloudWatch::Dashboard').length, 1)
  }
  for (const [, { AlarmActions, OKActions }] of ofType(dev.service, 'AWS::CloudWatch::Alarm')) {
    t.same([AlarmActions, OKActions], [undefined, undefined])
  }
  t.equal(alarmOn(prod.service, 'oldest-due').TreatMissingData, 'breaching', 'a sweep that does not run writes no metric')
})

t.test('A stage that keeps its data is refused without an address for its alarms.', async t => {
  const told = (alarms: object) =>
    () => checked({ ...stages.prod!, alarms: { watch: 'all', acceptMs: 1, dueSeconds: 1, fanOutSeconds: 1, ...alarms } })
  t.throws(told({}), /Stage 'prod': alarms.email or alarms.topicArn: a stage that keeps its data needs somewhere/)
  t.throws(told({ email: 'nobody' }), /alarms.email: an e-mail address/)
  t.throws(told({ topicArn: 'arn:aws:sqs:eu-west-1:111122223333:told' }), /alarms.topicArn: the ARN of an SNS topic/)
  t.throws(told({ email: 'a@example.com', topicArn: 'arn:aws:sns:eu-west-1:111122223333:told' }), /not both/)
  t.doesNotThrow(told({ topicArn: 'arn:aws:sns:eu-west-1:111122223333:told' }))
  t.doesNotThrow(told({ email: 'a@example.com' }))
})

t.test('The dashboard shows traffic, errors, latency, success, backlog, circuits, dead letters and cost.', async t => {
  const body = text(theOne(prod.service, 'AWS::CloudWatch::Dashboard'))
  for (const title of [
    'Traffic', 'Errors', 'Latency', 'Delivery success', 'Backlog', 'Circuits and throttles', 'Dead letters',
    'Estimated cost of a million messages'
  ]) t.ok(body.includes(title), title)
})

t.test('The outputs have the URL, the command for a first token, and the dashboard.', async t => {
  for (const { service } of every) {
    t.match(text(service.Outputs!.ApiUrl!.Value), /https:|ApiEndpoint/)
    t.match(text(service.Outputs!.KeepSecrets!.Value), /npx posthorn secrets keep posthorn-(dev|prod)-secrets.json --stage (dev|prod)/)
    t.match(
      text(service.Outputs!.FirstToken!.Value),
      /POSTHORN_JWT_SECRET_FILE=<\(aws ssm get-parameter --name \/posthorn\/(dev|prod)\/jwt-secret --with-decryption/
    )
    t.match(text(service.Outputs!.DashboardUrl!.Value), /#dashboards\/dashboard\/posthorn-/)
  }
})

t.test("The account's stack is the same for every stage, and stays while a stage needs it.", async t => {
  t.same(dev.account, prod.account)
  const exported = Object.values(dev.account!.Outputs!).map(({ Export }) => Export!.Name)
  t.ok(exported.some(name => text(dev.service).includes(`"Fn::ImportValue":"${name}"`)))
  t.equal(http.account, undefined, 'an HTTP API needs no role for its log')
})

t.test('A stage has an HTTP API and no traces unless it asks for them.', async t => {
  for (const stage of [stages.dev!, { ...stages.prod!, alarms: prodStage.alarms }]) {
    const made = synthesize(stage)
    t.equal(ofType(made.service, 'AWS::ApiGatewayV2::Api').length, 1, stage.name)
    t.same(ofType(made.service, 'AWS::ApiGateway::RestApi'), [], stage.name)
    for (const name of ofDefault) t.same(functionOf(made, name).TracingConfig ?? { Mode: 'PassThrough' }, { Mode: 'PassThrough' }, name)
    t.equal(functionOf(made, 'deliver').MemorySize, 384)
    t.equal(functionOf(made, 'fan-out').MemorySize, 512)
  }
})

t.test('Deliveries are gathered for the time that the stage says.', async t => {
  const gathering = synthesize({ ...devStage, concurrency: { ...devStage.concurrency, deliverWindow: 5 } })
  const windows = ofType(gathering.service, 'AWS::Lambda::EventSourceMapping').filter(([, { EventSourceArn }]) => text(EventSourceArn).includes('Deliveries'))
  t.match(windows.map(([, properties]) => properties), [{ BatchSize: 10, MaximumBatchingWindowInSeconds: 5 }])
})

t.test('The stage small stays within ten concurrent executions.', async t => {
  const small = synthesize({ ...stages.small!, alarms: prodStage.alarms })
  const scaling = ofType(small.service, 'AWS::Lambda::EventSourceMapping').map(([, { ScalingConfig }]) => ScalingConfig).filter(Boolean)
  const most = (scaling as Array<{ MaximumConcurrency: number }>).reduce((sum, { MaximumConcurrency }) => sum + MaximumConcurrency, 0)
  t.ok(most <= 4, `queues use ${most} of ten, and leave six`)
  for (const name of ofDefault) t.equal(functionOf(small, name).ReservedConcurrentExecutions, undefined, `${name}: an account of ten can reserve none`)
})

t.test('Every function has an alias, which names its newest version; what calls a function calls the alias.', async t => {
  for (const made of every) {
    const { service } = made
    const count = made === http ? 5 : 6
    const aliases = ofType(service, 'AWS::Lambda::Alias')
    t.same(aliases.map(([, { Name }]) => Name), Array(count).fill('live'))
    const versions = Object.values(service.Resources).filter(({ Type }) => Type === 'AWS::Lambda::Version')
    t.same(versions.map(({ DeletionPolicy }) => DeletionPolicy), Array(count).fill('RetainExceptOnCreate'), 'those of before stay')
    const ids = ofType(service, 'AWS::Lambda::Function').map(([id]) => id)
    for (const [id, { FunctionName: called }] of ['AWS::Lambda::EventSourceMapping', 'AWS::Lambda::Permission'].flatMap(type => ofType(service, type))) {
      t.ok(aliases.some(([alias]) => text(called) === text({ Ref: alias })), id)
    }
    for (const type of ['AWS::ApiGateway::Method', 'AWS::ApiGateway::Authorizer', 'AWS::ApiGatewayV2::Integration', 'AWS::ApiGatewayV2::Authorizer', 'AWS::Events::Rule']) {
      for (const [id, properties] of ofType(service, type)) for (const one of ids) t.notMatch(text(properties), new RegExp(`"${one}"`), id)
    }
    t.match(theOne(service, 'AWS::Lambda::EventInvokeConfig'), { Qualifier: 'live' })
  }
})

t.test('A new version gets a share of the requests first where the stage says so, and none when an alarm goes off.', async t => {
  t.equal(ofType(prod.service, 'AWS::CodeDeploy::DeploymentGroup').length, 0)
  for (const one of Object.values(prod.service.Resources).filter(({ Type }) => Type === 'AWS::Lambda::Alias')) t.notOk('UpdatePolicy' in one, 'all requests at once')
  for (const { service } of [all, allOfHttp]) {
    t.match(theOne(service, 'AWS::CodeDeploy::DeploymentConfig'), {
      ComputePlatform: 'Lambda', TrafficRoutingConfig: { Type: 'TimeBasedCanary', TimeBasedCanary: { CanaryPercentage: 10, CanaryInterval: 15 } }
    })
    const groups = ofType(service, 'AWS::CodeDeploy::DeploymentGroup')
    t.equal(groups.length, 6)
    for (const [id, { AlarmConfiguration, AutoRollbackConfiguration, DeploymentGroupName }] of groups) {
      const name = String(DeploymentGroupName).replace('posthorn-prod-', '')
      t.match(AutoRollbackConfiguration, { Enabled: true, Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM'] }, id)
      const { Alarms } = AlarmConfiguration as { Alarms: Array<{ Name: { Ref: string } }> }
      const names = Alarms.map(({ Name: { Ref } }) => service.Resources[Ref]!.Properties.AlarmName)
      t.ok(names.includes(`posthorn-prod-errors-${name}`), id)
      const shifted = Object.values(service.Resources).filter(resource => text((resource as { UpdatePolicy?: object }).UpdatePolicy ?? {}).includes(`"${id}"`))
      t.match(shifted, [{ Type: 'AWS::Lambda::Alias', UpdatePolicy: { CodeDeployLambdaAliasUpdate: {} } }], id)
    }
    t.equal(theOne(service, 'AWS::IAM::Role', 'codedeploy.amazonaws.com').ManagedPolicyArns instanceof Array && (theOne(service, 'AWS::IAM::Role', 'codedeploy.amazonaws.com').ManagedPolicyArns as unknown[]).length, 1)
  }
  for (const canary of [{ percent: 0, minutes: 10 }, { percent: 100, minutes: 10 }, { percent: 10, minutes: 5 }]) t.throws(() => checked({ ...devStage, canary }), /canary: percent from 1 to 99/)
})
