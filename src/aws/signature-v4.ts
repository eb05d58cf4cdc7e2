import { createHmac, hash } from 'node:crypto'

/** AWS keys. */
export interface Credentials {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string | undefined
  /** When they expire; undefined when they do not. */
  expiration?: Date | undefined
}

/** A request in the form in which it is sent: the path is encoded. */
export interface Signable {
  method: string
  host: string
  path: string
  query?: Query | undefined
  /** Names in lower case. All of them are signed. */
  headers: Record<string, string>
  body: Uint8Array
}

/** The parameters of a signature; `at` is the service's time, Unix ms. */
export interface Signing { credentials: Credentials, service: string, region: string, at: number }

export type Query = Record<string, string>

const ALGORITHM = 'AWS4-HMAC-SHA256'
/** The hash of a body that is not signed; only S3 accepts it. */
export const UNSIGNED = 'UNSIGNED-PAYLOAD'

/** The headers of a signed request: its own headers, date, session token and signature. */
export function signedHeaders ({ method, host, path, query, headers, body }: Signable, signing: Signing): Record<string, string> {
  const { date, day } = stampOf(signing.at)
  const sent: Record<string, string> = { ...headers, host, 'x-amz-date': date }
  if (signing.credentials.sessionToken) sent['x-amz-security-token'] = signing.credentials.sessionToken
  const names = Object.keys(sent).sort()
  const lines = names.map(name => `${name}:${sent[name]!.trim().replace(/ +/g, ' ')}\n`).join('')
  const list = names.join(';')
  const digest = sent['x-amz-content-sha256'] ?? hash('sha256', body)
  const signature = signatureOf(`${method}\n${path}\n${queryText(query)}\n${lines}\n${list}\n${digest}`, signing, date)
  const credential = `${signing.credentials.accessKeyId}/${scopeOf(signing, day)}`
  sent.authorization = `${ALGORITHM} Credential=${credential}, SignedHeaders=${list}, Signature=${signature}`
  return sent
}

/** The query of a URL that can be used without keys for this many seconds. Body and headers are not signed, except the host. */
export function signedQuery ({ method, host, path, query }: Omit<Signable, 'headers' | 'body'>, signing: Signing, seconds: number): string {
  const { date, day } = stampOf(signing.at)
  const { accessKeyId, sessionToken } = signing.credentials
  const whole = queryText({
    ...query,
    'X-Amz-Algorithm': ALGORITHM,
    'X-Amz-Content-Sha256': UNSIGNED,
    'X-Amz-Credential': `${accessKeyId}/${scopeOf(signing, day)}`,
    'X-Amz-Date': date,
    'X-Amz-Expires': String(seconds),
    ...(sessionToken && { 'X-Amz-Security-Token': sessionToken }),
    'X-Amz-SignedHeaders': 'host'
  })
  return `${whole}&X-Amz-Signature=${signatureOf(`${method}\n${path}\n${whole}\nhost:${host}\n\nhost\n${UNSIGNED}`, signing, date)}`
}

/** A query in the form in which it is signed and sent: sorted by name. */
export function queryText (query: Query = {}): string {
  return Object.keys(query).sort().map(name => `${encoded(name)}=${encoded(query[name]!)}`).join('&')
}

/** Percent-encodes a text by AWS's rule: all characters except letters, digits and `-_.~`. */
export const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, one => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)

function signatureOf (canonical: string, signing: Signing, date: string): string {
  const day = date.slice(0, 8)
  const text = `${ALGORITHM}\n${date}\n${scopeOf(signing, day)}\n${hash('sha256', canonical)}`
  return createHmac('sha256', keyOf(signing, day)).update(text).digest('hex')
}

const scopeOf = ({ region, service }: Signing, day: string): string => `${day}/${region}/${service}/aws4_request`

function stampOf (at: number): { date: string, day: string } {
  const date = new Date(at).toISOString().replace(/[:-]|\.\d{3}/g, '')
  return { date, day: date.slice(0, 8) }
}

const hmac = (key: Buffer | string, text: string): Buffer => createHmac('sha256', key).update(text).digest()

// Cached keys for a day, a region and a service: deriving them costs more CPU than the rest of a signature. A process has few.
const keys = new Map<string, Buffer>()
const MOST_KEYS = 20

function keyOf ({ credentials: { secretAccessKey }, region, service }: Signing, day: string): Buffer {
  const name = `${day}/${region}/${service}/${secretAccessKey}`
  const known = keys.get(name)
  if (known) return known
  const key = [region, service, 'aws4_request'].reduce(hmac, hmac(`AWS4${secretAccessKey}`, day))
  if (keys.size >= MOST_KEYS) keys.clear()
  keys.set(name, key)
  return key
}
