import { AUTHORIZER_TTL, MEMORY, type FunctionName } from '../src/facts/functions.js'
import { PROD_TRACED_SHARE } from '../src/facts/prices.js'

/** Every option of a deployment: its type and meaning here, its value in the two stages below, and nowhere else. */
export interface Stage {
  /** Part of every name: `posthorn-<name>-…`; letters, digits and dashes. */
  name: string
  /** Whether tables, buckets, queues, logs and secrets outlive their stack; false: `npm run destroy` leaves nothing behind. */
  keepsData: boolean
  /** Continuous backups of the tables, billed by what they hold. A deleted table leaves a last backup for 35 days. */
  pointInTimeRecovery: boolean
  /** A key of your own in KMS for tables and payloads, $1 a month; without it AWS's own keys encrypt them for nothing. */
  customerManagedKey: boolean
  gateway: Gateway
  memory: Record<FunctionName, number>
  /** Bounds of how many invocations run at once. */
  concurrency: Concurrency
  /** HTTP functions that are kept started, billed by the hour; none: idle costs nothing. */
  provisioned?: Provisioned
  /**
   * The share of requests that a REST API has traced, 0 to 1; X-Ray's own rule unless told, which is nearly all of a small
   * deployment's: one a second and 5 % of the others. An HTTP API goes by that in any case.
   */
  tracedShare?: number
  /**
   * Whether fan-out, deliver, sweep and import add their part to the traces of messages. Lambda then traces one invocation
   * a second of each, and 5 % of the others, for itself, at $5 a million; false: a trace ends where its message is accepted.
   */
  tracesEvents: boolean
  /**
   * The name of an SSM parameter of yours, such as `/network/proxy`, that holds the URL of the proxy through which deliveries
   * go (POSTHORN_PROXY), with user and password: a SecureString under AWS's own key. Only deliver may read it.
   */
  proxyParameter?: string
  /** Days that logs are kept, as CloudWatch knows them: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, … */
  logDays: number
  alarms: Alarms
  /** What the functions get as their settings, besides the names of tables, buckets, queues and parameters (docs/settings.md). */
  settings: Readonly<Record<`POSTHORN_${string}`, string>>
}

interface GatewayOptions {
  domain?: {
    /** Such as `webhooks.example.com`; the gateway's own address is closed then. */
    name: string
    /** Of ACM, in the region of the deployment. */
    certificateArn: string
  }
  /** Pages that may upload files to import from a browser; the API itself allows every origin, since tokens are no cookies. */
  corsOrigins: string[]
  /** Requests a second, and at once, that the gateway lets through before it answers 429. */
  throttle: { rate: number, burst: number }
  /** How long the gateway remembers what the authorizer said of a token, seconds, at most 3600; the app checks every time. */
  authorizerTtl: number
}

/** API Gateway: REST has all the options; an HTTP API costs a third, has no stage prefix, and none of the others. */
export type Gateway = GatewayOptions & ({ kind: 'http' } | {
  kind: 'rest'
  /** AWS's managed rules and a bound by address, $8 a month and $0.60 a million requests. */
  firewall?: { requestsPer5Minutes: number }
  /** Answers of single messages, attempts and event types from a cache of the gateway, up to `ttl` seconds old, from $14 a month. */
  cache?: { size: '0.5' | '1.6' | '6.1' | '13.5', ttl: number }
  /** What all clients together may ask, in a second, at once, and in a day: a ceiling of the bill. */
  usagePlan?: { rate: number, burst: number, perDay: number }
})

interface Concurrency {
  /** Deliveries: invocations at once, 2 to 1000, ten deliveries each. */
  deliver: number
  /** Imports at once, 2 to 1000. */
  import: number
  /** Batches of one shard of the stream that are fanned out at once, 1 to 10. */
  fanOut: number
  /** Concurrency set aside, and bounded, for a function. A new account has too little to set any aside. */
  reserved: Partial<Record<FunctionName, number>>
}

export interface Provisioned {
  min: number
  max: number
  /** Starts more when this share of them is busy, 0.1 to 0.9. */
  utilization?: number
  /** Other bounds from a time on: a cron expression of five fields and a year, such as `0 8 ? * MON-FRI *`. */
  schedule?: Array<{ cron: string, timeZone?: string, min: number, max: number }>
}

