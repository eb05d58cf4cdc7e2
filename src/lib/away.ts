// How an answer of AWS, or none at all, is recognized as "nobody is there" or "too much to do": one rule for all clients.

// Codes of sockets and of name resolution; undici's own begin with UND_.
const NO_ANSWER = /^(E[A-Z]+|UND_)/

/** Names of errors that say: not now. Of the SDK, of DynamoDB, of S3, and of a breaker that let nothing through. */
const NOT_NOW = new Set([
  'TimeoutError', 'AbortError', 'BreakerOpen',
  'ThrottlingException', 'ProvisionedThroughputExceededException', 'RequestLimitExceeded', 'InternalServerError', 'ServiceUnavailable',
  'SlowDown', 'RequestTimeout', 'InternalError'
])

interface Failure { name?: string, code?: unknown, status?: unknown, $metadata?: { httpStatusCode?: number } }

/** Whether a failed call says that nobody is there: no answer, or a 5xx. Throttling is an answer. */
export function isAway (error: unknown): boolean {
  const { name, code, status, $metadata } = error as Failure
  return name === 'TimeoutError' || NO_ANSWER.test(String(code ?? '')) || Number(status ?? $metadata?.httpStatusCode ?? 0) >= 500
}

/** Whether a failed call says that the service is away or overloaded, as opposed to a request that is wrong. */
export const isAwayOrBusy = (error: unknown): boolean => NOT_NOW.has((error as Failure).name ?? '') || isAway(error)
