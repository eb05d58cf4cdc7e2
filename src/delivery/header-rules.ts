import { invalid } from '../errors.js'

// Contract 2.5: what we set ourselves, what belongs to the connection, what caches and clouds read.
const REFUSED = new Set(['user-agent', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'te', 'trailers',
  'transfer-encoding', 'upgrade', 'age', 'cache-control', 'clear-site-data', 'expires', 'pragma', 'warning',
  'content-length', 'content-type', 'content-encoding', 'content-language', 'content-location',
  // Ours as well: they would break the request or replace the signature.
  'host', 'connection', 'expect', 'trailer', 'webhook-id', 'webhook-timestamp', 'webhook-signature'])
const REFUSED_PREFIXES = ['x-amz-', 'x-amzn-', 'x-google', 'x-goog-', 'x-gfe', 'x-azure-', 'x-fd-', 'x-svix-', 'svix-']
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
export const MAX_VALUE_BYTES = 4096

/** Custom headers that may be sent; 422 names the first that may not. */
export function checkHeaders<T extends Record<string, string | null>> (headers: T): T {
  for (const [name, value] of Object.entries(headers)) {
    const problem = problemOf(name.toLowerCase(), value)
    if (problem) throw invalid(['body', 'headers', name], problem)
  }
  return headers
}

// Never shown: what they hold lets somebody in (contract 2.5).
const SENSITIVE = new Set(['x-auth-token', 'x-api-key', 'www-authenticate', 'authorization', 'proxy-authenticate', 'proxy-authorization'])

/** Custom headers as they may be shown: of the sensitive ones only the names. */
export function redacted (headers: Record<string, string>): { headers: Record<string, string>, sensitive: string[] } {
  const isSensitive = (name: string) => SENSITIVE.has(name.toLowerCase())
  return {
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !isSensitive(name))),
    sensitive: Object.keys(headers).filter(isSensitive)
  }
}

/** Headers with some set and some (null) removed; names match in their exact case. */
export function mergeHeaders (current: Record<string, string>, changes: Record<string, string | null>): Record<string, string> {
  const kept = Object.entries({ ...current, ...changes }).filter((entry): entry is [string, string] => entry[1] !== null)
  return Object.fromEntries(kept)
}

function problemOf (name: string, value: string | null): string | undefined {
  if (!TOKEN.test(name)) return 'is not a header name'
  if (REFUSED.has(name) || REFUSED_PREFIXES.some(prefix => name.startsWith(prefix))) return 'is a header that may not be set'
  if (value === null) return undefined
  if (Buffer.byteLength(value) > MAX_VALUE_BYTES) return `must not be longer than ${MAX_VALUE_BYTES} bytes`
  return isPlain(value) ? undefined : 'must not contain control characters'
}

const isPlain = (value: string) => Buffer.from(value).every(byte => byte === 9 || (byte >= 32 && byte !== 127))
