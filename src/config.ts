import { DAY_MS, RETENTION_DAYS } from './facts/periods.js'
import { clientSettings, readClientConfig, type ClientConfig } from './settings/client-settings.js'
import { ConfigError } from './settings/config-error.js'
import { keyProblems, secretSettings } from './settings/secret-settings.js'
import { serverSettings } from './settings/server-settings.js'
import { telemetryProblems, telemetrySettings } from './settings/telemetry-settings.js'
import { codes, isSet, readSetting, setting, type Env, type Setting } from './settings/setting.js'
import * as parse from './settings/setting-parsers.js'
import { adviceOn, unknownSettings, type UnknownSetting } from './settings/unknown-settings.js'

// The SDK is pinned to a version for Node 20. Its notice about later versions does not concern operators. The notice is
// printed when the SDK is first loaded, so this module must be loaded before.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

/** All settings. The name, default, meaning and rule of each are written only here. */
export const settings = {
  ...serverSettings,
  publicUrl: setting({
    name: 'POSTHORN_PUBLIC_URL', default: undefined, parse: parse.baseUrl,
    shownDefault: 'the address of the request, as its `X-Forwarded-Proto`, `-Host` and `-Prefix` say, or else `Host`',
    meaning: 'The URL of the server for its clients, such as `https://webhooks.example.com`: links in answers begin with it'
  }),
  dynamodbEndpoint: setting({
    name: 'POSTHORN_DYNAMODB_ENDPOINT', default: 'embedded', parse: parse.wordOrUrl('embedded', 'aws'),
    meaning: '`embedded`, `aws` (the real service, by the usual AWS credentials and region) or the URL of a DynamoDB'
  }),
  tablePrefix: setting({
    name: 'POSTHORN_TABLE_PREFIX', default: 'posthorn-', parse: parse.tablePrefix,
    meaning: 'The prefix of the names of the DynamoDB tables'
  }),
  ...secretSettings,
  blobBucket: setting({
    name: 'POSTHORN_BLOB_BUCKET', default: undefined, shownDefault: 'none', parse: parse.text,
    meaning: 'The S3 bucket of payloads that are too large for an item; without one the Node server keeps them in its data directory or, ' +
      'on a DynamoDB, in the table, in parts'
  }),
  uploadBucket: setting({
    name: 'POSTHORN_UPLOAD_BUCKET', default: undefined, shownDefault: 'none', parse: parse.text,
    meaning: 'The S3 bucket whose `inbox/` takes files to import; without one the Node server takes them itself, into its data directory ' +
      'or, on a DynamoDB, into the table'
  }),
  queueUrl: setting({
    name: 'POSTHORN_QUEUE_URL', default: undefined, shownDefault: 'none', parse: parse.text,
    meaning: 'The SQS queue of deliveries, in a deployment to AWS; without one deliveries wait in the table'
  }),
  proxyParameter: setting({
    name: 'POSTHORN_PROXY_PARAMETER', default: undefined, shownDefault: 'none', parse: parse.text,
    meaning: 'The SSM parameter from which the Lambda function `deliver` reads `POSTHORN_PROXY`'
  }),
  usageKey: setting({
    name: 'POSTHORN_USAGE_KEY', default: undefined, shownDefault: 'none', parse: parse.text,
    meaning: 'The key under which API Gateway counts requests in a usage plan; the deployment sets it'
  }),
  retryScheduleMs: setting({
    name: 'POSTHORN_RETRY_SCHEDULE', default: '5s,5m,30m,2h,5h,10h,10h', parse: parse.durations, emptyIsValue: true,
    meaning: 'The waits before each retry, each with its unit (`ms`, `s`, `m`, `h`); set but empty: one attempt only'
  }),
  retryAfterMaxMs: setting({
    name: 'POSTHORN_RETRY_AFTER_MAX', default: '1h', parse: parse.duration('1s', '24h'),
    meaning: 'The longest wait that the `Retry-After` of an endpoint can ask for; it never shortens the schedule'
  }),
  requestTimeoutMs: setting({
    name: 'POSTHORN_REQUEST_TIMEOUT', default: '30s', parse: parse.duration('1ms', '30s'),
    meaning: 'How long one delivery may take to connect, send and receive headers; at most `30s`'
  }),
  answerBytes: setting({
    name: 'POSTHORN_ANSWER_BYTES', default: '2000', parse: parse.integer(0, 20_000), meaning: 'Bytes kept of an answer; at most 20,000'
  }),
  whitelistSubnets: setting({
    name: 'POSTHORN_WHITELIST_SUBNETS', default: undefined, shownDefault: 'none', parse: parse.subnets, emptyIsValue: true,
    meaning: 'Addresses and CIDRs, comma-separated, that deliveries may reach although they are internal; ' +
      'when this is not set, loopback is allowed with the embedded database and `HOST` on loopback; set but empty, it is closed there too'
  }),
  tlsVerify: setting({
    name: 'POSTHORN_TLS_VERIFY', default: 'true', parse: parse.boolean,
    meaning: 'Verifies the certificates of endpoints, and of an `https` proxy; without this check, any machine in between can ' +
      'pose as them, read every payload and answer for them'
  }),
  proxy: setting({
    name: 'POSTHORN_PROXY', default: undefined, shownDefault: 'none', parse: parse.proxyUrl, fromFile: true,
    meaning: 'The proxy through which deliveries go, such as `http://user:password@10.0.0.1:3128`, `https://…` or `socks5://…`; ' +
      'host names are resolved and checked before the proxy is asked for an address'
  }),
  proxyResolves: setting({
    name: 'POSTHORN_PROXY_RESOLVES', default: 'false', parse: parse.boolean,
    meaning: 'Gives the proxy the host names of endpoints, where only the proxy can resolve them; ' +
      'their addresses are not checked then, so the proxy has to refuse internal addresses'
  }),
  noProxy: setting({
    name: 'POSTHORN_NO_PROXY', default: '', shownDefault: 'none', parse: parse.bypass,
    meaning: 'The hosts that deliveries reach without the proxy, comma-separated: addresses, ' +
      'CIDRs, and host names, each with its subdomains'
  }),
  egressAddresses: setting({
    name: 'POSTHORN_EGRESS_ADDRESSES', default: '', shownDefault: 'none', parse: parse.subnets,
    meaning: 'The fixed addresses that deliveries come from, comma-separated; `GET /api/v1/environment/egress-addresses` shows them'
  }),
  endpointHttpsOnly: setting({
    name: 'POSTHORN_ENDPOINT_HTTPS_ONLY', default: 'false', parse: parse.boolean, meaning: 'Refuses endpoints whose URL is not `https`'
  }),
  defaultSignatureType: setting({
    name: 'POSTHORN_DEFAULT_SIGNATURE_TYPE', default: 'hmac256', parse: parse.oneOf(['hmac256', 'ed25519'] as const),
    meaning: 'The kind of secret a new endpoint gets: `hmac256` or `ed25519`'
  }),
  signatureHeaders: setting({
    name: 'POSTHORN_SIGNATURE_HEADERS', default: 'both', parse: parse.oneOf(['both', 'standard', 'svix'] as const),
    meaning: 'The headers that carry the signature: `standard` (`webhook-*`), `svix` (`svix-*`) or `both`'
  }),
  portalFrameAncestors: setting({
    name: 'POSTHORN_PORTAL_FRAME_ANCESTORS', default: "'self'", parse: parse.frameAncestors,
    meaning: 'The pages that may show the portal in a frame, as `frame-ancestors` of a content security policy: origins such as `https://app.example.com https://*.example.com`, `\'self\'`, `\'none\'` or `*`'
  }),
  portalRefreshUrl: setting({
    name: 'POSTHORN_PORTAL_REFRESH_URL', default: undefined, shownDefault: 'no link', parse: parse.pageUrl,
    meaning: 'The page of your application that gives a new link to the portal: a portal whose session has ended links to it'
  }),
  endpointFailureDisableAfterMs: setting({
    name: 'POSTHORN_ENDPOINT_FAILURE_DISABLE_AFTER', default: '120h', parse: parse.duration('1ms', '87600h'),
    meaning: 'How long an endpoint may fail without a success until it is disabled'
  }),
  circuitBreaker: setting({
    name: 'POSTHORN_CIRCUIT_BREAKER', default: 'true', parse: parse.boolean,
    meaning: 'Lets deliveries to an endpoint that fails wait, without attempts, until a probe succeeds'
  }),
  circuitFailures: setting({
    name: 'POSTHORN_CIRCUIT_FAILURES', default: '20', parse: parse.integer(2, 100_000),
    meaning: 'How many messages in a row must fail to open a circuit; 429, 502, 504 and timeouts count double'
  }),
  circuitFailureRate: setting({
    name: 'POSTHORN_CIRCUIT_FAILURE_RATE', default: '75', parse: parse.integer(1, 100),
    meaning: 'The percentage of failed attempts in the window that opens a circuit, if that many messages failed'
  }),
  circuitWindowMs: setting({
    name: 'POSTHORN_CIRCUIT_WINDOW', default: '60s', parse: parse.duration('1ms', '24h'), meaning: 'The window of that percentage'
  }),
  circuitCooldownMs: setting({
    name: 'POSTHORN_CIRCUIT_COOLDOWN', default: '30s', parse: parse.duration('1ms', '24h'),
    meaning: 'How long an open circuit waits for its first probe; each failed probe doubles it'
  }),
  circuitMaxCooldownMs: setting({
    name: 'POSTHORN_CIRCUIT_MAX_COOLDOWN', default: '15m', parse: parse.duration('1ms', '24h'), meaning: 'The longest wait between probes'
  }),
  operationalWebhooks: setting({
    name: 'POSTHORN_OPERATIONAL_WEBHOOKS', default: 'true', parse: parse.boolean,
    meaning: 'Sends webhooks about Posthorn itself, such as an endpoint being disabled'
  }),
  deliveryConcurrency: setting({
    name: 'POSTHORN_DELIVERY_CONCURRENCY', default: '500', parse: parse.integer(1, 100_000),
    meaning: 'Delivery requests in flight per process'
  }),
  payloadDays: setting({
    name: 'POSTHORN_PAYLOAD_DAYS', default: '90', parse: parse.integer(5, RETENTION_DAYS),
    meaning: 'Days that the payload of a message is kept which names no `payloadRetentionPeriod`, 5 to 90; it must be longer than ' +
      '`POSTHORN_RETRY_SCHEDULE`'
  }),
  acceptRate: setting({
    name: 'POSTHORN_ACCEPT_RATE', default: '0', shownDefault: 'no limit', parse: parse.integer(0, 65_535),
    meaning: 'Messages a second that are accepted for an application without an `acceptRate` of its own; more get 429. It costs a write ' +
      'unit a request on DynamoDB'
  }),
  usageMetrics: setting({
    name: 'POSTHORN_USAGE_METRICS', default: 'none', parse: parse.applications,
    meaning: 'Counts messages, bytes and attempts by application in metrics: `none`, `all` (each process the first ' +
      '1,000 that it sees, the others together as `other`), or ids of applications, comma-separated, the others ' +
      'together. In AWS each metric of an application costs $0.30 a month'
  }),
  ...telemetrySettings,
  logLevel: setting({
    name: 'POSTHORN_LOG_LEVEL', default: 'info', parse: parse.oneOf(LOG_LEVELS), meaning: `What is logged: ${codes(LOG_LEVELS)}`
  })
}

