import { invalid } from '../errors.js'

// The custom headers that may not be sent, with the reason for each group. All others are allowed, such as `cookie`,
// `origin`, `traceparent`, `x-request-id`, `authorization`, `x-functions-key` and `cf-access-client-secret`, which
// receivers use for access or tracing.

interface Refusal { names: readonly string[], prefixes?: readonly string[], why: string }

const REFUSALS: readonly Refusal[] = [
  {
    // Contract 2.5, and headers that would replace the signature.
    names: ['user-agent', 'host', 'content-length', 'content-type', 'content-encoding', 'content-language', 'content-location',
      'webhook-id', 'webhook-timestamp', 'webhook-signature'],
    prefixes: ['svix-', 'x-svix-'],
    why: 'Posthorn sets it itself'
  },
  {
    // Contract 2.5. `http2-settings` and `upgrade` would change the connection's protocol; `expect` would delay the request.
    names: ['connection', 'keep-alive', 'te', 'trailer', 'trailers', 'transfer-encoding', 'upgrade', 'http2-settings', 'expect'],
    why: 'it belongs to the connection'
  },
  {
    names: ['age', 'cache-control', 'clear-site-data', 'expires', 'pragma', 'warning'],
    why: 'caches on the way read it'
  },
  {
    // `proxy-authorization`: the first proxy on the way would take it. `proxy-connection`: old proxies read it as
    // `connection`. `proxy`: CGI programs read it as the address of the proxy to use.
    names: ['proxy'],
    prefixes: ['proxy-'],
    why: 'proxies read it'
  },
  {
    // Receivers decide by these headers which clients they serve, and may trust them when they come from Posthorn's address.
    names: ['forwarded', 'via', 'max-forwards', 'cdn-loop', 'x-forwarded', 'x-real-ip', 'client-ip', 'x-client-ip', 'x-cluster-client-ip',
      'x-remote-ip', 'x-remote-addr', 'x-originating-ip', 'true-client-ip', 'fastly-client-ip', 'cf-connecting-ip', 'cf-connecting-ipv6',
      'cf-pseudo-ipv4', 'cf-ipcountry', 'cf-ray', 'cf-visitor', 'cf-worker', 'front-end-https', 'client-cert', 'client-cert-chain',
      'x-original-for', 'x-original-forwarded-for', 'x-original-host', 'x-original-method', 'x-original-proto', 'x-original-uri',
      'x-original-url', 'x-rewrite-url'],
    prefixes: ['x-forwarded-', 'x-envoy-', 'x-appengine-'],
    why: 'only a proxy on the way may say where a request comes from'
  },
  {
    // Metadata services and local agents hand out keys to a request with one of these headers: `metadata` (Azure),
    // `metadata-flavor` (Google, IBM), `x-aws-ec2-metadata-token` and `x-aws-parameters-secrets-token` (AWS),
    // `x-identity-header` (Azure's managed identities), `x-metadata-token` (OpenStack's clouds),
    // `x-aliyun-ecs-metadata-token` (Alibaba), `x-vault-request` (Vault).
    names: ['metadata', 'metadata-flavor', 'x-identity-header', 'x-metadata-token', 'x-vault-request'],
    prefixes: ['x-aws-', 'x-aliyun-'],
    why: 'metadata services take it for the proof that a program on the machine asks'
  },
  {
    // Contract 2.5, and `x-ms-` (such as `x-ms-client-principal`), with which Azure tells an app which user is logged in.
    names: [],
    prefixes: ['x-amz-', 'x-amzn-', 'x-google', 'x-goog-', 'x-gfe', 'x-azure-', 'x-fd-', 'x-ms-'],
    why: 'clouds set and read it'
  }
]

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
export const MAX_NAME_BYTES = 256
export const MAX_VALUE_BYTES = 4096

/** Custom headers that may be sent. Throws 422 with the first header that may not. */
export function checkHeaders<T extends Record<string, string | null>> (headers: T): T {
  for (const [name, value] of Object.entries(headers)) {
    const problem = problemOf(name.toLowerCase(), value)
    if (problem) throw invalid(['body', 'headers', name.slice(0, MAX_NAME_BYTES)], problem)
  }
  return headers
}

/** Headers after some were set and some (null) removed. Names must match exactly, with their letter case. */
export function mergeHeaders (current: Record<string, string>, changes: Record<string, string | null>): Record<string, string> {
  const kept = Object.entries({ ...current, ...changes }).filter((entry): entry is [string, string] => entry[1] !== null)
  return Object.fromEntries(kept)
}

function problemOf (name: string, value: string | null): string | undefined {
  if (!TOKEN.test(name)) return 'is not a header name'
  if (name.length > MAX_NAME_BYTES) return `must not be longer than ${MAX_NAME_BYTES} bytes`
  const refusal = REFUSALS.find(({ names, prefixes = [] }) => names.includes(name) || prefixes.some(prefix => name.startsWith(prefix)))
  if (refusal) return `may not be set: ${refusal.why}`
  if (value === null) return undefined
  if (Buffer.byteLength(value) > MAX_VALUE_BYTES) return `must not be longer than ${MAX_VALUE_BYTES} bytes`
  return isPlain(value) ? undefined : 'must not contain control characters'
}

const isPlain = (value: string) => Buffer.from(value).every(byte => byte === 9 || (byte >= 32 && byte !== 127))
