import { unavailable } from '../errors.js'

// No room, no room in the user's share, and a limit of the size of files.
const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

/** The error to throw for a file that could not be written: on a full disk the API's 503, with the cause for the log; else the same. */
export function writeFailure (error: unknown): unknown {
  if (!FULL.has((error as NodeJS.ErrnoException).code ?? '')) return error
  return Object.assign(unavailable('There is no room to store this; try again shortly.'), { cause: error })
}