type Settings = typeof settings
type Optional =
  | 'metrics' | 'metricsPort' | 'otlpEndpoint' | 'usageMetrics'
  | 'proxy' | 'publicUrl' | 'portalRefreshUrl' | 'jwtSecret' | 'mainSecret' | 'whitelistSubnets' | 'blobBucket' | 'uploadBucket'
  | 'queueUrl' | 'usageKey' | 'jwtSecretParameter' | 'mainSecretParameter' | 'proxyParameter' | 'jwtSecretSecond' | 'mainSecretSecond'

/** The settings, checked; durations are in ms. */
export type Config = Readonly<
  { [K in Exclude<keyof Settings, Optional>]: parse.Parsed<Settings[K]['parse']> } &
  { [K in Optional]: parse.Parsed<Settings[K]['parse']> | undefined } &
  {
    jwtAlgorithmExplicit: boolean, s3Endpoint: 'aws' | 'own', awsEndpoint: string | undefined
    lookUpsAtOnce: number
  }
>

export type SecretName = 'jwtSecret' | 'mainSecret'

export interface HostNeeds {
  /** Whether the host keeps nothing: then the settings must give the secrets, or their parameters, and a database. */
  serverless?: boolean
  /** The secrets that the host needs. Default: both. */
  secrets?: readonly SecretName[]
}

