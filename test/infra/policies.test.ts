import { runSimulation } from '@cloud-copilot/iam-simulate'
import t from 'tap'
import { stages } from '../../infra/stages.js'
import type { FunctionName } from '../../src/facts/functions.js'
import { TABLES } from '../../src/facts/table-definitions.js'
import { devStage, everything, ofType, prodStage, synthesize, theOne, type Synthesized } from './synthesized.js'

const ACCOUNT = '111122223333'
const REGION = 'eu-west-1'
const STREAM = '/stream/2026-11-22T00:00:00.000'
const KEY = '11111111-2222-3333-4444-555555555555'

interface Statement { Effect: string, Action: string | string[], Resource: unknown }
interface Policy { Version: string, Statement: Statement[] }

/** The resolved template, with values for what only a deployment knows. */
function resolved (node: unknown, { data, service }: Synthesized): unknown {
  const again = (one: unknown) => resolved(one, { data, service } as Synthesized)
  if (Array.isArray(node)) return node.map(again)
  if (typeof node !== 'object' || node === null) return node
  const {
    Ref, 'Fn::GetAtt': attribute, 'Fn::Join': join, 'Fn::ImportValue': imported
  } = node as { Ref?: string, 'Fn::GetAtt'?: [string, string], 'Fn::Join'?: [string, unknown[]], 'Fn::ImportValue'?: string }
  if (Ref !== undefined) {
    return ({ 'AWS::Partition': 'aws', 'AWS::Region': REGION, 'AWS::AccountId': ACCOUNT, 'AWS::URLSuffix': 'amazonaws.com' })[Ref] ?? Ref
  }
  if (join) return join[1].map(again).join(join[0])
  if (attribute) return arnOf(attribute, { data, service } as Synthesized)
  if (imported !== undefined) {
    const output = Object.values(data.Outputs ?? {}).find(one => one.Export?.Name === imported)
    return again(output!.Value)
  }
  return Object.fromEntries(Object.entries(node).map(([name, value]) => [name, again(value)]))
}

