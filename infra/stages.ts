import type { AlarmLimits } from '../src/facts/alarms.js'
import { MEMORY, type FunctionName } from '../src/facts/functions.js'
import { gatewayRules, payloadRules, waitRules } from './stage-rules.js'
import { PROD_TRACED_SHARE } from '../src/facts/prices.js'

/** All options of a deployment. Types and meanings are here; the values are in the two stages below, and in no other place. */
export interface Stage {
  /** A part of every resource's name: `posthorn-<name>-…`; letters, digits and dashes. */
  name: string
  /**
   * Whether tables, buckets, queues, logs and secrets stay when their stack is deleted. With false, `posthorn destroy`
   * deletes everything.
   */
  keepsData: boolean
  /** Continuous backups of the tables, billed by the stored data. A deleted table leaves a last backup for 35 days. */
  pointInTimeRecovery: boolean
  /**
   * A KMS key of your account for tables, payloads, queues, logs and secrets, $1 a month. Without it, keys of AWS encrypt them at no
   * cost. A stage that keeps its data keeps the option too, and `deploy` refuses without it: what is stored cannot be read
   * without the key.
   */
  customerManagedKey: boolean
  gateway: Gateway
  memory: Record<FunctionName, number>
  /** Limits on concurrent invocations. */
  concurrency: Concurrency
  /** Provisioned concurrency of the HTTP function, billed by the hour. Without it, an idle deployment costs nothing. */
  provisioned?: Provisioned
  /**
   * What a new version of the functions gets at first: a percentage of the requests, for 10 to 60 minutes; alarms need ten. When one of
   * their alarms goes off meanwhile, the version before gets all requests back, and the deployment is undone. Without it, a new version
   * gets all requests at once.
   */
  canary?: { percent: number, minutes: number }
  /**
   * The share of requests to a REST API that are traced, 0 to 1. Default: X-Ray's rule of one request a second and 5 %
   * of the others, which in a small deployment is nearly all. API Gateway does not trace requests to an HTTP API.
   */
  tracedShare?: number
  /**
   * Whether fan-out, deliver, sweep and import, and behind an HTTP API also http, add segments to traces. Lambda then also
   * traces one invocation a second of each, and 5 % of the others, at $5 a million: in a trickle that is most of the bill.
   * With false, a trace ends where a REST API's message is accepted, and there is none for an HTTP API.
   */
  tracesEvents: boolean
  /**
   * The name of an SSM parameter in your account, such as `/network/proxy`, with the URL of the proxy for deliveries
   * (POSTHORN_PROXY), including user and password. It must be a SecureString encrypted with AWS's key. Only deliver may
   * read it.
   */
  proxyParameter?: string
  /**
   * Fixed addresses for deliveries, which customers can let through their firewalls. `deliver` then runs in a network of its own, behind
   * a NAT. Without it, deliveries come from addresses of AWS that change.
   */
  fixedAddresses?: FixedAddresses
  /**
   * A backup of all tables every night by AWS Backup, and a copy of it in another account or region, for what an account loses as a
   * whole. It needs `customerManagedKey`. $0.10 a GB a month for the backups of a table, and as much for the copies.
   */
  copiedBackups?: CopiedBackups
  /**
   * Days that the payload of a message is kept which names no `payloadRetentionPeriod`, 5 to 90, as the contract allows; 90 without it.
   * The message stays listed for 90 days. Fewer days cost a write unit a message, and pay from payloads of some KB on (docs/costs.md).
   */
  payloadDays?: number
  /** How many days logs are kept. CloudWatch accepts: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, … */
  logDays: number
  alarms: Alarms
  /** Settings of the functions, besides the names of tables, buckets, queues and parameters (docs/settings.md). */
  settings: Readonly<Record<`POSTHORN_${string}`, string>>
}

export interface FixedAddresses {
  /**
   * `gateway`: a NAT gateway of AWS in each zone, about $36 a month each and $0.045 a GB. `instance`: an EC2 instance (t4g.nano) in each
   * zone, about $7 a month each. An instance that fails stops the deliveries of its zone until you replace it.
   */
  by: 'gateway' | 'instance'
  /** The number of availability zones, 1 or 2, and so of addresses. */
  zones: number
}

export interface CopiedBackups {
  /** The ARN of a vault of AWS Backup that takes copies from this account. */
  vaultArn: string
  /** How many days backups and copies are kept. */
  keepDays: number
}

