import { unavailable } from '../errors.js'
import { isAwayOrBusy } from '../lib/away.js'
import type { Clock } from '../lib/clock.js'
import { createDeadlines, type Deadlines } from '../lib/deadlines.js'

// The limit for all tries of a call together: the API promises its 503 within five seconds.
const ANSWER_WITHIN_MS = 4000

/** Turns the failure of a database that is away into the API's 503. The cause stays on the error for the log. */
export async function answered<T> ({ clock }: { clock: Clock }, call: Promise<T>): Promise<T> {
  try {
    return await deadlinesOf(clock).bound(call)
  } catch (error) {
    throw isAwayOrBusy(error) ? Object.assign(unavailable(), { cause: error }) : error
  }
}

const deadlines = new WeakMap<Clock, Deadlines>()

function deadlinesOf (clock: Clock): Deadlines {
  const known = deadlines.get(clock)
  if (known) return known
  const made = createDeadlines(clock, ANSWER_WITHIN_MS, unavailable)
  deadlines.set(clock, made)
  return made
}
