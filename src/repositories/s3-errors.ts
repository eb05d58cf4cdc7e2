import { unavailable } from '../errors.js'
import { isAwayOrBusy } from '../lib/away.js'

/** An S3 that is away becomes the API's 503 here, once; the cause stays with it for the log. */
export async function answered<T> (call: Promise<T>): Promise<T> {
  try {
    return await call
  } catch (error) {
    throw isAwayOrBusy(error)
      ? Object.assign(unavailable('The store of files does not answer; try again shortly.'), { cause: error })
      : error
  }
}
