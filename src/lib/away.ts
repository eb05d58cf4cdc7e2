// How an answer of AWS, or none at all, is recognized as "not there" or "too much to do": one rule for all clients, and for what
// is repeated.

// Codes of sockets and of name resolution; undici's own begin with UND_.
const NO_ANSWER = /^(E[A-Z]+|UND_)/

/** Names by which services of AWS say: too many requests. */
const BUSY = new Set([
  'BandwidthLimitExceeded',
  'EC2ThrottledException', 'LimitExceededException', 'PriorRequestNotComplete', 'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled', 'RequestThrottledException', 'SlowDown', 'ThrottledException', 'Throttling', 'ThrottlingException',
  'TooManyRequestsException', 'TransactionInProgressException'
])

/** Names that say: not now, for another reason. Of services, of a transport, and of a breaker that let nothing through. */
const NOT_NOW = new Set([
  'TimeoutError', 'AbortError',
  'BreakerOpen', 'InvalidAnswer', 'InternalServerError', 'ServiceUnavailable', 'RequestTimeout', 'RequestTimeoutException', 'InternalError'
])

interface Failure { name?: string, code?: unknown, status?: number, $metadata?: { httpStatusCode?: number } }

const statusOf = ({ status, $metadata }: Failure): number => status ?? $metadata?.httpStatusCode ?? 0

/** Whether a failed call says that nothing is there: no answer, or a 5xx. Throttling is an answer. */
export function isAway (error: unknown): boolean {
  const failure = error as Failure
  return failure.name === 'TimeoutError' || NO_ANSWER.test(String(failure.code ?? '')) || statusOf(failure) >= 500
}

/** Whether a service refused a call because there were too many. */
export const isBusy = (error: unknown): boolean => BUSY.has((error as Failure).name ?? '') || statusOf(error as Failure) === 429

/** Whether a failed call says that the service is away or overloaded, as opposed to a request that is wrong. */
export const isAwayOrBusy = (error: unknown): boolean => NOT_NOW.has((error as Failure).name ?? '') || isBusy(error) || isAway(error)
