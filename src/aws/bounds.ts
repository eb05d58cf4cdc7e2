export interface Bounds {
  /** Tries of one call, the first included. */
  attempts: number
  connectMs: number
  /** How long an answer may keep silent. */
  answerMs: number
  /** Connections that are kept and used again. */
  connections: number
}

const SELDOM = { attempts: 2, connectMs: 2000, answerMs: 5000, connections: 4 }

/**
 * Tries, timeouts and connections of every service. What a call may take in all is bounded by the patience of its caller: a
 * request of the API has five seconds.
 */
export const BOUNDS = {
  dynamodb: { attempts: 3, connectMs: 1000, answerMs: 1500, connections: 256 },
  sqs: { attempts: 3, connectMs: 1000, answerMs: 3000, connections: 64 },
  s3: { attempts: 3, connectMs: 1000, answerMs: 10_000, connections: 64 },
  ssm: { attempts: 4, connectMs: 1000, answerMs: 3000, connections: 4 },
  // What the doctor asks.
  sts: SELDOM,
  cloudformation: SELDOM,
  lambda: SELDOM,
  servicequotas: SELDOM
} as const satisfies Record<string, Bounds>

export type Service = keyof typeof BOUNDS
