import { deflateRawSync, inflateRawSync } from 'node:zlib'

/** What an endpoint answered with: names in lower case, in their order; the first 4 KB of them. */
export interface AnswerHeaders {
  list: Array<[name: string, value: string]>
  /** Some are missing, or the last value is not whole. */
  isCut?: true
}

/** What of a request's headers follows from nothing else that is stored. */
export interface SentHeaders {
  /** Of Posthorn, as the `user-agent` said it. */
  version: string
  families: 'both' | 'standard' | 'svix'
  /** One for each key, as sent: which keys those were is known at the time alone. */
  signature: string
  bodyBytes: number
  /** Names of the endpoint's own headers; their values are credentials, and are kept with the endpoint alone. */
  custom: string[]
  /** The URL's login was sent. */
  hasLogin: boolean
  /** The span of the request, where it was sent. */
  traceparent?: string
}

export interface ExchangedHeaders { sent: SentHeaders, answer: AnswerHeaders }

type Packed = [
  version: string, families: string, signature: string, bytes: number, custom: string[], login: 0 | 1,
  answer: AnswerHeaders['list'], cut: 0 | 1, traceparent?: string
]

const PLAIN = 0
const DEFLATED = 1

// What most answers say, the most frequent last: a packed text only refers to it. What is stored needs it as it is, so another dictionary
// needs another mark.
const DICTIONARY = Buffer.from([
  '"x-amz-cf-id","x-amz-cf-pop","x-amzn-trace-id","x-amzn-requestid","apigw-requestid","x-request-id","x-runtime","x-ratelimit-limi',
  't","x-ratelimit-remaining","referrer-policy","strict-origin-when-cross-origin","permissions-policy","content-security-policy","d',
  'efault-src \'self\'","server-timing","report-to","{\\"endpoints\\":[{\\"url\\":\\"https:\\/\\/a.nel.cloudflare.com\\/report\\/v4',
  '?s=","}],\\"group\\":\\"cf-nel\\",\\"max_age\\":604800}","nel","{\\"success_fraction\\":0,\\"report_to\\":\\"cf-nel\\"}","cf-ray',
  '","-FRA","cf-cache-status","DYNAMIC","alt-svc","h3=\\":443\\"; ma=86400","expires","0","pragma","no-cache","last-modified","age"',
  ',"via","1.1 vegur","1.1 google","x-cache","Miss from cloudfront","x-vercel-id","x-envoy-upstream-service-time","vary","Origin, A',
  'ccept-Encoding","access-control-allow-origin","*","access-control-allow-credentials","true","strict-transport-security","max-age',
  '=31536000; includeSubDomains; preload","x-frame-options","SAMEORIGIN","DENY","x-content-type-options","nosniff","x-xss-protectio',
  'n","1; mode=block","cache-control","no-store","private, must-revalidate","max-age=0","content-encoding","gzip","set-cookie","***',
  '","transfer-encoding","chunked","x-powered-by","PHP/8.3","ASP.NET","Express","etag","W/\\"2-","allow","POST","location","authori',
  'zation","x-api-key","retry-after","keep-alive","timeout=5","svix","both","0.1.0","standard","v1,"],["server","cloudflare","Apach',
  'e","gunicorn","Microsoft-IIS/10.0","nginx/1.2"],["connection","close"],["date","Tue, Wed, Thu, Fri, Sat, Sun, Jan Feb Mar Apr Ma',
  'y Jun Jul Aug Sep Oct Nov Dec 2027 Mon, 01 Dec 2026 00:00:00 GMT"],["content-type","text/plain; charset=UTF-8"],["content-type",',
  '"text/html; charset=utf-8"],["content-type","application/json; charset=utf-8"],["content-length","15"],["connection","keep-alive',
  '"]],0]'
].join(''))
const OPTIONS = { dictionary: DICTIONARY }

export interface Room {
  /** What may be stored, bytes; absent: all. */
  bytes?: number
  /** Compressing saves nothing. */
  isPlain: boolean
}

/**
 * Headers as they are stored. Where there is no room for all, the last ones that the endpoint answered are left out, then all of
 * those; undefined when not even the others have room.
 */
export function packHeaders ({ sent, answer }: ExchangedHeaders, { bytes = Infinity, isPlain }: Room): Buffer | undefined {
  const { list } = answer
  let kept = list.length
  for (;;) {
    const packed = pack({ sent, answer: kept === list.length ? answer : { list: list.slice(0, kept), isCut: true } }, isPlain)
    if (packed.length <= bytes) return packed
    if (kept === 0) return undefined
    // So much of it has room if each takes as much as the others; fewer, so that this is not tried often.
    kept = Math.max(0, Math.min(Math.floor(kept * bytes / packed.length), kept >> 1))
  }
}

function pack ({ sent, answer }: ExchangedHeaders, isPlain: boolean): Buffer {
  const { version, families, signature, bodyBytes, custom, hasLogin, traceparent } = sent
  const fields: Packed = [version, families, signature, bodyBytes, custom, hasLogin ? 1 : 0, answer.list, answer.isCut ? 1 : 0]
  if (traceparent !== undefined) fields.push(traceparent)
  const text = JSON.stringify(fields)
  return Buffer.concat(isPlain ? [Buffer.of(PLAIN), Buffer.from(text)] : [Buffer.of(DEFLATED), deflateRawSync(text, OPTIONS)])
}

/** The headers that `packHeaders` packed. */
export function unpackHeaders (packed: Uint8Array): ExchangedHeaders {
  const rest = packed.subarray(1)
  const text = packed[0] === PLAIN ? Buffer.from(rest) : inflateRawSync(rest, OPTIONS)
  const [version, families, signature, bodyBytes, custom, login, list, cut, traceparent] = JSON.parse(text.toString()) as Packed
  return {
    sent: {
      version, families: families as SentHeaders['families'], signature, bodyBytes, custom, hasLogin: login === 1,
      ...(traceparent !== undefined && { traceparent })
    },
    answer: { list, ...(cut === 1 && { isCut: true }) }
  }
}
