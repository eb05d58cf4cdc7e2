import { Aws, CfnOutput, Fn, Stack } from 'aws-cdk-lib'
import type { Alias, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import type { Construct } from 'constructs'
import { ACCESS, functionsOf } from './access.js'
import { dependOnAccount } from './account-stack.js'
import { addAlarms } from './constructs/alarms.js'
import { addDashboard } from './constructs/dashboard.js'
import { feedFromQueue, feedFromStream, runEveryMinute } from './constructs/events.js'
import { createNetwork, type Addresses } from './constructs/fixed-addresses.js'
import { createFunction, type Host } from './constructs/function.js'
import type { GatewayResult, RestParts } from './constructs/gateway.js'
import { grant } from './constructs/grants.js'
import { createHttpApi } from './constructs/http-api.js'
import { goLive, shiftByCanary, type Invoked } from './constructs/live.js'
import { scaleProvisioned } from './constructs/provisioned.js'
import { createRestApi } from './constructs/rest-api.js'
import { secretNames } from './constructs/secrets.js'
import type { Data } from './data-stack.js'
import { DELIVER_BATCH } from '../src/facts/functions.js'
import { nameIn, STACKS, tablePrefixIn, URL_OUTPUT } from '../src/facts/resource-names.js'
import type { Stage } from './stages.js'

type Name = keyof typeof ACCESS
type Functions = Record<Exclude<Name, 'authorizer'>, LambdaFunction> & { authorizer?: LambdaFunction }

export interface ServiceParts { host: Host, data: Data, account?: { roleName: string } }

/** The stack of all resources that hold no data: functions, gateway, event sources, alarms and dashboard. */
export function createServiceStack (scope: Construct, { host, data, account }: ServiceParts): Stack {
  const { stage } = host
  const stack = new Stack(scope, nameIn(stage.name, STACKS.service), {
    description: `Posthorn ${stage.name}: functions, gateway, alarms`,
    tags: { posthorn: stage.name }
  })
  stack.addStackDependency(data.stack, 'the functions work on its tables')
  const functions = createFunctions(stack, host, data)
  const aliases = liveOf(stack, stage, functions)
  const live = (name: Name) => aliases.get(name)!
  addEvents(stack, { stage, functions, live, data })
  const parts = { stage, http: live('http'), checker: aliases.get('authorizer'), authorizer: functions.authorizer }
  const gateway = stage.gateway.kind === 'rest'
    ? createRestApi(stack, parts as RestParts, stage.gateway)
    : createHttpApi(stack, parts, stage.gateway)
  if (account) dependOnAccount(stack, account)
  shiftByCanary(stack, { stage, live: aliases, alarms: addAlarms(stack, { stage, gateway }) })
  addOutputs(stack, { stage, gateway, dashboard: addDashboard(stack, { stage, gateway, queues: data.queues }) })
  addAddresses(stack, data.addresses)
  return stack
}

function createFunctions (stack: Stack, host: Host, data: Data): Functions {
  const { fixedAddresses } = host.stage
  const network = fixedAddresses && createNetwork(stack, fixedAddresses, data.addresses)
  const entries = functionsOf(host.stage).map(name => {
    const access = ACCESS[name]
    const environment = environmentOf(name, { stage: host.stage, data })
    const created = createFunction(stack, name, host, { environment, ...(name === 'deliver' && network && { network }) })
    grant(created, access, { data, stage: host.stage })
    return [name, created]
  })
  return Object.fromEntries(entries) as Functions
}

/** Each function with an alias for the version that gets the requests. */
function liveOf (stack: Stack, stage: Stage, functions: Functions): Map<Name, Alias> {
  const aliases = Object.entries(functions) as Array<[Name, LambdaFunction]>
  const live = new Map(aliases.map(([name, one]) => [name, goLive(stack, name, one, stage)]))
  if (stage.provisioned) scaleProvisioned(live.get('http')!, stage.provisioned)
  return live
}

/** The settings of a function: only the names of resources that it may use, and for secrets only the names of SSM parameters. */
function environmentOf (name: Name, { stage, data }: { stage: Stage, data: Data }): Record<string, string> {
  const { sends, tables, blobs, uploads, secrets = [] } = ACCESS[name]
  const names = secretNames(stage)
  return {
    POSTHORN_DYNAMODB_ENDPOINT: 'aws',
    POSTHORN_TABLE_PREFIX: tablePrefixIn(stage.name),
    // Also for functions that send nothing: this setting says that a stream announces messages.
    ...((sends || tables?.messages) && { POSTHORN_QUEUE_URL: data.queues.deliveries.queueUrl }),
    ...(blobs && { POSTHORN_BLOB_BUCKET: data.buckets.blobs.name }),
    ...(uploads && { POSTHORN_UPLOAD_BUCKET: data.buckets.uploads.name }),
    ...(secrets.includes('jwt') && { POSTHORN_JWT_SECRET_PARAMETER: names.jwt }),
    ...(secrets.includes('main') && { POSTHORN_MAIN_SECRET_PARAMETER: names.main }),
    ...(secrets.includes('proxy') && names.proxy !== undefined && { POSTHORN_PROXY_PARAMETER: names.proxy }),
    ...ownOf(name, data),
    ...(stage.payloadDays !== undefined && { POSTHORN_PAYLOAD_DAYS: String(stage.payloadDays) }),
    ...stage.settings
  }
}

/** The settings that one function has. */
function ownOf (name: Name, { addresses: { addresses } }: Data): Record<string, string> {
  if (name === 'http' && addresses.length > 0) return { POSTHORN_EGRESS_ADDRESSES: Fn.join(',', addresses) }
  // libuv uses half of the threads for DNS lookups. With four threads, two hosts whose name servers do not answer
  // would block all others.
  return name === 'deliver' ? { UV_THREADPOOL_SIZE: '16' } : {}
}

interface Events { stage: Stage, functions: Functions, live: (name: Name) => Invoked, data: Data }

function addEvents (stack: Stack, { stage, functions, live, data: { queues, tables, buckets } }: Events): void {
  const { deliver, deliverWindow, import: imports, fanOut } = stage.concurrency
  feedFromStream(stack, functions['fan-out'], { live: live('fan-out'), table: tables.messages, dead: buckets.uploads, atOnce: fanOut })
  feedFromQueue(stack, functions.deliver, {
    live: live('deliver'), queue: queues.deliveries, batch: DELIVER_BATCH, atOnce: deliver, windowSeconds: deliverWindow
  })
  feedFromQueue(stack, functions.import, { live: live('import'), queue: queues.imports, batch: 1, atOnce: imports })
  runEveryMinute(stack, functions.sweep, { live: live('sweep'), ruleName: nameIn(stage.name, 'sweep'), dead: queues.sweepDead })
}

function addOutputs (stack: Stack, { stage, gateway, dashboard }: { stage: Stage, gateway: GatewayResult, dashboard: string }): void {
  const output = (id: string, description: string, value: string) => new CfnOutput(stack, id, { description, value })
  output(URL_OUTPUT, 'The URL of the API, which is the server URL for SDKs', gateway.url)
  output('FirstToken', 'Prints a token of the organization org_default (bash or zsh; the secret stays out of history and environment)',
    `POSTHORN_JWT_SECRET_FILE=<(aws ssm get-parameter --name ${secretNames(stage).jwt} --with-decryption --query Parameter.Value ` +
      '--output text) npx posthorn token org_default')
  output(
    'KeepSecrets',
    'Writes a copy of the secrets: keep it in a vault outside this account. Without it, stored secrets of endpoints may be lost',
    `npx posthorn secrets keep ${nameIn(stage.name, 'secrets')}.json --stage ${stage.name}`
  )
  output(
    'DashboardUrl',
    'The dashboard of the deployment',
    `https://${Aws.REGION}.console.aws.amazon.com/cloudwatch/home?region=${Aws.REGION}#dashboards/dashboard/${dashboard}`
  )
  if (gateway.target !== undefined) {
    output('DomainTarget', 'The target for the DNS record of the domain (CNAME or alias)', gateway.target)
  }
}

function addAddresses (stack: Stack, { addresses }: Addresses): void {
  if (addresses.length === 0) return
  new CfnOutput(stack, 'EgressAddresses', { description: 'The addresses that deliveries come from', value: Fn.join(',', addresses) })
}
