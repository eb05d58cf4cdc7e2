import type { Delivery, DeliveryNotice, FirstAttempt, LastAttempt, Lease, Obstacle } from '../repositories/deliveries.js'
import { addNotice, noticesTold } from './notice.js'

/** All changes of a delivery, as pure functions of its stored state. Every write of a delivery stores the result of one. */

export type Trigger = 'scheduled' | 'manual'

export interface Subject {
  orgId: string
  appId: string
  endpointId: string
  msgId: string
  eventType: string
  channels: string[] | null
  tags?: string[]
}

/** A delivery whose first scheduled attempt is planned for `nextAt` (Unix ms). */
export function begin (subject: Subject, nextAt: number): Delivery {
  return {
    rev: 0, state: 'pending', reason: null, attempts: 0, resends: 0, nextAt, lease: null, heldUntil: null, dueAt: nextAt, last: null,
    ...subject
  }
}

/**
 * Asks for a manual attempt; the delivery may not exist yet. A delivery that waits for its endpoint is admitted anew.
 * `isUrgent`: a person waits for this attempt, so an open circuit lets it through as its probe.
 */
export function askResend (delivery: Delivery | undefined, subject: Subject, now: number, isUrgent = false): Delivery {
  const current = delivery ?? { ...begin(subject, now), nextAt: null }
  const asked = { ...current, resends: current.resends + 1, ...(isUrgent && { askedAt: now }) }
  return current.lease ? { ...asked, dueAt: dueOf(current) } : { ...asked, heldUntil: null, heldFor: undefined, dueAt: now }
}

/** When a person asked for the next attempt, Unix ms; undefined when it is scheduled, or when a task asked for it. */
export const urgentSince = ({ resends, askedAt }: Delivery) => resends > 0 ? askedAt : undefined

// Behind a queue, a claimed delivery has no due entry: its queue entry comes back. Work that is added needs a due entry.
const dueOf = ({ dueAt, lease }: Delivery) => dueAt ?? lease?.until ?? null

// A due entry before `heldUntil` would be found by every sweep until then, and by none at its time.
const notHeldAt = ({ heldUntil }: Delivery, at: number) => Math.max(at, heldUntil ?? 0)

/**
 * Plans the first scheduled attempt of `begun` on a delivery that a resend stored first. Returns undefined when the
 * delivery has had that attempt or needs none.
 */
export function join (delivery: Delivery, begun: Delivery): Delivery | undefined {
  const { state, attempts, nextAt, lease, dueAt } = delivery
  const isUnscheduled = attempts === 0 && nextAt === null && (state === 'pending' || state === 'exhausted')
  if (!isUnscheduled) return undefined
  const soonest = Math.min(dueAt ?? Infinity, begun.nextAt!)
  return { ...delivery, state: 'pending', reason: null, nextAt: begun.nextAt, dueAt: lease ? dueAt : notHeldAt(delivery, soonest) }
}

export type Claim = { claimed: Delivery, trigger: Trigger } | { waitUntil: number } | { notice: DeliveryNotice } | { nothing: true }

export interface ClaimTerms {
  now: number
  owner: string
  /** Different for each claim of this process. */
  nonce: number
  leaseMs: number
  /** A durable queue repeats the hand-off when its worker dies, so the claim needs no due entry. */
  durable: boolean
  /** This process alone holds the database, so leases of other owners are dead. */
  alone: boolean
}

/** A claim that stores the delivery, with the attempt that it will make: its success is then told by the delivery. */
export const naming = (claimed: Delivery, attemptId: string): Delivery => ({ opened: attemptId, ...claimed })

/** The attempt that this claim named: only the claim that stored the delivery did. */
export const nameOf = ({ rev, opened }: Delivery) => rev === 1 ? opened : undefined

/** Notes what the named attempt came to. Without `first` it was not made, or failed and so is in the index. */
export function noteFirst (delivery: Delivery, id: string | undefined, first?: FirstAttempt): Delivery {
  const { opened, ...rest } = delivery
  return opened !== undefined && opened === id ? { ...(first && { first }), ...rest } : delivery
}

