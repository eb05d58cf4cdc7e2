import { pad, type Paint, type Style } from '../shared/terminal.js'

/** A delivery as the API lists it. */
export interface Delivery {
  msgId: string
  endpointId: string
  eventType: string
  state: 'pending' | 'succeeded' | 'exhausted' | 'canceled'
  reason: string | null
  waitsFor: string | null
  nextAttempt: string | null
  attempts: number
  manualAttempts: number
  lastAttempt: { id: string, responseStatusCode: number, failure: string | null, timestamp: string } | null
  timestamp: string
  /** Of one that is held, when its message is scheduled for. */
  deliverAt?: string
}

const STYLES: Readonly<Record<Delivery['state'], Style>> = { succeeded: 'green', pending: 'yellow', exhausted: 'red', canceled: 'red' }

/** A delivery in one line: when, what, to where, how it stands and why. */
export function deliveryLine (paint: Paint, one: Delivery): string {
  const { lastAttempt, state, timestamp, msgId, endpointId, eventType } = one
  const answer = lastAttempt === null ? 'no attempt' : lastAttempt.failure ?? String(lastAttempt.responseStatusCode)
  const attempts = one.attempts + one.manualAttempts
  const next = state === 'pending' && one.nextAttempt !== null ? `next ${one.nextAttempt.slice(0, 19)}Z` : undefined
  const scheduled = one.deliverAt === undefined ? undefined : `scheduled for ${one.deliverAt.slice(0, 19)}Z`
  const why = [
    answer, attempts > 1 ? `${attempts} attempts` : undefined, one.reason ?? undefined, one.waitsFor ?? undefined, next, scheduled
  ]
  return `${paint('dim', timestamp.slice(0, 19))}  ${paint(STYLES[state], pad(state, 9))}  ${msgId}  ${endpointId}  ` +
    `${paint('bold', eventType)}  ${why.filter(part => part !== undefined).join(', ')}`
}
