import { unavailable } from '../errors.js'
import { isAwayOrBusy } from '../lib/away.js'

/** Turns the failure of an S3 that is away into the API's 503. The cause stays on the error for the log. */
export async function answered<T> (call: Promise<T>): Promise<T> {
  try {
    return await call
  } catch (error) {
    throw isAwayOrBusy(error)
      ? Object.assign(unavailable('The file store does not answer; try again shortly.'), { cause: error })
      : error
  }
}
