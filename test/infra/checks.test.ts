import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { Aspects, type IAspect, Stack } from 'aws-cdk-lib'
import { CfnFunction } from 'aws-cdk-lib/aws-lambda'
import t from 'tap'
import { GATEWAY_PRICE, PRICES } from '../../infra/constructs/measures.js'
import { CACHED_ROUTES, PUBLIC_ROUTES } from '../../infra/constructs/routes.js'
import { checked, stageOf, stages, type Stage } from '../../infra/stages.js'
import { TABLES } from '../../infra/facts/tables.js'
import { PRICES as LIST_PRICES, type Priced } from '../../src/cli/doctor/prices.js'
import { settings } from '../../src/config.js'
import { METRICS } from '../../src/delivery/metrics.js'
import { openMeter } from '../../src/lambda/open-meter.js'
import { definitionOf } from '../../src/models/definitions.js'
import { schemas, type TableName } from '../../src/models/schemas.js'
import { behindHttpApi, devStage, emptyBundles, everything, everythingOfHttpApi, ofType, prodStage, stacksOf, synthesize, type Synthesized } from './synthesized.js'

const variants = { dev: devStage, prod: prodStage, 'dev behind an HTTP API': behindHttpApi(devStage), 'prod behind an HTTP API': behindHttpApi(prodStage), 'prod with every option': everything, 'an HTTP API with every option': everythingOfHttpApi }

let dev: Synthesized

for (const [name, stage] of Object.entries(variants)) {
  t.test(`cdk-nag has nothing to say of ${name}`, async t => {
    const synthesized = synthesize(stage)
    if (name === 'dev') dev = synthesized
    t.ok(Object.keys(synthesized.service.Resources).length > 30)
  })
}

t.test('cdk-nag would have something to say', async t => {
  const open: IAspect = { visit: node => { if (node instanceof CfnFunction && node.node.path.includes('Http')) node.runtime = 'nodejs16.x' } }
  const { app } = stacksOf(devStage)
  Aspects.of(app.node.children.find(child => child instanceof Stack && child.stackName === 'posthorn-dev-service')!).add(open)
  t.throws(() => app.synth(), /[Vv]alidation failed/)
})

t.test('the tables equal the models: keys, indexes, types and expiry', async t => {
  for (const [name, schema] of Object.entries(schemas)) {
    const expected = await definitionOf(name as TableName, `posthorn-dev-${name}`)
    const [, table = {}] = ofType(dev.data, 'AWS::DynamoDB::Table').find(([, { TableName }]) => TableName === expected.TableName) ?? []
    t.same(table.KeySchema, expected.KeySchema, name)
    t.same(sorted(table.AttributeDefinitions), sorted(expected.AttributeDefinitions), name)
    t.same(sorted(table.GlobalSecondaryIndexes).map(asAsked), sorted(expected.GlobalSecondaryIndexes).map(asAsked), name)
    t.equal(table.BillingMode, expected.BillingMode, name)
    const expires = schema.attributes().includes('expiresAt')
    t.same(table.TimeToLiveSpecification, expires ? { AttributeName: 'expiresAt', Enabled: true } : undefined, name)
  }
  t.same(Object.keys(TABLES).sort(), Object.keys(schemas).sort())
})

const sorted = (list: unknown) => [...(list ?? []) as Array<Record<string, unknown>>].sort((a, b) => JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)
const asAsked = ({ IndexName, KeySchema, Projection }: Record<string, unknown>) => ({ IndexName, KeySchema, Projection })

t.test('only the messages are announced by a stream, as they are new', async t => {
  const streams = ofType(dev.data, 'AWS::DynamoDB::Table').flatMap(([, { TableName, StreamSpecification }]) => StreamSpecification ? [[TableName, StreamSpecification]] : [])
  t.same(streams, [[`posthorn-dev-${'messages' satisfies TableName}`, { StreamViewType: 'NEW_IMAGE' }]])
})