interface Alarms {
  /** Who is told by e-mail, after confirming; needs no topic. */
  email?: string
  /** An SNS topic of yours that is told. */
  topicArn?: string
  /** Accepting a message takes longer than this for one in a hundred, ms. */
  acceptMs: number
  /** A delivery has been due for longer, seconds. */
  dueSeconds: number
  /** A message has waited for its fan-out for longer, seconds. */
  fanOutSeconds: number
}

const dev: Stage = {
  name: 'dev',
  keepsData: false,
  pointInTimeRecovery: false,
  customerManagedKey: false,
  gateway: { kind: 'rest', corsOrigins: ['*'], throttle: { rate: 100, burst: 200 }, authorizerTtl: AUTHORIZER_TTL },
  memory: MEMORY,
  concurrency: { deliver: 5, import: 2, fanOut: 1, reserved: {} },
  tracesEvents: true,
  logDays: 7,
  alarms: { acceptMs: 2000, dueSeconds: 600, fanOutSeconds: 300 },
  settings: {}
}

const prod: Stage = {
  name: 'prod',
  keepsData: true,
  pointInTimeRecovery: true,
  customerManagedKey: false,
  gateway: { kind: 'rest', corsOrigins: ['*'], throttle: { rate: 1000, burst: 2000 }, authorizerTtl: AUTHORIZER_TTL },
  memory: MEMORY,
  concurrency: { deliver: 100, import: 5, fanOut: 10, reserved: { sweep: 1 } },
  tracedShare: PROD_TRACED_SHARE,
  tracesEvents: true,
  logDays: 90,
  alarms: { acceptMs: 1000, dueSeconds: 300, fanOutSeconds: 60 },
  settings: { POSTHORN_ENDPOINT_HTTPS_ONLY: 'true' }
}

export const stages: Readonly<Record<string, Stage>> = { dev, prod }

/** The stage with this name; throws an error that names the known ones, or says what of its options cannot be. */
export function stageOf (name: string): Stage {
  const stage = stages[name]
  if (!stage) throw new Error(`There is no stage '${name}' in infra/stages.ts; there is ${Object.keys(stages).join(', ')}.`)
  return checked(stage)
}

/** Throws an error that says which options of a stage cannot be. */
export function checked (stage: Stage): Stage {
  const { name, concurrency: { deliver, import: imports, fanOut }, provisioned, tracedShare = 0, gateway: { authorizerTtl } } = stage
  const rules: Array<[boolean, string]> = [
    [/^[a-z][a-z0-9-]{0,15}$/.test(name), 'name: up to 16 letters, digits and dashes in lower case, a letter first'],
    [within(deliver, 2, 1000) && within(imports, 2, 1000), 'concurrency.deliver and .import: 2 to 1000'],
    [within(fanOut, 1, 10), 'concurrency.fanOut: 1 to 10'],
    [within(authorizerTtl, 0, 3600), 'gateway.authorizerTtl: 0 to 3600'],
    [within(tracedShare, 0, 1), 'tracedShare: 0 to 1'],
    [!provisioned || (within(provisioned.min, 1, provisioned.max)), 'provisioned: min from 1 to max'],
    ...proxyRules(stage)
  ]
  const broken = rules.filter(([holds]) => !holds).map(([, rule]) => rule)
  if (broken.length > 0) throw new Error(`Stage '${name}': ${broken.join('; ')}.`)
  return stage
}

// Every function gets the settings, and they can be read in a template or a function's configuration.
function proxyRules (
  { proxyParameter, settings: { POSTHORN_PROXY: proxy, POSTHORN_PROXY_PARAMETER: told, POSTHORN_PROXY_RESOLVES: resolves } }: Stage
): Array<[boolean, string]> {
  return [
    [!proxy?.includes('@'), 'settings.POSTHORN_PROXY: no user and password, which everybody would see; put the URL into a SecureString ' +
      'of SSM and its name into proxyParameter'],
    [told === undefined, 'settings.POSTHORN_PROXY_PARAMETER: give the name as proxyParameter, so that deliver may read it'],
    [
      resolves === undefined || proxy !== undefined || proxyParameter !== undefined,
      'settings.POSTHORN_PROXY_RESOLVES: there is no proxy; give proxyParameter or settings.POSTHORN_PROXY'
    ],
    [proxy === undefined || proxyParameter === undefined, 'settings.POSTHORN_PROXY or proxyParameter, not both'],
    [
      proxyParameter === undefined || /^(?:\/[\w.-]+)+$/.test(proxyParameter),
      'proxyParameter: the name of an SSM parameter, with its path, such as /network/proxy'
    ]
  ]
}

const within = (value: number, from: number, to: number) => value >= from && value <= to
