import { generateKeyPairSync, type KeyPairKeyObjectResult } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { loadConfig, settings, unknownVariables } from '../src/config.js'
import { ConfigError } from '../src/settings/config-error.js'
import { settingsTable } from './helpers/readme.js'

function problemsOf (env: Record<string, string>): readonly string[] {
  try {
    loadConfig(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

// Settings that only functions have.
const inAws = {
  queueUrl: undefined, blobBucket: undefined, uploadBucket: undefined, jwtSecretParameter: undefined, mainSecretParameter: undefined,
  proxyParameter: undefined, usageKey: undefined, awsEndpoint: undefined, s3Endpoint: 'aws', lookUpsAtOnce: 2, otlpEndpoint: undefined,
  sendTraceparent: false, telemetryDisabled: false
}

t.test('An empty environment gives the documented defaults.', async (t) => {
  t.strictSame(loadConfig({}), {
    host: '127.0.0.1',
    port: 8071,
    publicUrl: undefined,
    dataDir: '.posthorn',
    dynamodbEndpoint: 'embedded',
    tablePrefix: 'posthorn-',
    jwtSecret: undefined,
    jwtSecretSecond: undefined,
    jwtAlgorithm: 'HS256',
    jwtAlgorithmExplicit: false,
    mainSecret: undefined,
    mainSecretSecond: undefined,
    retryScheduleMs: [5000, 300_000, 1_800_000, 7_200_000, 18_000_000, 36_000_000, 36_000_000],
    retryAfterMaxMs: 3_600_000,
    requestTimeoutMs: 30_000,
    answerBytes: 2000,
    payloadDays: 90,
    acceptRate: 0,
    usageMetrics: undefined,
    whitelistSubnets: undefined,
    tlsVerify: true,
    proxy: undefined,
    proxyResolves: false,
    noProxy: [],
    egressAddresses: [],
    endpointHttpsOnly: false,
    defaultSignatureType: 'hmac256',
    signatureHeaders: 'both',
    portalFrameAncestors: "'self'",
    portalRefreshUrl: undefined,
    endpointFailureDisableAfterMs: 432_000_000,
    circuitBreaker: true,
    circuitFailures: 20,
    circuitFailureRate: 75,
    circuitWindowMs: 60_000,
    circuitCooldownMs: 30_000,
    circuitMaxCooldownMs: 900_000,
    operationalWebhooks: true,
    holdDeliveries: false,
    deliveryConcurrency: 500,
    metrics: undefined,
    metricsPort: undefined,
    logLevel: 'info',
    ...inAws
  })
})

t.test('Every setting is read from its variable.', async (t) => {
  const config = loadConfig({
    HOST: '0.0.0.0',
    PORT: '0',
    POSTHORN_PUBLIC_URL: 'https://hooks.example.com/base/',
    POSTHORN_DATA_DIR: ':memory:',
    POSTHORN_DYNAMODB_ENDPOINT: 'http://localhost:8000',
    POSTHORN_TABLE_PREFIX: 'a.b_',
    POSTHORN_JWT_SECRET: 'jjjjjjjjjjjjjjjj',
    POSTHORN_JWT_SECRET_SECOND: 'JJJJJJJJJJJJJJJJ',
    POSTHORN_JWT_ALGORITHM: 'HS512',
    POSTHORN_MAIN_SECRET: 'mmmmmmmmmmmmmmmm',
    POSTHORN_MAIN_SECRET_SECOND: 'MMMMMMMMMMMMMMMM',
    POSTHORN_RETRY_SCHEDULE: '1ms, 0.5s,3s,15m,2h',
    POSTHORN_REQUEST_TIMEOUT: '1ms',
    POSTHORN_ANSWER_BYTES: '20000',
    POSTHORN_PAYLOAD_DAYS: '30',
    POSTHORN_ACCEPT_RATE: '50',
    POSTHORN_USAGE_METRICS: 'all',
    POSTHORN_WHITELIST_SUBNETS: '127.0.0.0/8, 10.1.2.3,fd00::/8,::1',
    POSTHORN_TLS_VERIFY: 'false',
    POSTHORN_PROXY: 'socks5://me:p%40ss@[::1]:1080',
    POSTHORN_NO_PROXY: '10.0.0.0/8, ::1,.Internal.example,host_1',
    POSTHORN_EGRESS_ADDRESSES: '203.0.113.7',
    POSTHORN_PROXY_RESOLVES: 'true',
    POSTHORN_RETRY_AFTER_MAX: '24h',
    POSTHORN_ENDPOINT_HTTPS_ONLY: 'true',
    POSTHORN_DEFAULT_SIGNATURE_TYPE: 'ed25519',
    POSTHORN_SIGNATURE_HEADERS: 'svix',
    POSTHORN_PORTAL_REFRESH_URL: 'https://app.example.com/webhooks?from=">',
    POSTHORN_PORTAL_FRAME_ANCESTORS: " 'self'  https://app.example.com http://*.example.org:3000",
    POSTHORN_ENDPOINT_FAILURE_DISABLE_AFTER: '1.5h',
    POSTHORN_CIRCUIT_BREAKER: 'false',
    POSTHORN_CIRCUIT_FAILURES: '2',
    POSTHORN_CIRCUIT_FAILURE_RATE: '50',
    POSTHORN_CIRCUIT_WINDOW: '5m',
    POSTHORN_CIRCUIT_COOLDOWN: '1s',
    POSTHORN_CIRCUIT_MAX_COOLDOWN: '1h',
    POSTHORN_OPERATIONAL_WEBHOOKS: '0',
    POSTHORN_METRICS: 'true',
    POSTHORN_METRICS_PORT: '9464',
    POSTHORN_HOLD_DELIVERIES: 'true',
    POSTHORN_DELIVERY_CONCURRENCY: '7',
    POSTHORN_LOG_LEVEL: 'silent',
    POSTHORN_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/123456789012/deliveries',
    POSTHORN_BLOB_BUCKET: 'blobs',
    POSTHORN_UPLOAD_BUCKET: 'uploads',
    POSTHORN_JWT_SECRET_PARAMETER: '/posthorn/dev/jwt-secret',
    POSTHORN_MAIN_SECRET_PARAMETER: '/posthorn/dev/main-secret',
    POSTHORN_PROXY_PARAMETER: '/posthorn/dev/proxy',
    POSTHORN_USAGE_KEY: 'everybody',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:4566'
  })
  t.strictSame(config, {
    host: '0.0.0.0',
    port: 0,
    publicUrl: 'https://hooks.example.com/base',
    dataDir: ':memory:',
    dynamodbEndpoint: 'http://localhost:8000',
    tablePrefix: 'a.b_',
    jwtSecret: 'jjjjjjjjjjjjjjjj',
    jwtSecretSecond: 'JJJJJJJJJJJJJJJJ',
    jwtAlgorithm: 'HS512',
    jwtAlgorithmExplicit: true,
    mainSecret: 'mmmmmmmmmmmmmmmm',
    mainSecretSecond: 'MMMMMMMMMMMMMMMM',
    retryScheduleMs: [1, 500, 3000, 900_000, 7_200_000],
    requestTimeoutMs: 1,
    answerBytes: 20_000,
    payloadDays: 30,
    acceptRate: 50,
    usageMetrics: 'all',
    whitelistSubnets: ['127.0.0.0/8', '10.1.2.3/32', 'fd00::/8', '::1/128'],
    tlsVerify: false,
    proxy: 'socks5://me:p%40ss@[::1]:1080',
    noProxy: ['10.0.0.0/8', '::1/128', 'internal.example', 'host_1'],
    egressAddresses: ['203.0.113.7/32'],
    proxyResolves: true,
    retryAfterMaxMs: 86_400_000,
    endpointHttpsOnly: true,
    defaultSignatureType: 'ed25519',
    signatureHeaders: 'svix',
    portalFrameAncestors: "'self' https://app.example.com http://*.example.org:3000",
    portalRefreshUrl: 'https://app.example.com/webhooks?from=%22%3E',
    endpointFailureDisableAfterMs: 5_400_000,
    circuitBreaker: false,
    circuitFailures: 2,
    circuitFailureRate: 50,
    circuitWindowMs: 300_000,
    circuitCooldownMs: 1000,
    circuitMaxCooldownMs: 3_600_000,
    metrics: true,
    metricsPort: 9464,
    operationalWebhooks: false,
    holdDeliveries: true,
    deliveryConcurrency: 7,
    logLevel: 'silent',
    ...inAws,
    queueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/deliveries',
    blobBucket: 'blobs',
    uploadBucket: 'uploads',
    jwtSecretParameter: '/posthorn/dev/jwt-secret',
    mainSecretParameter: '/posthorn/dev/main-secret',
    proxyParameter: '/posthorn/dev/proxy',
    usageKey: 'everybody',
    awsEndpoint: 'http://127.0.0.1:4566',
    s3Endpoint: 'own'
  })
})

t.test('The public URL must be an origin with an optional path.', async (t) => {
  for (const url of ['hooks.example.com', 'ftp://hooks.example.com', 'https://hooks.example.com/?a', 'https://hooks.example.com/#a', 'https://a:b@hooks.example.com']) {
    t.throws(() => loadConfig({ POSTHORN_PUBLIC_URL: url }), /POSTHORN_PUBLIC_URL must be/, url)
  }
  t.equal(loadConfig({ POSTHORN_PUBLIC_URL: 'http://localhost:8071' }).publicUrl, 'http://localhost:8071')
})

t.test('The pages that may frame the portal are origins, and cannot end the directive.', async (t) => {
  for (const value of ["'self'; script-src *", 'app.example.com', 'https://app.example.com/path', "'none' 'self'", 'javascript:', 'https://a.example,https://b.example']) {
    t.throws(() => loadConfig({ POSTHORN_PORTAL_FRAME_ANCESTORS: value }), /POSTHORN_PORTAL_FRAME_ANCESTORS must be/, value)
  }
  for (const value of ["'none'", '*', 'https:', 'https://app.example.com:*']) {
    t.equal(loadConfig({ POSTHORN_PORTAL_FRAME_ANCESTORS: value }).portalFrameAncestors, value)
  }
  for (const value of ['/webhooks', 'javascript:alert(1)', 'app.example.com']) {
    t.throws(() => loadConfig({ POSTHORN_PORTAL_REFRESH_URL: value }), /POSTHORN_PORTAL_REFRESH_URL must be/, value)
  }
})

t.test('The configuration and its lists are frozen.', async (t) => {
  const config = loadConfig({ POSTHORN_WHITELIST_SUBNETS: '::1' })
  t.ok(Object.isFrozen(config))
  t.ok(Object.isFrozen(config.retryScheduleMs))
  t.ok(Object.isFrozen(config.whitelistSubnets))
})

t.test('An empty variable is unset, except the schedule and the subnets, which are then empty.', async (t) => {
  const empty = Object.fromEntries(Object.values(settings).map(({ name }) => [name, '']))
  t.strictSame(loadConfig(empty), { ...loadConfig({}), retryScheduleMs: [], whitelistSubnets: [] })
})

t.test('All wrong settings are reported at once, by name and reason, never by value.', async (t) => {
  const wrong = {
    PORT: '65536',
    POSTHORN_DYNAMODB_ENDPOINT: 'ftp://zzz-host',
    POSTHORN_TABLE_PREFIX: 'zzz prefix',
    POSTHORN_JWT_ALGORITHM: 'zzz-none',
    POSTHORN_RETRY_SCHEDULE: '5s,zzz',
    POSTHORN_RETRY_AFTER_MAX: '25h',
    POSTHORN_REQUEST_TIMEOUT: '31s',
    POSTHORN_ANSWER_BYTES: '20001',
    POSTHORN_WHITELIST_SUBNETS: '10.0.0.0/33',
    POSTHORN_TLS_VERIFY: 'zzz-no',
    POSTHORN_PROXY: 'ftp://zzz-user:zzz-password@zzz-host',
    POSTHORN_PROXY_RESOLVES: 'zzz-no',
    POSTHORN_NO_PROXY: '*.zzz-host',
    POSTHORN_EGRESS_ADDRESSES: 'zzz-host',
    POSTHORN_ENDPOINT_HTTPS_ONLY: 'zzz-yes',
    POSTHORN_DEFAULT_SIGNATURE_TYPE: 'zzz',
    POSTHORN_SIGNATURE_HEADERS: 'zzz',
    POSTHORN_ENDPOINT_FAILURE_DISABLE_AFTER: '0',
    POSTHORN_OPERATIONAL_WEBHOOKS: 'zzz',
    POSTHORN_DELIVERY_CONCURRENCY: '0',
    POSTHORN_LOG_LEVEL: 'zzz'
  }
  const problems = problemsOf(wrong)
  t.strictSame(problems.map((problem) => problem.split(' ')[0]), Object.keys(wrong))
  for (const problem of problems) t.match(problem, /^[A-Z_]+ must be /)
  t.throws(() => loadConfig(wrong), { message: /^Wrong settings:\n {2}PORT must be an integer from 0 to 65535\n/ })
  const said = problems.join('\n')
  for (const value of Object.values(wrong).filter((value) => value.length > 1)) t.notMatch(said, value)
})

t.test('Malformed numbers, durations and subnets are refused.', async (t) => {
  for (const port of ['-1', '1.5', '0x10', '1e3', ' 80', 'eighty']) t.equal(problemsOf({ PORT: port }).length, 1, port)
  for (const schedule of ['5 s', '-1s', '5d', '1,,2', ',', '0.1ms', '1e3s', '.5s', 's', 'Infinity']) {
    t.equal(problemsOf({ POSTHORN_RETRY_SCHEDULE: schedule }).length, 1, schedule)
  }
  for (const subnet of ['10/8', '0x7f.0.0.1/8', '010.0.0.0/8', '10.0.0.0/', 'fd00::/129', '::1%eth0', 'localhost', '10.0.0.1 10.0.0.2']) {
    t.equal(problemsOf({ POSTHORN_WHITELIST_SUBNETS: subnet }).length, 1, subnet)
  }
  t.strictSame(loadConfig({ POSTHORN_RETRY_SCHEDULE: '1.1s' }).retryScheduleMs, [1100])
})

t.test('POSTHORN_PROXY_RESOLVES without a proxy is refused.', async (t) => {
  t.strictSame(problemsOf({ POSTHORN_PROXY_RESOLVES: 'true' }), ['POSTHORN_PROXY_RESOLVES needs POSTHORN_PROXY: there is no proxy'])
  t.equal(loadConfig({ POSTHORN_PROXY_RESOLVES: 'true', POSTHORN_PROXY: 'socks5://10.0.0.1' }).proxyResolves, true)
})

t.test('The proxy is a host with a scheme, and the no-proxy list has addresses, CIDRs and host names.', async (t) => {
  const long = 'x'.repeat(256)
  for (const url of ['proxy:3128', 'proxy.test', 'socks4://proxy', 'socks5://', 'http://proxy:65536', 'http://proxy/path', 'socks5://proxy?a', 'http://%zz@proxy', `socks5://${long}@proxy`, `http://a:${long}@proxy`]) {
    t.strictSame(problemsOf({ POSTHORN_PROXY: url }).map((problem) => problem.split(',')[0]), ["POSTHORN_PROXY must be a proxy's URL"], url)
  }
  for (const url of ['http://proxy', 'https://a:b@proxy:8443/', 'socks5://10.0.0.1', 'socks5://a@proxy:1']) {
    t.strictSame(problemsOf({ POSTHORN_PROXY: url }), [], url)
  }
  const file = join(t.testdir({ proxy: 'socks5://a:b@proxy\n' }), 'proxy')
  t.equal(loadConfig({ POSTHORN_PROXY_FILE: file }).proxy, 'socks5://a:b@proxy')
  for (const list of ['*', '*.test', 'a..test', '..test', '.', 'a:80', 'http://a', '10.1', '0x7f.0.0.1', 'a b', ',', '10.0.0.0/33', 'a/8']) {
    t.equal(problemsOf({ POSTHORN_NO_PROXY: list }).length, 1, list)
  }
})

t.test('Secrets can come from files; a line end at the end of a file is ignored.', async (t) => {
  const dir = t.testdir({ jwt: 'a secret from a file\n', main: ' all of it is kept \r\n', empty: '\n' })
  const config = loadConfig({ POSTHORN_JWT_SECRET_FILE: join(dir, 'jwt'), POSTHORN_MAIN_SECRET_FILE: join(dir, 'main') })
  t.equal(config.jwtSecret, 'a secret from a file')
  t.equal(config.mainSecret, ' all of it is kept ')
  t.strictSame(problemsOf({ POSTHORN_JWT_SECRET_FILE: join(dir, 'empty'), POSTHORN_MAIN_SECRET_FILE: join(dir, 'absent') }), [
    'POSTHORN_JWT_SECRET (from POSTHORN_JWT_SECRET_FILE) is empty',
    'POSTHORN_MAIN_SECRET (from POSTHORN_MAIN_SECRET_FILE) cannot be read: ENOENT'
  ])
})

t.test('A secret and its file together are refused; an empty one of the two does not count.', async (t) => {
  const file = join(t.testdir({ jwt: 'a secret from a file' }), 'jwt')
  t.match(problemsOf({ POSTHORN_JWT_SECRET: 'a', POSTHORN_JWT_SECRET_FILE: file }), [/both given/])
  t.equal(loadConfig({ POSTHORN_JWT_SECRET: '', POSTHORN_JWT_SECRET_FILE: file }).jwtSecret, 'a secret from a file')
  t.equal(loadConfig({ POSTHORN_JWT_SECRET: 'a secret of sixteen', POSTHORN_JWT_SECRET_FILE: '' }).jwtSecret, 'a secret of sixteen')
})

t.test('An algorithm with key pairs requires a PEM key of its kind, private or public.', async (t) => {
  const rsa = pem(generateKeyPairSync('rsa', { modulusLength: 2048 }))
  const ed25519 = pem(generateKeyPairSync('ed25519'))
  const file = join(t.testdir(), 'key.pem')
  writeFileSync(file, ed25519.privateKey)

  t.match(problemsOf({ POSTHORN_JWT_ALGORITHM: 'RS256' }), [/^POSTHORN_JWT_SECRET must be set: RS256 needs a PEM key$/])
  t.match(problemsOf({ POSTHORN_JWT_ALGORITHM: 'RS256', POSTHORN_JWT_SECRET: ed25519.publicKey }), [/must be a PEM key that fits RS256$/])
  t.match(
    problemsOf({ POSTHORN_JWT_ALGORITHM: 'RS256', POSTHORN_JWT_SECRET: rsa.privateKey, POSTHORN_JWT_SECRET_SECOND: ed25519.publicKey }),
    [/^POSTHORN_JWT_SECRET_SECOND must be a PEM key that fits RS256$/]
  )
  t.match(problemsOf({
    POSTHORN_JWT_ALGORITHM: 'EdDSA', POSTHORN_JWT_SECRET: 'text that is no key'
  }), [/must be a PEM key that fits EdDSA$/])
  for (const key of [rsa.privateKey, rsa.publicKey]) {
    t.strictSame(problemsOf({ POSTHORN_JWT_ALGORITHM: 'RS512', POSTHORN_JWT_SECRET: key }), [])
  }
  t.strictSame(problemsOf({ POSTHORN_JWT_ALGORITHM: 'EdDSA', POSTHORN_JWT_SECRET_FILE: file }), [])
})

t.test('The table has one row for each setting with its default.', async (t) => {
  const lines = settingsTable().trimEnd().split('\n')
  t.equal(lines.length, 2 + Object.keys(settings).length)
  for (const { name } of Object.values(settings)) t.equal(lines.filter((line) => line.startsWith(`| \`${name}\` |`)).length, 1, name)
  t.match(settingsTable(), '| `PORT` | `8071` |')
  t.match(
    settingsTable(),
    '| `POSTHORN_MAIN_SECRET` | generated | Encrypts the secrets of endpoints; at least 16 characters; `POSTHORN_MAIN_SECRET_FILE` names'
  )
})

function pem ({ privateKey, publicKey }: KeyPairKeyObjectResult) {
  return {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString()
  }
}

t.test("Half of the threads of Node's pool may look up names.", async t => {
  const atOnce = (threads?: string) => loadConfig({ ...threads !== undefined && { UV_THREADPOOL_SIZE: threads } }).lookUpsAtOnce
  t.same([undefined, '16', '1', 'many'].map(atOnce), [2, 8, 1, 2])
})

t.test('A variable that is one letter away from a setting is refused with the name of the setting.', async t => {
  for (const [wrong, right] of Object.entries({
    POSTHORN_RETRY_SCHEDULES: 'POSTHORN_RETRY_SCHEDULE',
    POSTHORN_RETRY_SHCEDULE: 'POSTHORN_RETRY_SCHEDULE',
    POSTHRN_MAIN_SECRET: 'POSTHORN_MAIN_SECRET',
    POSTHORN_MAIN_SECRET_FIL: 'POSTHORN_MAIN_SECRET_FILE',
    POSTHORN_LOG_LVEL: 'POSTHORN_LOG_LEVEL',
    posthorn_proxy: 'POSTHORN_PROXY'
  })) t.strictSame(problemsOf({ [wrong]: 'x' }), [`${wrong} is not a setting: is ${right} meant?`])
})

t.test('Other variables with our prefix are named with the nearest setting; variables of other programs are not.', async t => {
  const named = (env: Record<string, string>) => unknownVariables(env).map(({ name, nearest, isTypo }) => [name, nearest, isTypo])
  t.strictSame(named({
    POSTHORN_PORT: '80', POSTHORN_SCHEDULE: '5s', POSTHORN_BLOB_BUCKET_FILE: 'f', POSTHORN_COLOUR: 'red',
    POSTHORN_WHITELIST_SUBNET_LIST: ''
  }), [
    ['POSTHORN_PORT', 'PORT', false],
    ['POSTHORN_SCHEDULE', 'POSTHORN_RETRY_SCHEDULE', false],
    ['POSTHORN_BLOB_BUCKET_FILE', 'POSTHORN_BLOB_BUCKET', false],
    ['POSTHORN_COLOUR', undefined, false],
    ['POSTHORN_WHITELIST_SUBNET_LIST', 'POSTHORN_WHITELIST_SUBNETS', false]
  ])
  t.strictSame(problemsOf({ POSTHORN_PORT: '80', POSTHORN_COLOUR: 'red' }), [], 'they do not prevent a start')
  t.strictSame(named({ HOST: 'a', PATH: 'b', PORTS: '1', POSTHOG_KEY: 'c', POSTHORN_TEST_IMAGE: '1', POSTHORN_MAIN_SECRET_FILE: 'f' }), [])
  t.strictSame(named({
    POSTHORN_SERVICE_HOST: '10.0.0.1', POSTHORN_SERVICE_PORT: '80', POSTHORN_SERVICE_PORT_HTTP: '80', POSTHORN_PORT: 'tcp://10.0.0.1:80',
    POSTHORN_PORT_80_TCP: 'tcp://10.0.0.1:80',
    POSTHORN_PORT_80_TCP_ADDR: '10.0.0.1', POSTHORN_API_PORT_80_TCP_PROTO: 'tcp', POSTHORN_API_SERVICE_HOST: '10.0.0.1'
  }), [], 'variables that Kubernetes sets for a service of this name')
})

t.test('Short secrets are refused with the command that makes one.', async t => {
  const short = { POSTHORN_JWT_SECRET: 'short', POSTHORN_MAIN_SECRET: 'fifteen-letters' }
  t.strictSame(
    problemsOf(short), Object.keys(short).map(name => `${name} must have at least 16 characters; \`openssl rand -base64 32\` makes one`)
  )
  t.equal(loadConfig({ POSTHORN_MAIN_SECRET: 'sixteen-letters!' }).mainSecret, 'sixteen-letters!')
})

t.test('A duration without a unit is refused in a list, where its unit would be unclear.', async t => {
  for (const [list, number] of [['5s,300', 2], ['5', 1], ['1m, 0.5 ,2h', 2]]) {
    t.strictSame(
      problemsOf({ POSTHORN_RETRY_SCHEDULE: String(list) }),
      [`POSTHORN_RETRY_SCHEDULE must be made of durations such as 1ms, 5s, 15m or 2h: number ${number} in the list has no unit`]
    )
  }
})

t.test('Payloads are kept for the days of the contract, and longer than the retries need them.', async t => {
  for (const days of ['4', '91', '30d']) t.strictSame(problemsOf({ POSTHORN_PAYLOAD_DAYS: days }), ['POSTHORN_PAYLOAD_DAYS must be an integer from 5 to 90'])
  const waits = { POSTHORN_RETRY_SCHEDULE: '60h,60h' }
  t.strictSame(problemsOf({ ...waits, POSTHORN_PAYLOAD_DAYS: '6' }), [
    'POSTHORN_PAYLOAD_DAYS must be longer than POSTHORN_RETRY_SCHEDULE, whose last retries would find no payload'
  ])
  t.strictSame(problemsOf({ ...waits, POSTHORN_PAYLOAD_DAYS: '7' }), [])
})