interface GatewayOptions {
  domain?: {
    /** Such as `webhooks.example.com`. The gateway's default address is then disabled. */
    name: string
    /** The ARN of an ACM certificate in the region of the deployment. */
    certificateArn: string
  }
  /**
   * Origins of pages that may upload files to import from a browser. The API allows every origin, because tokens are
   * not cookies.
   */
  corsOrigins: string[]
  /** The requests a second, and the burst, that the gateway allows before it answers 429. */
  throttle: { rate: number, burst: number }
  /**
   * How long the gateway caches the authorizer's answer for a token, seconds, at most 3600. The app checks every request in any case. A
   * REST API always has the authorizer, with 300 by default; an HTTP API has one only if this option is set: it keeps requests without a
   * valid token from the function http, and makes the first request of a token slower.
   */
  authorizerTtl?: number
}

/** API Gateway. An HTTP API costs a third of REST and has no stage prefix. REST has three more options: firewall, cache, usage plan. */
export type Gateway = GatewayOptions & ({ kind: 'http' } | {
  kind: 'rest'
  /** AWS's managed rules and a limit for each address, $8 a month and $0.60 a million requests. Only with `gateway.kind: 'rest'`. */
  firewall?: { requestsPer5Minutes: number }
  /**
   * Answers for single messages, attempts and event types from the gateway's cache, up to `ttl` seconds old, from $14 a month. Only with
   * `gateway.kind: 'rest'`.
   */
  cache?: { size: '0.5' | '1.6' | '6.1' | '13.5', ttl: number }
  /**
   * A limit for all clients together: requests a second, burst, and requests a day. It limits the bill. Only with
   * `gateway.kind: 'rest'`.
   */
  usagePlan?: { rate: number, burst: number, perDay: number }
})

interface Concurrency {
  /** Concurrent invocations for deliveries, 2 to 1000, with ten deliveries each. */
  deliver: number
  /**
   * The seconds for which Lambda gathers deliveries before it calls `deliver` with up to ten of them, 0 to 60. The ten wait for
   * their endpoints at once, so each costs a part of the time. It pays from some ten deliveries a second on, and delays each
   * delivery by up to this time.
   */
  deliverWindow: number
  /** Concurrent imports, 2 to 1000. */
  import: number
  /** Batches of one shard of the stream that are fanned out concurrently, 1 to 10. */
  fanOut: number
  /** Reserved concurrency of a function, which is also its limit. A new account has too little concurrency to reserve any. */
  reserved: Partial<Record<FunctionName, number>>
}

export interface Provisioned {
  min: number
  max: number
  /** The share of busy instances at which more are started, 0.1 to 0.9. */
  utilization?: number
  /** Other limits from a time on: a cron expression of five fields and a year, such as `0 8 ? * MON-FRI *`. */
  schedule?: Array<{ cron: string, timeZone?: string, min: number, max: number }>
}

interface Alarms extends AlarmLimits {
  /** `free`: the alarms that an account has free, ten metrics. `all`: every fault that stops deliveries within ten minutes. */
  watch: 'free' | 'all'
  /** An e-mail address that gets alarms and all-clears, after a confirmation. Needs no topic. */
  email?: string
  /** An SNS topic in your account that gets them. A topic with a key has to let CloudWatch use that key. */
  topicArn?: string
}

/**
 * Where the alarms of `prod` go: an address (POSTHORN_ALARMS_EMAIL) or a topic (POSTHORN_ALARMS_TOPIC) in the environment of the
 * deployment, so that the repository needs no change. Write it into the stage instead, as you like.
 */
const told = ({ POSTHORN_ALARMS_EMAIL: email, POSTHORN_ALARMS_TOPIC: topicArn } = process.env): Pick<Alarms, 'email' | 'topicArn'> =>
  ({ ...(email && { email }), ...(topicArn && { topicArn }) })

const dev: Stage = {
  name: 'dev',
  keepsData: false,
  pointInTimeRecovery: false,
  customerManagedKey: false,
  gateway: { kind: 'http', corsOrigins: ['*'], throttle: { rate: 100, burst: 200 } },
  memory: MEMORY,
  concurrency: { deliver: 5, deliverWindow: 0, import: 2, fanOut: 1, reserved: {} },
  tracesEvents: false,
  logDays: 7,
  alarms: { watch: 'free', acceptMs: 2000, dueSeconds: 600, fanOutSeconds: 300 },
  settings: {}
}

