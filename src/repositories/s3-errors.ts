import { unavailable } from '../errors.js'

// What says that S3 is away or overloaded, as opposed to a request that is wrong.
const AWAY = new Set(['TimeoutError', 'SlowDown', 'ServiceUnavailable', 'RequestTimeout', 'ThrottlingException', 'InternalError', 'AbortError', 'BreakerOpen'])

/** An S3 that is away becomes the API's 503 here, once; the cause stays with it for the log. */
export async function answered<T> (call: Promise<T>): Promise<T> {
  try {
    return await call
  } catch (error) {
    const { name, code, $metadata } = error as { name: string, code?: string, $metadata?: { httpStatusCode?: number } }
    const isAway = AWAY.has(name) || /^E[A-Z]+/.test(code ?? '') || ($metadata?.httpStatusCode ?? 0) >= 500
    throw isAway ? Object.assign(unavailable('The store of files does not answer; try again shortly.'), { cause: error }) : error
  }
}