function arnOf ([id, name]: [string, string], { data, service }: Synthesized): string {
  const resource = data.Resources[id] ?? service.Resources[id]
  const of = (service: string, rest: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`
  const { Type, Properties: { TableName, QueueName } = {} } = resource ?? {}
  if (Type === 'AWS::DynamoDB::Table') return of('dynamodb', `table/${String(TableName)}`) + (name === 'StreamArn' ? STREAM : '')
  if (Type === 'AWS::SQS::Queue') return of('sqs', String(QueueName))
  if (Type === 'AWS::KMS::Key') return of('kms', `key/${KEY}`)
  throw new Error(`no ARN is known for ${id}, a ${Type}`)
}

/** The policies of every function's role. */
function policiesOf (synthesized: Synthesized): Map<FunctionName, Policy[]> {
  const templates = [synthesized.data, synthesized.service]
  const found = new Map<FunctionName, Policy[]>()
  for (const template of templates) {
    for (const [, { FunctionName: name, Role }] of ofType(template, 'AWS::Lambda::Function')) {
      const role = (Role as { 'Fn::GetAtt': [string] })['Fn::GetAtt'][0]
      const attached = ofType(template, 'AWS::IAM::Policy').filter(([, { Roles }]) => JSON.stringify(Roles).includes(`"${role}"`))
      const properties = template.Resources[role]!.Properties
      if (properties.ManagedPolicyArns !== undefined || properties.Policies !== undefined) {
        throw new Error(`${role} has policies besides those attached`)
      }
      found.set(
        String(name).replace(/^posthorn-[a-z]+-/, '') as FunctionName,
        attached.map(([, { PolicyDocument }]) => resolved(PolicyDocument, synthesized) as Policy)
      )
    }
  }
  return found
}

const arn = (service: string, rest: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`

const bucket = (name: string, key?: string) =>
  `arn:aws:s3:::posthorn-prod-${name}-${ACCOUNT}-${REGION}${key === undefined ? '' : `/${key}`}`

const RESOURCES: Readonly<Record<string, (rest: string) => string>> = {
  sqs: name => arn('sqs', `posthorn-prod-${name}`),
  ssm: name => arn('ssm', `parameter${name.startsWith('/') ? name : `/posthorn/prod/${name}`}`),
  stream: () => arn('dynamodb', `table/posthorn-prod-messages${STREAM}`),
  blobs: rest => bucket('blobs', rest === 'bucket' ? undefined : '2027-02-20/msg_x.abc'),
  uploads: rest => bucket('uploads', rest === 'bucket' ? undefined : `${rest}/org_a/app_b/file.ndjson`),
  log: name => arn('logs', `log-group:/posthorn/prod/${name}:log-stream:2026/11/22/x`),
  key: () => arn('kms', `key/${KEY}`),
  lambda: name => arn('lambda', `function:posthorn-prod-${name}`),
  role: () => `arn:aws:iam::${ACCOUNT}:role/function`,
  '*': () => '*'
}

/** The resource of a call, by its kind and name; without a kind, a table or `table/index`. */
function resourceOf (words: string): string {
  const [kind, rest = ''] = words.split(' ') as [string, string?]
  return RESOURCES[kind]?.(rest) ?? arn('dynamodb', `table/posthorn-prod-${kind.replace('/', '/index/')}`)
}

async function may (
  policies: Policy[], action: string, resource: string,
  { resourcePolicy, contextVariables = {} }: { resourcePolicy?: Policy, contextVariables?: Record<string, string> } = {}
): Promise<boolean> {
  const simulated = await runSimulation({
    identityPolicies: policies.map((policy, index) => ({ name: `policy-${index}`, policy })),
    serviceControlPolicies: [],
    resourceControlPolicies: [],
    ...(resourcePolicy && { resourcePolicy }),
    request: {
      action, principal: `arn:aws:iam::${ACCOUNT}:role/function`, resource: { resource, accountId: ACCOUNT }, contextVariables
    }
  }, {})
  if (simulated.resultType === 'error') throw new Error(`${action} on ${resource}: ${JSON.stringify(simulated.errors)}`)
  return simulated.overallResult === 'Allowed'
}

type Calls = Record<string, readonly string[]>

const GET = 'dynamodb:GetItem'
const PUT = 'dynamodb:PutItem'
const DELETE = 'dynamodb:DeleteItem'
const QUERY = 'dynamodb:Query'
const UPDATE = 'dynamodb:UpdateItem'
const MANY = ['dynamodb:BatchGetItem', 'dynamodb:BatchWriteItem']
const DESCRIBE = 'dynamodb:DescribeTable'
const TRACES = { '*': ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'] }
const readable = (...names: string[]): Calls => Object.fromEntries(names.map(name => [`ssm ${name}`, ['ssm:GetParameters']]))
const logs = (name: FunctionName): Calls => ({ [`log ${name}`]: ['logs:CreateLogStream', 'logs:PutLogEvents'], ...TRACES })
const READING = ['sqs:GetQueueAttributes', 'sqs:ReceiveMessage', 'sqs:DeleteMessage']
const MOVING = ['sqs:StartMessageMoveTask', 'sqs:ListMessageMoveTasks']
const TAKING = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes']

/** Every call of a function (src/repositories, src/delivery, Lambda's own calls for it), by its resource. */
const CALLS: Record<FunctionName, Calls> = {
  http: {
    ...logs('http'),
    aliases: [GET, PUT, DELETE, DESCRIBE],
    applications: [GET, PUT, UPDATE, QUERY, DESCRIBE],
    attempts: [GET, PUT, 'dynamodb:BatchGetItem', QUERY, DESCRIBE],
    'attempts/byEndpoint': [QUERY],
    deliveries: [GET, PUT, 'dynamodb:BatchGetItem', QUERY, DESCRIBE],
    endpoints: [GET, PUT, QUERY, DESCRIBE],
    'event-types': [GET, PUT, DELETE, QUERY, DESCRIBE],
    labels: [GET, PUT, DELETE, 'dynamodb:BatchWriteItem', QUERY, DESCRIBE],
    messages: [GET, PUT, UPDATE, ...MANY, QUERY, DESCRIBE],
    'messages/byType': [QUERY],
    tasks: [GET, PUT, QUERY, DESCRIBE],
    throttles: [DESCRIBE],
    'sqs deliveries': ['sqs:SendMessage'],
    // Dead letters are redriven; SQS moves entries with the caller's permissions.
    'sqs imports': ['sqs:SendMessage'],
    ...Object.fromEntries(['deliveries-dead', 'imports-dead'].map(name => [`sqs ${name}`, [...MOVING, ...READING]])),
    ...Object.fromEntries(['fan-out-dead', 'sweep-dead'].map(name => [`sqs ${name}`, READING])),
    'uploads aws/lambda': ['s3:GetObject'],
    blobs: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
    'blobs bucket': ['s3:ListBucket'],
    'uploads inbox': ['s3:PutObject'],
    'uploads reports': ['s3:GetObject'],
    ...readable('jwt-secret', 'jwt-secret-second', 'main-secret', 'main-secret-second')
  },
  authorizer: { ...logs('authorizer'), applications: [GET], endpoints: [GET], ...readable('jwt-secret', 'jwt-secret-second') },
  'fan-out': {
    ...logs('fan-out'),
    stream: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
    '* streams': ['dynamodb:ListStreams'],
    deliveries: [GET, PUT],
    endpoints: [QUERY],
    messages: [GET, UPDATE],
    blobs: ['s3:GetObject'],
    'blobs bucket': ['s3:ListBucket'],
    'sqs deliveries': ['sqs:SendMessage'],
    // Lambda writes failed batches with this function's permissions.
    'uploads aws/lambda': ['s3:PutObject']
  },
  deliver: {
    ...logs('deliver'),
    aliases: [GET, PUT],
    applications: [GET],
    attempts: [PUT],
    // Before an endpoint is disabled, its successes are looked for.
    'attempts/byEndpoint': [QUERY],
    deliveries: [GET, PUT],
    endpoints: [GET, PUT, QUERY],
    'event-types': [GET],
    labels: [GET, PUT, QUERY],
    messages: [GET, PUT, QUERY],
    tasks: [GET, PUT, UPDATE, DELETE],
    throttles: [GET, PUT],
    'sqs deliveries': ['sqs:SendMessage', ...TAKING],
    blobs: ['s3:GetObject'],
    'blobs bucket': ['s3:ListBucket'],
    ...readable('main-secret', 'main-secret-second')
  },
  sweep: {
    ...logs('sweep'),
    applications: [GET, QUERY],
    attempts: [GET, QUERY],
    'attempts/byEndpoint': [QUERY],
    deliveries: [GET, PUT, 'dynamodb:BatchGetItem', QUERY],
    'deliveries/due': [QUERY],
    'deliveries/undelivered': [QUERY],
    endpoints: [GET, QUERY],
    labels: [PUT, QUERY],
    messages: [GET, UPDATE, 'dynamodb:BatchGetItem', QUERY],
    'messages/byType': [QUERY],
    'messages/due': [QUERY],
    tasks: [GET, PUT],
    'tasks/due': [QUERY],
    'sqs deliveries': ['sqs:SendMessage'],
    'sqs sweep-dead': ['sqs:SendMessage'],
    blobs: ['s3:GetObject', 's3:DeleteObject'],
    'blobs bucket': ['s3:ListBucket']
  },
  import: {
    ...logs('import'),
    aliases: [GET, PUT],
    applications: [GET],
    'event-types': [GET],
    labels: [GET, PUT, 'dynamodb:BatchWriteItem', QUERY],
    messages: [GET, PUT, ...MANY, QUERY],
    tasks: [GET, PUT],
    'sqs imports': ['sqs:SendMessage', ...TAKING],
    blobs: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
    'blobs bucket': ['s3:ListBucket'],
    'uploads inbox': ['s3:GetObject'],
    'uploads reports': ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload', 's3:DeleteObject'],
    'uploads bucket': ['s3:ListBucket']
  },
  'create-secrets': {
    ...logs('create-secrets'),
    'ssm jwt-secret': ['ssm:PutParameter'],
    'ssm main-secret': ['ssm:PutParameter']
  }
}

/** The calls that each function must not be allowed to make. */
const FORBIDDEN: Array<[FunctionName, string, string, string]> = [
  ['authorizer', 'read payloads', GET, 'messages'],
  ['authorizer', 'read large payloads', 's3:GetObject', 'blobs'],
  ['authorizer', 'read the secret of endpoints\' secrets', 'ssm:GetParameters', 'ssm main-secret'],
  ['authorizer', 'change applications', PUT, 'applications'],
  ['authorizer', 'list applications', QUERY, 'applications'],
  ['authorizer', 'send deliveries', 'sqs:SendMessage', 'sqs deliveries'],
  ['http', 'take deliveries out of the queue', 'sqs:ReceiveMessage', 'sqs deliveries'],
  ['http', 'purge the queue', 'sqs:PurgeQueue', 'sqs deliveries'],
  ['http', 'read what others uploaded', 's3:GetObject', 'uploads inbox'],
  ['http', 'write reports', 's3:PutObject', 'uploads reports'],
  ['http', 'read whole tables', 'dynamodb:Scan', 'endpoints'],
  ['http', 'delete messages', DELETE, 'messages'],
  ['http', 'replace secrets', 'ssm:PutParameter', 'ssm jwt-secret'],
  ['http', 'read due work', QUERY, 'deliveries/due'],
  ['fan-out', 'make tokens', 'ssm:GetParameters', 'ssm jwt-secret'],
  ['fan-out', 'read endpoints\' secrets in plain', 'ssm:GetParameters', 'ssm main-secret'],
  ['fan-out', 'change endpoints', PUT, 'endpoints'],
  ['fan-out', 'store messages', PUT, 'messages'],
  ['fan-out', 'delete messages', DELETE, 'messages'],
  ['fan-out', 'read marks', QUERY, 'messages/due'],
  ['fan-out', 'take deliveries out of the queue', 'sqs:ReceiveMessage', 'sqs deliveries'],
  ['deliver', 'delete tables', 'dynamodb:DeleteTable', 'deliveries'],
  ['deliver', 'make tokens', 'ssm:GetParameters', 'ssm jwt-secret'],
  ['deliver', 'delete deliveries', DELETE, 'deliveries'],
  ['deliver', 'change applications', PUT, 'applications'],
  ['deliver', 'change payloads', 's3:PutObject', 'blobs'],
  ['deliver', 'read uploads', 's3:GetObject', 'uploads inbox'],
  ['http', 'take imports', 'sqs:ReceiveMessage', 'sqs imports'],
  ['fan-out', 'read what it gave up', 's3:GetObject', 'uploads aws/lambda'],
  ['sweep', 'begin imports', 'sqs:SendMessage', 'sqs imports'],
  ['deliver', 'begin imports', 'sqs:SendMessage', 'sqs imports'],
  ['deliver', 'take imports', 'sqs:ReceiveMessage', 'sqs imports'],
  ['sweep', 'change payloads', 's3:PutObject', 'blobs'],
  ['fan-out', 'remove payloads', 's3:DeleteObject', 'blobs'],
  ['sweep', 'read secrets', 'ssm:GetParameters', 'ssm main-secret'],
  ['sweep', 'change endpoints', PUT, 'endpoints'],
  ['sweep', 'read whole tables', 'dynamodb:Scan', 'deliveries'],
  ['import', 'change what was uploaded', 's3:PutObject', 'uploads inbox'],
  ['import', 'delete what was uploaded', 's3:DeleteObject', 'uploads inbox'],
  ['import', 'read endpoints', QUERY, 'endpoints'],
  ['import', 'make tokens', 'ssm:GetParameters', 'ssm jwt-secret'],
  ['import', 'send deliveries', 'sqs:SendMessage', 'sqs deliveries'],
  ['create-secrets', 'read messages', GET, 'messages'],
  ['create-secrets', 'read the secrets that it made', 'ssm:GetParameters', 'ssm main-secret'],
  ['create-secrets', 'delete a secret beside data that is kept', 'ssm:DeleteParameter', 'ssm main-secret'],
  ['create-secrets', 'delete what is not its own', 'ssm:DeleteParameter', 'ssm other'],
  ...Object.keys(stages.prod!.memory).flatMap((name): Array<[FunctionName, string, string, string]> => [
    [name as FunctionName, 'call another function', 'lambda:InvokeFunction', `lambda ${name === 'http' ? 'sweep' : 'http'}`],
    [name as FunctionName, 'change a function', 'lambda:UpdateFunctionCode', `lambda ${name}`],
    [name as FunctionName, 'write another\'s log', 'logs:PutLogEvents', `log ${name === 'http' ? 'sweep' : 'http'}`],
    [name as FunctionName, 'give itself more rights', 'iam:PutRolePolicy', 'role']
  ])
]

const prod = synthesize(prodStage)
const policies = policiesOf(prod)

t.test('Every function has a role of its own.', async t => {
  const roles = [prod.data, prod.service].flatMap(template =>
    ofType(template, 'AWS::Lambda::Function').map(([, { Role }]) => JSON.stringify(Role)))
  t.same([...policies.keys()].sort(), Object.keys(CALLS).sort())
  t.equal(new Set(roles).size, roles.length)
})

for (const [name, calls] of Object.entries(CALLS) as Array<[FunctionName, Calls]>) {
  t.test(`${name} may make every call that it makes.`, async t => {
    for (const [resource, actions] of Object.entries(calls)) {
      for (const action of actions) t.ok(await may(policies.get(name)!, action, resourceOf(resource)), `${action} ${resource}`)
    }
  })

  t.test(`${name} may make no other call.`, async t => {
    const allowed = policies.get(name)!.flatMap(({ Statement }) => Statement).flatMap(({ Action }) => [Action].flat())
    const made = new Set(Object.values(calls).flat())
    t.same([...new Set(allowed)].filter(action => !made.has(action) && action !== 's3:AbortMultipartUpload'), [])
  })
}

for (const [name, what, action, resource] of FORBIDDEN) {
  t.test(`${name} may not ${what}.`, async t => {
    t.notOk(await may(policies.get(name)!, action, resourceOf(resource)), `${action} ${resource}`)
  })
}

t.test('In a stage that keeps no data, create-secrets may delete the two secrets, and nothing else.', async t => {
  const dev = policiesOf(synthesize(devStage)).get('create-secrets')!
  const named = (name: string) => arn('ssm', `parameter/posthorn/dev/${name}`)
  for (const name of ['jwt-secret', 'main-secret', 'jwt-secret-second', 'main-secret-second']) t.ok(await may(dev, 'ssm:DeleteParameter', named(name)), name)
  t.notOk(await may(dev, 'ssm:DeleteParameter', named('other')))
})

t.test('Every policy is shorter than the limit of a role.', async t => {
  for (const [name, all] of policies) t.ok(JSON.stringify(all).length < 10_240, `${name}: ${JSON.stringify(all).length}`)
})

t.test('No function may read, change or delete a table as a whole.', async t => {
  for (const [name, all] of policies) {
    for (const action of ['dynamodb:Scan', 'dynamodb:UpdateTable', 'dynamodb:DeleteTable']) {
      for (const table of Object.keys(TABLES)) t.notOk(await may(all, action, resourceOf(table)), `${name} ${action} ${table}`)
    }
  }
})

t.test('No function has a wildcard action, and only actions without a resource are allowed on all resources.', async t => {
  const nameless = new Set(['xray:PutTraceSegments', 'xray:PutTelemetryRecords', 'dynamodb:ListStreams'])
  for (const [name, all] of policies) {
    for (const { Effect, Action, Resource } of all.flatMap(({ Statement }) => Statement)) {
      const actions = [Action].flat()
      t.equal(Effect, 'Allow')
      t.notOk(actions.some(action => action.includes('*')), `${name} ${actions.join()}`)
      if ([Resource].flat().includes('*')) t.ok(actions.every(action => nameless.has(action)), `${name} ${actions.join()}`)
    }
  }
})

const full = synthesize(everything)
const keyed = policiesOf(full)

t.test('Only deliver may read the parameter of the proxy, and no function in a stage without a proxy.', async t => {
  const mayRead = async (all: Policy[]) => await may(all, 'ssm:GetParameters', resourceOf('ssm /network/proxy'))
  for (const [name, all] of keyed) t.equal(await mayRead(all), name === 'deliver', name)
  for (const [name, all] of policies) t.notOk(await mayRead(all), name)
  for (const name of ['/network/proxy2', '/network']) {
    t.notOk(await may(keyed.get('deliver')!, 'ssm:GetParameters', resourceOf(`ssm ${name}`)), name)
  }
  t.notOk(await may(keyed.get('deliver')!, 'ssm:PutParameter', resourceOf('ssm /network/proxy')))
})

const keyPolicy = resolved(theOne(full.data, 'AWS::KMS::Key').KeyPolicy, full) as Policy

/** The services by which each function uses the key; with SSM, it only decrypts. */
const USES_KEY_BY: Record<Exclude<FunctionName, 'create-secrets'>, readonly string[]> = {
  http: ['dynamodb', 's3', 'sqs', 'ssm'],
  authorizer: ['dynamodb', 'ssm'],
  'fan-out': ['dynamodb', 's3', 'sqs'],
  deliver: ['dynamodb', 's3', 'sqs', 'ssm'],
  sweep: ['dynamodb', 's3', 'sqs'],
  import: ['dynamodb', 's3', 'sqs']
}

t.test("With a customer's own key, services may use it for the functions that use them; no function may use or delete it by itself.", async t => {
  const resourcePolicy = keyPolicy
  const mayUse = async (name: FunctionName, action: string, by?: string) => await may(keyed.get(name)!, action, resourceOf('key'), {
    resourcePolicy, ...by !== undefined && { contextVariables: { 'kms:ViaService': `${by}.${REGION}.amazonaws.com` } }
  })
  for (const [name, services] of Object.entries(USES_KEY_BY) as Array<[FunctionName, readonly string[]]>) {
    for (const action of ['kms:Decrypt', 'kms:GenerateDataKey']) {
      for (const service of ['dynamodb', 's3', 'sqs', 'ssm', 'secretsmanager']) {
        const isUsed = services.includes(service) && (service !== 'ssm' || action === 'kms:Decrypt')
        t.equal(await mayUse(name, action, service), isUsed, `${name} ${action} ${service}`)
      }
      t.notOk(await mayUse(name, action), `${name} ${action} directly`)
    }
    t.notOk(await mayUse(name, 'kms:ScheduleKeyDeletion', 'dynamodb'), name)
  }
  t.ok(await mayUse('create-secrets', 'kms:Encrypt', 'ssm'))
  for (const service of ['ssm', 'dynamodb']) t.notOk(await mayUse('create-secrets', 'kms:Decrypt', service), service)
})

t.test("A service of AWS may use a customer's own key for what belongs to this stage only.", async t => {
  const from = (source: string, account = ACCOUNT) => ({ 'aws:SourceArn': source, 'aws:SourceAccount': account })
  const uses: Array<[string, string, Record<string, string>, boolean]> = [
    [`logs.${REGION}`, 'kms:Encrypt', {}, false],
    ['s3', 'kms:GenerateDataKey', from(bucket('uploads')), true],
    ['s3', 'kms:GenerateDataKey', from(bucket('blobs')), false],
    ['s3', 'kms:GenerateDataKey', from(bucket('uploads'), '210987654321'), false],
    ['events', 'kms:GenerateDataKey', from(arn('events', 'rule/posthorn-prod-failed-records')), true],
    ['events', 'kms:GenerateDataKey', from(arn('events', 'rule/other')), false],
    ['sns', 'kms:GenerateDataKey', from(bucket('uploads')), false]
  ]
  for (const [service, action, contextVariables, isAllowed] of uses) {
    const simulated = await runSimulation({
      identityPolicies: [], serviceControlPolicies: [], resourceControlPolicies: [], resourcePolicy: keyPolicy,
      request: { action, principal: `${service}.amazonaws.com`, resource: { resource: resourceOf('key'), accountId: ACCOUNT }, contextVariables }
    }, {})
    t.equal(simulated.resultType === 'error' ? JSON.stringify(simulated.errors) : simulated.overallResult === 'Allowed', isAllowed,
      `${service} ${action} ${JSON.stringify(contextVariables)}`)
  }
  // The simulation knows no key of an encryption context with a colon in it.
  const ofLogs = keyPolicy.Statement.filter(one => JSON.stringify(one).includes(`logs.${REGION}.amazonaws.com`)) as unknown[]
  t.match(ofLogs, [{
    Condition: {
      ArnLike: {
        'kms:EncryptionContext:aws:logs:arn': [
          arn('logs', 'log-group:/posthorn/prod/*'), arn('logs', 'log-group:/aws/vendedlogs/posthorn/prod/access')
        ]
      }
    }
  }])
})
