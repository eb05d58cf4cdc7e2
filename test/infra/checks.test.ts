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
import {
  behindHttpApi, devStage, emptyBundles, everything, everythingOfHttpApi, ofType, prodStage, stacksOf, synthesize, type Synthesized
} from './synthesized.js'

const variants = {
  dev: devStage, prod: prodStage, 'dev behind an HTTP API': behindHttpApi(devStage), 'prod behind an HTTP API': behindHttpApi(prodStage),
  'prod with every option': everything, 'an HTTP API with every option': everythingOfHttpApi
}

let dev: Synthesized

for (const [name, stage] of Object.entries(variants)) {
  t.test(`cdk-nag finds nothing in ${name}.`, async t => {
    const synthesized = synthesize(stage)
    if (name === 'dev') dev = synthesized
    t.ok(Object.keys(synthesized.service.Resources).length > 30)
  })
}

t.test('cdk-nag finds an old runtime.', async t => {
  const open: IAspect = {
    visit: node => {
      if (node instanceof CfnFunction && node.node.path.includes('Http')) node.runtime = 'nodejs16.x'
    }
  }
  const { app } = stacksOf(devStage)
  Aspects.of(app.node.children.find(child => child instanceof Stack && child.stackName === 'posthorn-dev-service')!).add(open)
  t.throws(() => app.synth(), /[Vv]alidation failed/)
})

t.test('The stacks create the tables of the Node server: keys, indexes, types and expiry.', async t => {
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

const sorted = (list: unknown) =>
  [...(list ?? []) as Array<Record<string, unknown>>].sort((a, b) => JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)
const asAsked = ({ IndexName, KeySchema, Projection }: Record<string, unknown>) => ({ IndexName, KeySchema, Projection })

t.test('Only the messages table has a stream, with new images.', async t => {
  const streams = ofType(dev.data, 'AWS::DynamoDB::Table').flatMap(([, { TableName, StreamSpecification }]) => StreamSpecification
    ? [[TableName, StreamSpecification]]
    : [])
  t.same(streams, [[`posthorn-dev-${'messages' satisfies TableName}`, { StreamViewType: 'NEW_IMAGE' }]])
})

t.test('Alarms and the dashboard show every metric.', async t => {
  const looked = [dev, synthesize(behindHttpApi(devStage))].flatMap(({ service }) => [
    ...ofType(service, 'AWS::CloudWatch::Alarm').flatMap(([, { Namespace, MetricName }]) => Namespace === 'Posthorn'
      ? [String(MetricName)]
      : []),
    ...[
      ...JSON.stringify(ofType(service, 'AWS::CloudWatch::Dashboard')).matchAll(/\[\\*"Posthorn\\*",\\*"(\w+)\\*",\\*"Function\\*"/g)
    ].map(([, name]) => name!)
  ])
  t.ok(looked.length > 20)
  t.same(Object.keys(METRICS).filter(name => !looked.includes(name)), [])
})

t.test('Every environment variable of a function is a setting.', async t => {
  const known = new Set(Object.values(settings).map(({ name }) => name))
  const told = [dev, synthesize(everything)].flatMap(({ data, service }) => [data, service]).flatMap(
    template => ofType(template, 'AWS::Lambda::Function')
  )
  const names = new Set(
    told.flatMap(([, { Environment }]) => Object.keys((Environment as { Variables?: object } | undefined)?.Variables ?? {}))
  )
  t.same([...names].filter(name => !known.has(name)), ['UV_THREADPOOL_SIZE'], 'except a variable of Node')
  t.ok(names.has('POSTHORN_TABLE_PREFIX') && names.has('POSTHORN_JWT_SECRET_PARAMETER') && names.has('POSTHORN_USAGE_KEY'))
})

t.test('These paths pass the gateway without a token, and no others.', async t => {
  t.same(PUBLIC_ROUTES.map(({ path }) => path), [
    '/', '/docs', '/docs/{file+}', '/api/v1/openapi.json', '/portal', '/portal/{file+}', '/console', '/api/v1/health',
    '/api/v1/health/ping', '/api/v1/health/ready', '/api/v1/auth/jwks'
  ])
})

t.test('An impossible stage is refused with the reason.', async t => {
  t.throws(() => checked({ ...devStage, name: 'Dev!' }), /name: up to 16/)
  t.throws(() => checked({ ...devStage, concurrency: { ...devStage.concurrency, deliver: 1 } }), /concurrency.deliver/)
  t.throws(() => checked({ ...devStage, provisioned: { min: 3, max: 2 } }), /provisioned: min/)
  for (const proxyParameter of ['proxy', '/posthorn/*', '/a b', '/']) {
    t.throws(() => checked({ ...devStage, proxyParameter }), /proxyParameter: the name of an SSM parameter/, proxyParameter)
  }
  t.doesNotThrow(() => checked({ ...devStage, proxyParameter: '/network/proxy-1' }))
  t.equal(checked(stages.dev!).name, 'dev')
  t.throws(() => checked(stages.prod!), /somewhere for its alarms to go/)
})

t.test('A proxy is given in a setting, or with user and password in an SSM parameter, and not in both.', async t => {
  const told = (settings: Stage['settings'], rest: Partial<Stage> = {}) => () => checked({ ...devStage, ...rest, settings })
  t.doesNotThrow(told({ POSTHORN_PROXY: 'http://10.0.0.1:3128' }))
  for (const userInfo of ['me:s3cr3t@', 'me@', ':s3cr3t@']) {
    t.throws(told({ POSTHORN_PROXY: `http://${userInfo}10.0.0.1:3128` }), {
      message: /put the URL into a SecureString of SSM and its name into proxyParameter/
    }, userInfo)
    t.throws(told({ POSTHORN_PROXY: `http://${userInfo}10.0.0.1:3128` }), { message: /^(?!.*s3cr3t)/ }, 'the value is not shown')
  }
  t.throws(told({ POSTHORN_PROXY_RESOLVES: 'true' }), /POSTHORN_PROXY_RESOLVES: there is no proxy/)
  t.doesNotThrow(told({ POSTHORN_PROXY_RESOLVES: 'true' }, { proxyParameter: '/network/proxy' }))
  t.throws(told({ POSTHORN_PROXY_PARAMETER: '/network/proxy' }), /proxyParameter/, 'only deliver gets the parameter')
  t.throws(told({ POSTHORN_PROXY: 'http://10.0.0.1:3128' }, {
    proxyParameter: '/network/proxy'
  }), /settings.POSTHORN_PROXY or proxyParameter/)
})

t.test("The stacks that `cdk` synthesizes satisfy CloudFormation's own rules too.", async t => {
  const script = `
    import { createPosthorn } from './infra/posthorn.ts'
    import { stages } from './infra/stages.ts'
    import { App } from 'aws-cdk-lib'
    const app = new App({ outdir: process.argv[2], stackTraces: false })
    createPosthorn({ app, stage: stages.prod, bundles: process.argv[1] })
    app.synth()`
  const { CDK_VALIDATION: _, ...given } = process.env
  const env = { ...given, POSTHORN_ALARMS_EMAIL: 'oncall@example.com' }
  const { status, stderr } = spawnSync(
    process.execPath, ['--import', './test/helpers/typescript.js', '--input-type=module', '-e', script, emptyBundles(), t.testdir()],
    { encoding: 'utf8', env, cwd: new URL('../..', import.meta.url) }
  )
  t.equal(status, 0, stderr)
})
