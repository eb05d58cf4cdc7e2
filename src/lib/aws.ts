/** The one place that sets retries, timeouts and connection reuse of every client of the AWS SDK. */

export interface Bounds {
  /** Tries of one call, the first included; the SDK waits in between with jitter (its standard mode). */
  attempts: number
  connectMs: number
  /** How long an answer may keep silent. */
  answerMs: number
  /** Connections that are kept and used again. */
  connections: number
}

// What a call may take in all is bounded by its caller's patience: a request of the API has five seconds.
export const BOUNDS = {
  dynamodb: { attempts: 3, connectMs: 1000, answerMs: 1500, connections: 256 },
  sqs: { attempts: 3, connectMs: 1000, answerMs: 3000, connections: 64 },
  s3: { attempts: 3, connectMs: 1000, answerMs: 10_000, connections: 64 },
  ssm: { attempts: 4, connectMs: 1000, answerMs: 3000, connections: 4 }
} as const satisfies Record<string, Bounds>

export type Service = keyof typeof BOUNDS

/** Makes what sends the requests of a client; without one the SDK's own handler over node:http does. */
export type TransportFactory = (bounds: Bounds) => object

/** What every client is made with, whichever service it is for. */
export function clientOptions (service: Service, transport: TransportFactory = nodeTransport) {
  const bounds = BOUNDS[service]
  return { maxAttempts: bounds.attempts, retryMode: 'standard' as const, requestHandler: transport(bounds) as never }
}

// The SDK makes its handler from these; it keeps connections alive by itself.
const nodeTransport: TransportFactory = ({ connectMs, answerMs, connections }) => ({
  connectionTimeout: connectMs,
  requestTimeout: answerMs,
  socketTimeout: answerMs,
  throwOnRequestTimeout: true,
  httpAgent: { keepAlive: true, maxSockets: connections },
  httpsAgent: { keepAlive: true, maxSockets: connections }
})