t.test('alarms and the dashboard look at what the functions write: namespace, dimension, function and name', async t => {
  const looked = [dev, synthesize(behindHttpApi(devStage))].flatMap(({ service }) => [
    ...ofType(service, 'AWS::CloudWatch::Alarm').flatMap(([, { Namespace, MetricName, Dimensions }]) => Namespace === 'Posthorn' ? [[MetricName, ...(Dimensions as Array<{ Name: string, Value: string }>).flatMap(({ Name, Value }) => [Name, Value])]] : []),
    ...[...JSON.stringify(ofType(service, 'AWS::CloudWatch::Dashboard')).matchAll(/\[\\*"Posthorn\\*",\\*"(\w+)\\*",\\*"(\w+)\\*",\\*"([\w-]+)\\*"/g)].map(([, ...found]) => found)
  ])
  t.ok(looked.length > 20)
  const written = ['http', 'deliver', 'sweep'].flatMap(name => writtenBy(`posthorn-dev-${name}`))
  for (const one of looked) t.ok(written.includes(one.join(' ')), one.join(' '))
  const names = new Set(looked.map(([name]) => name))
  t.same(Object.keys(METRICS).filter(name => !names.has(name)), [], 'everything that is measured is shown')
})

/** What CloudWatch makes of what a function writes in which everything has happened once: name, dimension and its value. */
function writtenBy (functionName: string): string[] {
  process.env.AWS_LAMBDA_FUNCTION_NAME = functionName
  const lines: string[] = []
  const meter = openMeter('unnamed', line => lines.push(line))
  delete process.env.AWS_LAMBDA_FUNCTION_NAME
  for (const name of Object.keys(METRICS) as Array<keyof typeof METRICS>) METRICS[name].kind === 'counter' ? meter.count(name) : meter.observe(name, 1)
  meter.flush(Date.now())
  const line = JSON.parse(lines[0]!) as Line
  return line._aws.CloudWatchMetrics.filter(({ Namespace }) => Namespace === 'Posthorn').flatMap(({ Dimensions: [all], Metrics }) =>
    Metrics.filter(({ Name }) => Name in line).map(({ Name }) => [Name, ...all!.flatMap(dimension => [dimension, line[dimension]])].join(' ')))
}

interface Line extends Record<string, unknown> { _aws: { CloudWatchMetrics: Array<{ Namespace: string, Dimensions: string[][], Metrics: Array<{ Name: string }> }> } }

t.test('The dashboard reckons with the prices that the doctor and docs/costs.md go by', async t => {
  const names: Record<string, Priced> = { gbSecond: 'lambdaGbSeconds', invocation: 'lambdaRequests', writeUnit: 'writeUnits', readUnit: 'readUnits', queueRequest: 'queueRequests', rest: 'restRequests', http: 'httpRequests' }
  const micro = (usd: number) => (usd * 1e6).toFixed(4)
  for (const [name, usd] of Object.entries({ ...PRICES, ...GATEWAY_PRICE })) {
    const listed = LIST_PRICES[names[name]!]
    t.equal(micro(usd), micro(listed.usd / listed.per), name)
  }
})

t.test('whatever a function is told is a setting', async t => {
  const known = new Set(Object.values(settings).map(({ name }) => name))
  const told = [dev, synthesize(everything)].flatMap(({ data, service }) => [data, service]).flatMap(template => ofType(template, 'AWS::Lambda::Function'))
  const names = new Set(told.flatMap(([, { Environment }]) => Object.keys((Environment as { Variables?: object } | undefined)?.Variables ?? {})))
  t.same([...names].filter(name => !known.has(name)), ['UV_THREADPOOL_SIZE'], "but for one of Node's own")
  t.ok(names.has('POSTHORN_TABLE_PREFIX') && names.has('POSTHORN_JWT_SECRET_PARAMETER') && names.has('POSTHORN_USAGE_KEY'))
})

const document = JSON.parse(readFileSync(new URL('../../openapi/openapi.json', import.meta.url), 'utf8')) as { paths: Record<string, Record<string, { security?: unknown, parameters?: Array<{ in: string, name: string }> }>> }

t.test('the gateway lets through without a token what the app does, and the documentation', async t => {
  const open = Object.entries(document.paths).flatMap(([path, operations]) => Object.values(operations).every(({ security }) => !security) ? [path] : [])
  t.ok(open.includes('/api/v1/health'))
  for (const path of open) t.ok(PUBLIC_ROUTES.some(route => route.path === path), path)
  const documented = PUBLIC_ROUTES.filter(({ path }) => path.startsWith('/api/v1/') && path !== '/api/v1/openapi.json' && document.paths[path])
  for (const { path } of documented) t.ok(open.includes(path), path)
})

t.test('every parameter of a cached answer is part of its key', async t => {
  for (const { path, cachedQuery } of CACHED_ROUTES) {
    const asked = document.paths[path]?.get?.parameters?.filter(one => one.in === 'query').map(({ name }) => name)
    t.same(asked ?? [], cachedQuery, path)
    t.ok(document.paths[path]?.get, path)
  }
})

t.test('a stage that cannot be is refused with the reason', async t => {
  t.throws(() => stageOf('staging'), /there is dev, prod/)
  t.throws(() => checked({ ...devStage, name: 'Dev!' }), /name: up to 16/)
  t.throws(() => checked({ ...devStage, concurrency: { ...devStage.concurrency, deliver: 1 } }), /concurrency.deliver/)
  t.throws(() => checked({ ...devStage, provisioned: { min: 3, max: 2 } }), /provisioned: min/)
  for (const proxyParameter of ['proxy', '/posthorn/*', '/a b', '/']) t.throws(() => checked({ ...devStage, proxyParameter }), /proxyParameter: the name of an SSM parameter/, proxyParameter)
  t.doesNotThrow(() => checked({ ...devStage, proxyParameter: '/network/proxy-1' }))
  for (const name of Object.keys(stages)) t.equal(stageOf(name).name, name)
})

t.test('a proxy is given in a setting, or with its user and password in a parameter of SSM, and in one place', async t => {
  const told = (settings: Stage['settings'], rest: Partial<Stage> = {}) => () => checked({ ...devStage, ...rest, settings })
  t.doesNotThrow(told({ POSTHORN_PROXY: 'http://10.0.0.1:3128' }))
  for (const userInfo of ['me:s3cr3t@', 'me@', ':s3cr3t@']) {
    t.throws(told({ POSTHORN_PROXY: `http://${userInfo}10.0.0.1:3128` }), { message: /put the URL into a SecureString of SSM and its name into proxyParameter/ }, userInfo)
    t.throws(told({ POSTHORN_PROXY: `http://${userInfo}10.0.0.1:3128` }), { message: /^(?!.*s3cr3t)/ }, 'and not shown')
  }
  t.throws(told({ POSTHORN_PROXY_RESOLVES: 'true' }), /POSTHORN_PROXY_RESOLVES: there is no proxy/)
  t.doesNotThrow(told({ POSTHORN_PROXY_RESOLVES: 'true' }, { proxyParameter: '/network/proxy' }))
  t.throws(told({ POSTHORN_PROXY_PARAMETER: '/network/proxy' }), /proxyParameter/, 'which deliver alone gets')
  t.throws(told({ POSTHORN_PROXY: 'http://10.0.0.1:3128' }, { proxyParameter: '/network/proxy' }), /settings.POSTHORN_PROXY or proxyParameter/)
})

t.test('the stacks that `cdk` itself synthesizes satisfy CloudFormation\'s own rules too', async t => {
  const script = `
    import { createPosthorn } from './infra/posthorn.ts'
    import { stageOf } from './infra/stages.ts'
    import { App } from 'aws-cdk-lib'
    const app = new App({ outdir: process.argv[2], stackTraces: false })
    createPosthorn({ app, stage: stageOf('prod'), bundles: process.argv[1] })
    app.synth()`
  const { CDK_VALIDATION: _, ...env } = process.env
  const { status, stderr } = spawnSync(process.execPath, ['--import', './test/helpers/typescript.js', '--input-type=module', '-e', script, emptyBundles(), t.testdir()], { encoding: 'utf8', env, cwd: new URL('../..', import.meta.url) })
  t.equal(status, 0, stderr)
})