const prod: Stage = {
  name: 'prod',
  keepsData: true,
  pointInTimeRecovery: true,
  customerManagedKey: false,
  gateway: { kind: 'http', corsOrigins: ['*'], throttle: { rate: 1000, burst: 2000 } },
  memory: MEMORY,
  concurrency: { deliver: 100, deliverWindow: 0, import: 5, fanOut: 10, reserved: { sweep: 1 } },
  tracedShare: PROD_TRACED_SHARE,
  tracesEvents: false,
  logDays: 90,
  alarms: { watch: 'all', ...told(), acceptMs: 1000, dueSeconds: 300, fanOutSeconds: 60 },
  settings: { POSTHORN_ENDPOINT_HTTPS_ONLY: 'true' }
}

/**
 * For an account with ten concurrent executions, as new accounts have: deliver and import use at most four of them together, and
 * nothing is reserved, so that six are left for requests, fan-out and the sweep.
 */
const small: Stage = {
  ...prod,
  name: 'small',
  gateway: { ...prod.gateway, throttle: { rate: 20, burst: 40 } },
  concurrency: { deliver: 2, deliverWindow: 0, import: 2, fanOut: 1, reserved: {} }
}

export const stages: Readonly<Record<string, Stage>> = { dev, prod, small }

/** Throws an error that names the invalid options of a stage. A stage that is only deleted needs no address for its alarms. */
export function checked (stage: Stage, isDeleted = false): Stage {
  const { canary } = stage
  const { name, concurrency: { deliver, import: imports, fanOut }, provisioned, tracedShare = 0 } = stage
  const rules: Array<[boolean, string]> = [
    [/^[a-z][a-z0-9-]{0,15}$/.test(name), 'name: up to 16 letters, digits and dashes in lower case, a letter first'],
    [within(deliver, 2, 1000) && within(imports, 2, 1000), 'concurrency.deliver and .import: 2 to 1000'],
    [within(fanOut, 1, 10), 'concurrency.fanOut: 1 to 10'],
    [within(tracedShare, 0, 1), 'tracedShare: 0 to 1'],
    [!provisioned || (within(provisioned.min, 1, provisioned.max)), 'provisioned: min from 1 to max'],
    [!canary || (within(canary.percent, 1, 99) && within(canary.minutes, 10, 60)), 'canary: percent from 1 to 99, minutes from 10 to 60'],
    [[1, 2].includes(stage.fixedAddresses?.zones ?? 1), 'fixedAddresses.zones: 1 or 2'],
    ...gatewayRules(stage),
    ...waitRules(stage),
    ...payloadRules(stage),
    ...alarmRules(stage, isDeleted),
    ...backupRules(stage),
    ...proxyRules(stage)
  ]
  const broken = rules.filter(([holds]) => !holds).map(([, rule]) => rule)
  if (broken.length > 0) throw new Error(`Stage '${name}': ${broken.join('; ')}.`)
  return stage
}

function alarmRules ({ keepsData, alarms: { email, topicArn } }: Stage, isDeleted: boolean): Array<[boolean, string]> {
  return [
    [isDeleted || !keepsData || email !== undefined || topicArn !== undefined,
      'alarms.email or alarms.topicArn: a stage that keeps its data needs ' +
      'somewhere for its alarms to go (for prod, also POSTHORN_ALARMS_EMAIL or POSTHORN_ALARMS_TOPIC in the environment)'],
    [email === undefined || topicArn === undefined, 'alarms.email or alarms.topicArn, not both'],
    [email === undefined || /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email), 'alarms.email: an e-mail address'],
    [topicArn === undefined || /^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w-]+$/.test(topicArn), 'alarms.topicArn: the ARN of an SNS topic']
  ]
}

function backupRules ({ copiedBackups: copied, customerManagedKey }: Stage): Array<[boolean, string]> {
  if (copied === undefined) return []
  return [
    [
      /^arn:[\w-]+:backup:[\w-]+:\d{12}:backup-vault:[\w-]+$/.test(copied.vaultArn),
      'copiedBackups.vaultArn: the ARN of a vault of AWS Backup'
    ],
    [within(copied.keepDays, 1, 3650), 'copiedBackups.keepDays: 1 to 3650'],
    [customerManagedKey, 'copiedBackups needs customerManagedKey: AWS copies nothing into another account that its own key encrypts']
  ]
}

// All functions get the settings, which can be read in the template and in the configuration of functions.
function proxyRules (
  { proxyParameter, settings: { POSTHORN_PROXY: proxy, POSTHORN_PROXY_PARAMETER: told, POSTHORN_PROXY_RESOLVES: resolves } }: Stage
): Array<[boolean, string]> {
  return [
    [!proxy?.includes('@'), 'settings.POSTHORN_PROXY: no user and password, because templates are not secret; put the URL into ' +
      'a SecureString of SSM and its name into proxyParameter'],
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
