import { spawnSync } from 'node:child_process'
import { Aspects, type IAspect, Stack } from 'aws-cdk-lib'
import { CfnFunction } from 'aws-cdk-lib/aws-lambda'
import t from 'tap'
import { PUBLIC_ROUTES } from '../../infra/constructs/gateway-routes.js'
import { checked, stages, type Stage } from '../../infra/stages.js'
import { settings } from '../../src/config.js'
import { METRICS } from '../../src/facts/metric-definitions.js'
import type { TableName } from '../../src/facts/table-definitions.js'
import { definitionOf } from '../../src/models/definitions.js'
import { shapes } from '../../src/models/shapes.js'
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

t.test('the stacks make the tables that the Node server makes: keys, indexes, types and expiry', async t => {
  for (const [name, { types }] of Object.entries(shapes)) {
    const expected = definitionOf(name as TableName, `posthorn-dev-${name}`)
    const [, table = {}] = ofType(dev.data, 'AWS::DynamoDB::Table').find(([, { TableName }]) => TableName === expected.TableName) ?? []
    t.same(table.KeySchema, expected.KeySchema, name)
    t.same(sorted(table.AttributeDefinitions), sorted(expected.AttributeDefinitions), name)
    t.same(sorted(table.GlobalSecondaryIndexes).map(asAsked), sorted(expected.GlobalSecondaryIndexes).map(asAsked), name)
    t.equal(table.BillingMode, expected.BillingMode, name)
    const expires = 'expiresAt' in types
    t.same(table.TimeToLiveSpecification, expires ? { AttributeName: 'expiresAt', Enabled: true } : undefined, name)
  }
})

const sorted = (list: unknown) => [...(list ?? []) as Array<Record<string, unknown>>].sort((a, b) => JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)
const asAsked = ({ IndexName, KeySchema, Projection }: Record<string, unknown>) => ({ IndexName, KeySchema, Projection })

t.test('only the messages are announced by a stream, as they are new', async t => {
  const streams = ofType(dev.data, 'AWS::DynamoDB::Table').flatMap(([, { TableName, StreamSpecification }]) => StreamSpecification ? [[TableName, StreamSpecification]] : [])
  t.same(streams, [[`posthorn-dev-${'messages' satisfies TableName}`, { StreamViewType: 'NEW_IMAGE' }]])
})

t.test('alarms and the dashboard show everything that is measured', async t => {
  const looked = [dev, synthesize(behindHttpApi(devStage))].flatMap(({ service }) => [
    ...ofType(service, 'AWS::CloudWatch::Alarm').flatMap(([, { Namespace, MetricName }]) => Namespace === 'Posthorn' ? [String(MetricName)] : []),
    ...[...JSON.stringify(ofType(service, 'AWS::CloudWatch::Dashboard')).matchAll(/\[\\*"Posthorn\\*",\\*"(\w+)\\*",\\*"Function\\*"/g)].map(([, name]) => name!)
  ])
  t.ok(looked.length > 20)
  t.same(Object.keys(METRICS).filter(name => !looked.includes(name)), [])
})

t.test('whatever a function is told is a setting', async t => {
  const known = new Set(Object.values(settings).map(({ name }) => name))
  const told = [dev, synthesize(everything)].flatMap(({ data, service }) => [data, service]).flatMap(template => ofType(template, 'AWS::Lambda::Function'))
  const names = new Set(told.flatMap(([, { Environment }]) => Object.keys((Environment as { Variables?: object } | undefined)?.Variables ?? {})))
  t.same([...names].filter(name => !known.has(name)), ['UV_THREADPOOL_SIZE'], "but for one of Node's own")
  t.ok(names.has('POSTHORN_TABLE_PREFIX') && names.has('POSTHORN_JWT_SECRET_PARAMETER') && names.has('POSTHORN_USAGE_KEY'))
})

t.test('without a token, the gateway lets these paths through and no others', async t => {
  t.same(PUBLIC_ROUTES.map(({ path }) => path), [
    '/', '/docs', '/docs/{file+}', '/api/v1/openapi.json', '/portal', '/portal/{file+}', '/console', '/api/v1/health', '/api/v1/health/ping', '/api/v1/health/ready'
  ])
})

t.test('a stage that cannot be is refused with the reason', async t => {
  t.throws(() => checked({ ...devStage, name: 'Dev!' }), /name: up to 16/)
  t.throws(() => checked({ ...devStage, concurrency: { ...devStage.concurrency, deliver: 1 } }), /concurrency.deliver/)
  t.throws(() => checked({ ...devStage, provisioned: { min: 3, max: 2 } }), /provisioned: min/)
  for (const proxyParameter of ['proxy', '/posthorn/*', '/a b', '/']) t.throws(() => checked({ ...devStage, proxyParameter }), /proxyParameter: the name of an SSM parameter/, proxyParameter)
  t.doesNotThrow(() => checked({ ...devStage, proxyParameter: '/network/proxy-1' }))
  t.equal(checked(stages.dev!).name, 'dev')
  t.throws(() => checked(stages.prod!), /somewhere for its alarms to go/)
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
    import { stages } from './infra/stages.ts'
    import { App } from 'aws-cdk-lib'
    const app = new App({ outdir: process.argv[2], stackTraces: false })
    createPosthorn({ app, stage: stages.prod, bundles: process.argv[1] })
    app.synth()`
  const { CDK_VALIDATION: _, ...given } = process.env
  const env = { ...given, POSTHORN_ALARMS_EMAIL: 'oncall@example.com' }
  const { status, stderr } = spawnSync(process.execPath, ['--import', './test/helpers/typescript.js', '--input-type=module', '-e', script, emptyBundles(), t.testdir()], { encoding: 'utf8', env, cwd: new URL('../..', import.meta.url) })
  t.equal(status, 0, stderr)
})