/**
 * The frozen configuration from `env` (by default the process's). Throws `ConfigError` with all problems.
 */
export function loadConfig (env: Env = process.env, { serverless = false, secrets = ['jwtSecret', 'mainSecret'] }: HostNeeds = {}): Config {
  const [problems, values]: [string[], Record<string, unknown>] = [[], {}]
  for (const [key, one] of Object.entries<Setting<unknown>>(settings)) {
    try {
      values[key] = readSetting(env, one)
    } catch (error) {
      problems.push(`${one.name} ${(error as Error).message}`)
    }
  }
  problems.push(...unknownVariables(env).filter(one => one.isTypo).map(one => `${one.name} ${adviceOn(one)}`))
  Object.assign(values, factsOf(env))
  if (serverless) problems.push(...missing(values as Config, secrets))
  else if (values.proxyResolves === true && values.proxy === undefined) {
    problems.push(`${settings.proxyResolves.name} needs ${settings.proxy.name}: there is no proxy`)
  }
  if (problems.length === 0) {
    problems.push(...keyProblems(values as Config), ...telemetryProblems(values as Config), ...payloadProblems(values as Config))
  }
  if (problems.length > 0) throw new ConfigError(problems)
  return Object.freeze(values) as Config
}

/** The settings of a server on another DynamoDB than the one in the environment; throws `ConfigError`. */
export const loadTargetConfig = (endpoint: string, tablePrefix: string, env: Env = process.env): Config =>
  loadConfig({ ...env, [settings.dynamodbEndpoint.name]: endpoint, [settings.tablePrefix.name]: tablePrefix })