/** Claims the delivery for one attempt, if one is due and no other worker is making it (invariant 4). */
export function claim (delivery: Delivery, terms: ClaimTerms): Claim {
  const { lease, resends, heldUntil, notices } = delivery
  const { now, owner, nonce, leaseMs, durable } = terms
  if (lease !== null && isAlive(lease, terms)) return { waitUntil: lease.until }
  if (notices) return { notice: notices[0]! }
  if (heldUntil !== null && heldUntil > now) return { waitUntil: heldUntil }
  const trigger = resends > 0 ? 'manual' : 'scheduled'
  const at = trigger === 'manual' ? now : plannedAt(delivery)
  if (at === null) return { nothing: true }
  if (at > now) return { waitUntil: at }
  const until = now + leaseMs
  return { claimed: { ...delivery, lease: { owner, until, nonce }, dueAt: durable ? null : until }, trigger }
}

const plannedAt = ({ state, nextAt }: Delivery) => state === 'pending' ? nextAt : null

const isAlive = ({ owner, until }: Lease, terms: ClaimTerms) => until > terms.now && !(terms.alone && owner !== terms.owner)

export interface Settlement {
  attempt: LastAttempt
  outcome: 'delivered' | 'gone' | 'retry'
  /** When the next scheduled attempt is planned; null when the schedule is used up. Only a scheduled attempt has one. */
  nextAt: number | null
  now: number
  /** A queue holds the retry that is planned, so it needs no due entry. */
  isAhead?: boolean
  /** A durable queue repeats the hand-off until the notices are told, so these need no due entry. */
  durable?: boolean
  /** Whether operational webhooks are sent: without them, a notice that only they are about is not kept. Default: yes. */
  isTold?: boolean
  /** A success that is not in the index by endpoint. */
  first?: FirstAttempt | undefined
}

/** Ends an attempt. A manual attempt plans no retry. It removes the planned retry only when it succeeds or gets 410. */
export function settle (delivery: Delivery, settlement: Settlement): Delivery {
  const { attempt, now, isAhead = false, durable = false } = settlement
  const resends = attempt.manual ? Math.max(0, delivery.resends - 1) : delivery.resends
  const attempts = attempt.manual ? delivery.attempts : delivery.attempts + 1
  const verdict = attempt.manual ? manualVerdict(delivery, settlement) : scheduledVerdict(delivery, settlement)
  const noted = countManual(withNotice(delivery, noticeOf(delivery, settlement, verdict)), attempt)
  const isAtOnce = resends > 0 || (noted.notices !== undefined && !durable)
  const dueAt = isAtOnce ? now : isAhead ? null : verdict.nextAt
  const { heldFor, ...left } = noteFirst(askedLess(noted, resends), attempt.id, settlement.first)
  return { ...left, ...verdict, resends, attempts, lease: null, heldUntil: null, dueAt, last: attempt }
}

// After the last resend, no person waits for an attempt any more.
function askedLess ({ askedAt, ...delivery }: Delivery, resends: number): Delivery {
  return askedAt !== undefined && resends > 0 ? { askedAt, ...delivery } : delivery
}

const countManual = (delivery: Delivery, { manual }: LastAttempt): Delivery =>
  manual ? { ...delivery, manualAttempts: (delivery.manualAttempts ?? 0) + 1 } : delivery

const withNotice = (delivery: Delivery, notice: DeliveryNotice | undefined): Delivery =>
  notice ? { ...delivery, notices: addNotice(delivery.notices, notice) } : delivery

// At this many failed attempts, an operational webhook tells about the delivery (contract 3.8).
const FAILING_ATTEMPTS = 4

function noticeOf (before: Delivery, { attempt, outcome, isTold = true }: Settlement, { state }: Verdict): DeliveryNotice | undefined {
  if (outcome === 'gone') return { type: 'gone', attempt }
  if (outcome === 'delivered') return isTold ? recovery(before, attempt) : undefined
  if (attempt.manual || before.state === 'succeeded') return undefined
  if (state === 'exhausted') return { type: 'exhausted', attempt }
  return isTold && before.attempts + 1 === FAILING_ATTEMPTS ? { type: 'failing', attempt } : undefined
}

