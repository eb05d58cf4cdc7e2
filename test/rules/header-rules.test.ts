import t from 'tap'
import { checkHeaders } from '../../src/rules/header-rules.js'
import { isCredential, isHidden } from '../../src/delivery/credentials.js'

const refusal = (name: string, value: string | null = 'x') => {
  try {
    checkHeaders({ [name]: value })
    return undefined
  } catch (error) {
    return (error as { violations: Array<{ msg: string }> }).violations[0]!.msg
  }
}

/** All forbidden headers, by the reason that the caller reads. */
const REFUSED: Record<string, string[]> = {
  'Posthorn sets it itself': [
    'user-agent', 'host', 'content-length', 'content-type', 'content-encoding', 'content-language', 'content-location', 'webhook-id',
    'webhook-timestamp', 'webhook-signature', 'svix-id', 'x-svix-anything'
  ],
  'it belongs to the connection': [
    'connection', 'keep-alive', 'te', 'trailer', 'trailers', 'transfer-encoding', 'upgrade', 'http2-settings', 'expect'
  ],
  'caches on the way read it': ['age', 'cache-control', 'clear-site-data', 'expires', 'pragma', 'warning'],
  'proxies read it': [
    'proxy', 'proxy-authenticate', 'proxy-authorization', 'proxy-authentication-info', 'proxy-connection', 'proxy-status', 'proxy-features'
  ],
  'only a proxy on the way may say where a request comes from': [
    'forwarded', 'via', 'max-forwards', 'cdn-loop', 'x-forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto',
    'x-forwarded-port', 'x-forwarded-prefix', 'x-forwarded-client-cert', 'x-real-ip', 'client-ip', 'x-client-ip', 'x-cluster-client-ip',
    'x-remote-ip', 'x-remote-addr', 'x-originating-ip', 'true-client-ip', 'fastly-client-ip', 'cf-connecting-ip', 'cf-connecting-ipv6',
    'cf-pseudo-ipv4', 'cf-ipcountry', 'cf-ray', 'cf-visitor', 'cf-worker', 'front-end-https', 'client-cert', 'client-cert-chain',
    'x-original-for', 'x-original-forwarded-for', 'x-original-host', 'x-original-method', 'x-original-proto', 'x-original-uri',
    'x-original-url', 'x-rewrite-url', 'x-envoy-external-address', 'x-appengine-user-ip'
  ],
  'metadata services take it for the proof that a program on the machine asks': [
    'metadata', 'metadata-flavor', 'x-aws-ec2-metadata-token', 'x-aws-ec2-metadata-token-ttl-seconds', 'x-aws-parameters-secrets-token',
    'x-identity-header', 'x-metadata-token', 'x-aliyun-ecs-metadata-token', 'x-vault-request'
  ],
  'clouds set and read it': [
    'x-amz-date', 'x-amzn-trace-id', 'x-google-metadata-request', 'x-google', 'x-goog-api-key', 'x-gfe-x', 'x-azure-ref',
    'x-fd-healthprobe', 'x-ms-version', 'x-ms-client-principal'
  ]
}

const ALLOWED = [
  'cookie', 'authorization', 'x-api-key', 'x-auth-token', 'x-functions-key', 'cf-access-client-id', 'cf-access-client-secret', 'origin',
  'referer', 'accept', 'accept-language', 'date', 'from', 'x-request-id', 'traceparent', 'tracestate', 'idempotency-key',
  'x-http-method-override', 'x-region', 'x-metadata', 'metadata-version', 'x-my-proxy', 'x-forward', 'signature', 'signature-input',
  'x-original-id'
]

t.test('Each forbidden header is refused with the reason, in any spelling, also when it would be removed.', async t => {
  for (const [why, names] of Object.entries(REFUSED)) {
    for (const name of names) {
      t.equal(refusal(name), `may not be set: ${why}`, name)
      t.equal(refusal(name.toUpperCase()), `may not be set: ${why}`, name)
      t.equal(refusal(name, null), `may not be set: ${why}`, name)
    }
  }
})

t.test('Headers for authentication and tracing are allowed.', async t => {
  for (const name of ALLOWED) t.equal(refusal(name), undefined, name)
})

t.test('A name has at most 256 bytes.', async t => {
  t.equal(refusal('x'.repeat(256)), undefined)
  t.equal(refusal('x'.repeat(257)), 'must not be longer than 256 bytes')
  t.equal(refusal('ü'), 'is not a header name')
})

t.test('The name of a header decides whether it holds credentials, and whether its value is never shown.', async t => {
  for (const name of ['Authorization', 'X-API-Key', 'x-auth-token', 'Cookie', 'www-authenticate']) {
    t.ok(isHidden(name) && isCredential(name), name)
  }
  for (const name of [
    'x-company-token', 'X-Hub-Signature', 'x-functions-key', 'cf-access-client-secret', 'X-Password', 'session-id', 'x-jwt', 'x-auth'
  ]) t.ok(!isHidden(name) && isCredential(name), name)
  for (const name of ['x-region', 'traceparent', 'x-author', 'origin', 'x-request-id']) t.notOk(isCredential(name), name)
})