/** Reads what commands take from the environment to call a server; throws `ConfigError`. */
export const loadClientConfig = (env: Env = process.env): ClientConfig => readClientConfig(env)

/**
 * Variables that begin like a setting but are none, for a host to name at its start. `loadConfig` refuses those that
 * differ from a setting by one letter.
 */
export function unknownVariables (env: Env = process.env): UnknownSetting[] {
  const all: Array<Setting<unknown>> = [...Object.values(settings), ...Object.values(clientSettings)]
  return unknownSettings(env, all.flatMap(({ name, fromFile }) => fromFile === true ? [name, `${name}_FILE`] : [name]))
}

// A wait of the schedule is up to a fifth longer.
const payloadProblems = ({ payloadDays, retryScheduleMs }: Config) =>
  payloadDays === RETENTION_DAYS || payloadDays * DAY_MS > 1.2 * retryScheduleMs.reduce((sum, ms) => sum + ms, 0)
    ? []
    : [`${settings.payloadDays.name} must be longer than ${settings.retryScheduleMs.name}, whose last retries would find no payload`]

const DEFAULT_THREADS = 4

// Values from variables that are not settings of Posthorn.
function factsOf (env: Env) {
  return {
    jwtAlgorithmExplicit: isSet(env, settings.jwtAlgorithm),
    awsEndpoint: env.AWS_ENDPOINT_URL || undefined,
    // UV_THREADPOOL_SIZE is Node's setting. libuv uses at most half of the threads, rounded up, for DNS lookups (`uv_getaddrinfo`).
    lookUpsAtOnce: Math.ceil((Number(env.UV_THREADPOOL_SIZE) || DEFAULT_THREADS) / 2),
    // Another S3, configured with the SDK's variables, has no host names for its buckets.
    s3Endpoint: env.AWS_ENDPOINT_URL_S3 || env.AWS_ENDPOINT_URL ? 'own' : 'aws'
  }
}

// The problems in a host that cannot generate and keep secrets or data.
function missing (values: Config, secrets: readonly SecretName[]): string[] {
  const unset = secrets.filter(key => values[key] === undefined && values[`${key}Parameter`] === undefined)
    .map(key => `${settings[key].name} is not set`)
  if (values.dynamodbEndpoint !== 'embedded') return unset
  return [...unset, `${settings.dynamodbEndpoint.name} must be aws or the URL of a DynamoDB: none can be embedded here`]
}

/** The X-Ray trace of the current invocation, from the Lambda runtime; undefined elsewhere. */
export const invocationTrace = (): string | undefined => process.env._X_AMZN_TRACE_ID

/** The name of this Lambda function in its deployment, such as `posthorn-dev-http`, so that each stage has its own metrics. */
export const lambdaName = (): string | undefined => process.env.AWS_LAMBDA_FUNCTION_NAME

/** The memory of this Lambda function, MB; Infinity elsewhere. */
export const lambdaMemoryMb = (): number => Number(process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE ?? Infinity)

/** The UDP address of the X-Ray daemon, `host:port`; undefined when tracing is off. */
export const traceDaemon = (): string | undefined => process.env.AWS_XRAY_DAEMON_ADDRESS

/** The AWS keys that are in the environment now. */
export const awsKeys = () => ({
  accessKeyId: process.env.AWS_ACCESS_KEY_ID, secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY,
  sessionToken: process.env.AWS_SESSION_TOKEN
})

/** The AWS region in the environment. */
export const awsRegion = (): string | undefined => process.env.AWS_REGION || undefined

/** The URL in the environment for a service of AWS, such as `dynamodb`, or for all of AWS. */
export const awsEndpoint = (service: string): string | undefined =>
  process.env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] || process.env.AWS_ENDPOINT_URL || undefined