/** The notice of the first success after many failures. */
function recovery ({ attempts, state }: Delivery, attempt: LastAttempt): DeliveryNotice | undefined {
  return attempts >= FAILING_ATTEMPTS && state !== 'succeeded' ? { type: 'recovered', attempt } : undefined
}

/** Removes a notice whose webhook was sent. The due entry moves to the work that is left. */
export function noticeTold ({ notices, ...delivery }: Delivery, notice: DeliveryNotice, now: number): Delivery {
  const { lease, resends, nextAt, dueAt } = delivery
  const left = noticesTold(notices, [notice])
  const isAtOnce = left !== undefined || resends > 0
  // Without a due entry, a queue holds the retry.
  const planned = dueAt === null ? null : nextAt
  return { ...delivery, ...(left && { notices: left }), dueAt: lease ? lease.until : isAtOnce ? now : planned }
}

/** Until when a delivery waits without an attempt, Unix ms, and the reason. */
export interface Wait { waitUntil: number, heldFor: Obstacle }

/** Lets a claimed delivery wait without an attempt. */
export function postpone (delivery: Delivery, { waitUntil, heldFor }: Wait): Delivery {
  return { ...delivery, lease: null, heldUntil: waitUntil, heldFor, dueAt: waitUntil }
}

/**
 * Notes a success whose claim had run out. Another worker may have claimed the delivery since and finishes, but the
 * delivery has succeeded.
 */
export function noteSuccess (delivery: Delivery, attempt: LastAttempt, now: number): Delivery {
  const noted = countManual(withNotice(delivery, recovery(delivery, attempt)), attempt)
  const isAwaited = delivery.lease !== null || delivery.resends > 0 || noted.notices !== undefined
  const isLatest = delivery.last === null || delivery.last.id < attempt.id
  // A scheduled attempt was not counted yet. If the delivery has succeeded already, this cannot be known, so nothing is added.
  const attempts = attempt.manual || delivery.state === 'succeeded' ? delivery.attempts : delivery.attempts + 1
  const held = delivery.resends > 0 ? {} : { heldUntil: null, heldFor: undefined }
  const over = {
    ...noted, ...held, attempts, state: 'succeeded' as const, reason: null, nextAt: null, dueAt: isAwaited ? dueOf(delivery) ?? now : null
  }
  return isLatest ? { ...over, last: attempt } : over
}

export interface Cancellation {
  reason: string
  /** When resends that were asked for meanwhile are due, Unix ms; null when they are canceled too. */
  resendsAt: number | null
  now: number
}

/** Cancels what is left of a delivery. A delivery that succeeded or was exhausted keeps its state. */
export function cancel (delivery: Delivery, { reason, resendsAt, now }: Cancellation): Delivery {
  const resends = resendsAt === null ? 0 : delivery.resends
  const dueAt = resends > 0 ? resendsAt : delivery.notices ? dueOf(delivery) ?? now : null
  const stopped = { ...askedLess(delivery, resends), resends, nextAt: null, lease: null, heldUntil: null, heldFor: undefined, dueAt }
  return delivery.state === 'pending' ? { ...stopped, state: 'canceled', reason, canceledAt: now } : stopped
}

type Verdict = Pick<Delivery, 'state' | 'nextAt' | 'reason'>

function scheduledVerdict ({ state }: Delivery, { outcome, nextAt }: Settlement): Verdict {
  // The delivery is not pending any more: a success was noted meanwhile, and a later failure does not undo it.
  if (outcome === 'delivered' || state === 'succeeded') return { state: 'succeeded', nextAt: null, reason: null }
  if (outcome === 'gone') return { state: 'canceled', nextAt: null, reason: 'gone' }
  return { state: nextAt === null ? 'exhausted' : 'pending', nextAt, reason: null }
}

function manualVerdict (delivery: Delivery, { outcome }: Settlement): Verdict {
  const { state, nextAt, reason } = delivery
  if (outcome === 'delivered') return { state: 'succeeded', nextAt: null, reason: null }
  if (outcome === 'gone' && state === 'pending') return { state: 'canceled', nextAt: null, reason: 'gone' }
  // No scheduled attempt is planned: after a failed manual attempt, no other follows.
  if (state === 'pending' && nextAt === null) return { state: 'exhausted', nextAt, reason }
  return { state, nextAt, reason }
}
