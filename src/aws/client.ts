import { awsEndpoint } from '../config.js'
import { createBreaker } from '../lib/call-breaker.js'
import { VERSION } from '../version.js'
import { BOUNDS, type Bounds, type Service } from './bounds.js'
import { usualCredentials, usualRegion, type CredentialSource } from './aws-credentials.js'
import { endpointOf } from './partitions.js'
import { failureOf, type Answer } from './failures.js'
import { askedWait, createRetries, kindOf, type Failed, type Kind } from './retry.js'
import { queryText, signedHeaders, signedQuery, type Credentials, type Query } from './signature-v4.js'
import { createTransport } from './transport.js'

/** The address of a service and the keys for it; values that are absent come from environment and profile. */
export interface Access {
  /** A URL instead of AWS's. */
  endpoint?: string | undefined
  region?: string | undefined
  credentials?: Credentials | CredentialSource | undefined
  bounds?: Bounds | undefined
  /** Time, Unix ms, and a random number from 0 to 1, for tests. */
  now?: () => number
  chance?: () => number
}

/** A request. The path is encoded; header names are in lower case. */
export interface Request {
  method: string
  path: string
  query?: Query | undefined
  headers?: Record<string, string>
  body?: Uint8Array
  /** Another host than the service's: that of a bucket. */
  host?: string
}

/** The client of an AWS service, or of a store with its protocol. */
export interface Client {
  /**
   * Signs and sends a request, with retries. Resolves with an answer below 300. Rejects with an Error that has the
   * service's name for it and `status`, or a socket's `code`, and in any case `attempts`.
   */
  send: (request: Request) => Promise<Answer>
  /** A URL that can be used without keys for this many seconds. */
  presign: (request: Pick<Request, 'method' | 'path' | 'query' | 'host'>, seconds: number) => Promise<string>
  /** The service's address. */
  address: () => Promise<URL>
  close: () => Promise<void>
}

const AGENT = `posthorn/${VERSION}`
const EMPTY = new Uint8Array()
// A smaller clock difference does not matter to any service.
const SKEW_MS = 240_000

interface Place { url: URL, region: string }

/** Opens the client of a service. Sends nothing. */
export function openClient (service: Service, access: Access = {}): Client {
  const { bounds = BOUNDS[service], now = Date.now, chance = Math.random } = access
  const transport = createTransport(bounds)
  const breaker = createBreaker()
  const retries = createRetries(bounds.attempts, chance)
  const credentials = sourceOf(access)
  let place: Place | undefined
  let skewMs = 0

  async function find (): Promise<Place> {
    const region = access.region ?? await usualRegion()
    place = { region, url: new URL(access.endpoint ?? awsEndpoint(service) ?? endpointOf(service, region)) }
    return place
  }

  async function once ({ method, path, query, headers = {}, body = EMPTY, host }: Request): Promise<Answer> {
    const { url, region } = place ?? await find()
    const given = credentials()
    const keys = given instanceof Promise ? await given : given
    const [at, signedWith] = [now() + skewMs, skewMs]
    const target = { method, host: host ?? url.host, path: basePath(url) + path, query, headers, body }
    const sent = signedHeaders(target, { credentials: keys, service, region, at })
    sent['user-agent'] = AGENT
    const asked = query ? `${target.path}?${queryText(query)}` : target.path
    const answer = await transport.send({ origin: `${url.protocol}//${target.host}`, method, path: asked, headers: sent, body })
    skewMs = skewOf(answer, now()) ?? skewMs
    if (answer.status < 300 && !isHiddenFailure(service, target, answer)) return answer
    const isClockCorrected = Math.abs(skewMs) >= SKEW_MS && skewMs !== signedWith
    throw Object.assign(failureOf(answer), { waitMs: askedWait(answer.headers, now()), isClockCorrected })
  }

  async function tries (request: Request): Promise<Answer> {
    let after: Kind | undefined
    for (let tried = 1; ; tried++) {
      try {
        const answer = await once(request)
        retries.succeeded(after)
        return answer
      } catch (error) {
        const delay = retries.delayAfter(error as Failed, tried)
        if (delay === undefined) throw Object.assign(error as Error, { attempts: tried })
        after = kindOf(error as Failed)
        await new Promise(resolve => setTimeout(resolve, delay))
      }
    }
  }

  return {
    send: async request => await breaker.run(async () => await tries(request)),
    async presign ({ method, path, query, host }, seconds) {
      const { url, region } = place ?? await find()
      const target = { method, host: host ?? url.host, path: basePath(url) + path, query }
      const signed = signedQuery(target, { credentials: await credentials(), service, region, at: now() + skewMs }, seconds)
      return `${url.protocol}//${target.host}${target.path}?${signed}`
    },
    address: async () => (place ?? await find()).url,
    close: transport.close
  }
}

function sourceOf ({ credentials }: Access): CredentialSource {
  if (typeof credentials === 'function') return credentials
  return credentials === undefined ? usualCredentials() : () => credentials
}

const basePath = ({ pathname }: URL): string => pathname.replace(/\/$/, '')

// How far the service's clock is ahead of this one, by its answer; unknown when the answer came from a cache.
function skewOf ({ headers: { date, age } }: Answer, now: number): number | undefined {
  const theirs = age === undefined && typeof date === 'string' ? Date.parse(date) : NaN
  return Number.isNaN(theirs) ? undefined : theirs - now
}

// S3 starts some answers with 200 before their end is known. The body may then contain an error, which is a failure of S3.
function isHiddenFailure (service: Service, { method }: { method: string }, answer: Answer): boolean {
  if (service !== 's3' || method !== 'POST' || !/<Error>/.test(answer.body.toString())) return false
  answer.status = 503
  return true
}
