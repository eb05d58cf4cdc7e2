// How to recognize that a service is away or overloaded, from its error or from a missing answer. All clients and all
// retries use this rule.

// Error codes of sockets and of name resolution; codes of undici begin with UND_.
const NO_ANSWER = /^(E[A-Z]+|UND_)/

/** Names of AWS errors for too many requests. */
const BUSY = new Set([
  'BandwidthLimitExceeded',
  'EC2ThrottledException', 'LimitExceededException', 'PriorRequestNotComplete', 'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled', 'RequestThrottledException', 'SlowDown', 'ThrottledException', 'Throttling', 'ThrottlingException',
  'TooManyRequestsException', 'TransactionInProgressException'
])

/** Names of errors for a service that cannot answer now: from services, from a transport, and from an open breaker. */
const NOT_NOW = new Set([
  'TimeoutError', 'AbortError',
  'BreakerOpen', 'InvalidAnswer', 'InternalServerError', 'ServiceUnavailable', 'RequestTimeout', 'RequestTimeoutException', 'InternalError'
])

interface Failure { name?: string, code?: unknown, status?: number, $metadata?: { httpStatusCode?: number } }

const statusOf = ({ status, $metadata }: Failure): number => status ?? $metadata?.httpStatusCode ?? 0

/** Whether a failed call means that no service answers: no answer, or a 5xx. Throttling is an answer. */
export function isAway (error: unknown): boolean {
  const failure = error as Failure
  return failure.name === 'TimeoutError' || NO_ANSWER.test(String(failure.code ?? '')) || statusOf(failure) >= 500
}

/** Whether a service refused a call because there were too many. */
export const isBusy = (error: unknown): boolean => BUSY.has((error as Failure).name ?? '') || statusOf(error as Failure) === 429

/** Whether a failed call means that the service is away or overloaded; false when the request is wrong. */
export const isAwayOrBusy = (error: unknown): boolean => NOT_NOW.has((error as Failure).name ?? '') || isBusy(error) || isAway(error)
