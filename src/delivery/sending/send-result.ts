import type { AnswerHeaders } from '../../repositories/attempt-headers.js'
import type { Failure } from '../../repositories/deliveries.js'

/**
 * The result of one request, by the stage that it reached (invariant 5). Only an `Answer` is an attempt and may be recorded.
 * An endpoint's failure is an `Answer` too, never an exception (invariant 6).
 */
export type SendResult = Unsent | Cut | Answer

/** Before: no byte of the request left this process, and the endpoint is not the reason. */
export interface Unsent {
  stage: 'unsent'
  /** The proxy itself failed; or this process did: its sender is closed, or file descriptors or memory are used up. */
  by: 'proxy' | 'process'
  error: Error
}

/** During: this process gave up after it began to write the request. The endpoint may have received it, as after a crash. */
export interface Cut {
  stage: 'cut'
  error: Error
}

/** After: the attempt counts. */
export type Answer = Answered | Unanswered

/** The endpoint answered over HTTP. */
export interface Answered {
  stage: 'answered'
  statusCode: number
  /** The start of the body, in base64 when it is not UTF-8. */
  body: string
  headers?: AnswerHeaders
  /** From the start to the response headers, ms. */
  durationMs: number
  /** The header's value, unchanged. */
  retryAfter: string | undefined
  failure: undefined
}

/** The endpoint gave no HTTP answer: it could not or may not be reached, closed the connection, or took too long. */
export interface Unanswered {
  stage: 'unanswered'
  statusCode: 0
  /** The reason, in words for the endpoint's owner. */
  body: string
  /** From the start to the error, ms. */
  durationMs: number
  retryAfter: undefined
  failure: Failure
}
