export interface Bounds {
  /** The number of tries of one call. */
  attempts: number
  connectMs: number
  /** The longest pause without a byte of the answer, ms. */
  answerMs: number
  /** How many connections are kept open and reused. */
  connections: number
}

const SELDOM = { attempts: 2, connectMs: 2000, answerMs: 5000, connections: 4 }

/**
 * Tries, timeouts and connections for every service. The caller limits the total time of a call: a request of the API
 * has five seconds.
 */
export const BOUNDS = {
  dynamodb: { attempts: 3, connectMs: 1000, answerMs: 1500, connections: 256 },
  sqs: { attempts: 3, connectMs: 1000, answerMs: 3000, connections: 64 },
  s3: { attempts: 3, connectMs: 1000, answerMs: 10_000, connections: 64 },
  ssm: { attempts: 4, connectMs: 1000, answerMs: 3000, connections: 4 },
  // Services that only the doctor calls.
  monitoring: SELDOM,
  sns: SELDOM,
  sts: SELDOM,
  cloudformation: SELDOM,
  lambda: SELDOM,
  servicequotas: SELDOM
} as const satisfies Record<string, Bounds>

export type Service = keyof typeof BOUNDS
