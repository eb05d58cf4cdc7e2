import t from 'tap'
import * as lifecycle from '../../src/delivery/delivery-lifecycle.js'
import type { ClaimTerms, Settlement } from '../../src/delivery/delivery-lifecycle.js'
import type { Delivery } from '../../src/repositories/deliveries.js'
import { fc, type Arbitrary } from '../helpers/chance.js'

const NOW = 1_000_000
const subject = { orgId: 'org_1', appId: 'app_1', endpointId: 'ep_1', msgId: 'msg_1', eventType: 'a.b', channels: null }
const terms = (change: Partial<ClaimTerms> = {}): ClaimTerms =>
  ({ now: NOW, owner: 'me', nonce: 7, leaseMs: 100, durable: false, alone: false, ...change })
const fresh = (change: Partial<Delivery> = {}): Delivery => ({ ...lifecycle.begin(subject, NOW), ...change })
const held = (change: Partial<Delivery> = {}) => fresh({ lease: { owner: 'other', until: NOW + 50 }, dueAt: NOW + 50, ...change })
const settlement = (change: Partial<Omit<Settlement, 'attempt'>> & { manual?: boolean, id?: string } = {}): Settlement => {
  const { manual = false, id = 'atmpt_1', ...rest } = change
  const outcome = rest.outcome ?? 'delivered'
  return { attempt: { id, status: outcome === 'delivered' ? 0 : 2, code: 200, manual }, outcome, nextAt: null, now: NOW, ...rest }
}

t.test('A claim takes a delivery that is due. The due entry becomes the end of the lease.', async t => {
  const claim = lifecycle.claim(fresh(), terms())
  t.match(claim, { trigger: 'scheduled', claimed: { lease: { owner: 'me', until: NOW + 100 }, dueAt: NOW + 100 } })
})

t.test('With a durable queue, a claimed delivery needs no due entry.', async t => {
  t.match(lifecycle.claim(fresh(), terms({ durable: true })), { claimed: { dueAt: null } })
})

t.test('A delivery that is not due yet is not claimed.', async t => {
  t.same(lifecycle.claim(fresh({ nextAt: NOW + 1 }), terms()), { waitUntil: NOW + 1 })
})

t.test('A claim waits until the lease of another process ends.', async t => {
  t.same(lifecycle.claim(held(), terms()), { waitUntil: NOW + 50 })
  t.match(lifecycle.claim(held(), terms({ now: NOW + 50 })), { trigger: 'scheduled' })
})

t.test('A process that is alone takes over leases of dead processes, but not its own.', async t => {
  t.match(lifecycle.claim(held(), terms({ alone: true })), { trigger: 'scheduled' })
  t.same(lifecycle.claim(held({ lease: { owner: 'me', until: NOW + 50 } }), terms({ alone: true })), { waitUntil: NOW + 50 })
})

t.test('A resend is claimed before the planned retry, in any state of the delivery.', async t => {
  for (const state of ['pending', 'succeeded', 'exhausted', 'canceled'] as const) {
    t.match(lifecycle.claim(fresh({ state, resends: 1, nextAt: null }), terms()), { trigger: 'manual' }, state)
  }
})

t.test('A delivery that has ended is not claimed.', async t => {
  for (const state of ['succeeded', 'exhausted', 'canceled'] as const) {
    t.same(lifecycle.claim(fresh({ state, nextAt: null }), terms()), { nothing: true }, state)
  }
})

t.test('A resend for a delivery that does not exist plans no scheduled attempt.', async t => {
  t.match(lifecycle.askResend(undefined, subject, NOW), { resends: 1, nextAt: null, dueAt: NOW, state: 'pending' })
})

t.test('A resend during an attempt leaves the end of the lease as the due entry.', async t => {
  t.match(lifecycle.askResend(held(), subject, NOW), { resends: 1, dueAt: NOW + 50 })
  t.match(
    lifecycle.askResend({ ...held(), dueAt: null }, subject, NOW), { dueAt: NOW + 50 },
    "also with a durable queue, because the queue's entry may be gone"
  )
})

t.test('A resend of a delivery that waits for its endpoint is due at once, and checks admission again.', async t => {
  const waiting = lifecycle.postpone(held(), { waitUntil: NOW + 900, heldFor: 'circuit' })
  t.match(lifecycle.askResend(waiting, subject, NOW), { resends: 1, heldUntil: null, dueAt: NOW, askedAt: undefined })
  t.match(lifecycle.askResend(waiting, subject, NOW + 901, true), { dueAt: NOW + 901, askedAt: NOW + 901 })
  const resent = lifecycle.postpone(lifecycle.askResend(undefined, subject, NOW), { waitUntil: NOW + 900, heldFor: 'circuit' })
  t.match(lifecycle.join(resent, fresh({ nextAt: NOW + 5 })), { nextAt: NOW + 5, dueAt: NOW + 900 })
  t.match(lifecycle.join(lifecycle.askResend(undefined, subject, NOW), fresh({ nextAt: NOW + 5 })), { nextAt: NOW + 5, dueAt: NOW })
})

t.test('A delivered attempt ends the delivery.', async t => {
  t.match(lifecycle.settle(held(), settlement()), { state: 'succeeded', nextAt: null, dueAt: null, lease: null, attempts: 1 })
})

t.test('A failed attempt plans the next one. The due entry has the time of that attempt.', async t => {
  const settled = lifecycle.settle(held(), settlement({ outcome: 'retry', nextAt: NOW + 5 }))
  t.match(settled, { state: 'pending', nextAt: NOW + 5, dueAt: NOW + 5, lease: null, attempts: 1 })
})

t.test('After the last failed attempt of the schedule the delivery is exhausted. It stays due until its notice is sent.', async t => {
  const settled = lifecycle.settle(held(), settlement({ outcome: 'retry' }))
  t.match(settled, { state: 'exhausted', nextAt: null, dueAt: NOW, notices: [{ type: 'exhausted', attempt: settled.last }] })
  t.match(lifecycle.claim(settled, terms()), { notice: settled.notices![0]! })
  const after = lifecycle.noticeTold(settled, settled.notices![0]!, NOW)
  t.match(after, { state: 'exhausted', dueAt: null })
  t.equal(after.notices, undefined)
})

t.test('A retry that a queue holds needs no due entry, and neither does a notice behind a durable queue.', async t => {
  const retried = settlement({ outcome: 'retry', nextAt: NOW + 5 })
  t.match(lifecycle.settle(held(), { ...retried, isAhead: true, durable: true }), { state: 'pending', nextAt: NOW + 5, dueAt: null })
  t.match(lifecycle.settle(held({ resends: 2 }), { ...retried, isAhead: true, durable: true }), { dueAt: NOW }, 'a resend was asked for meanwhile')
  const noted = (nextAt: number | null, isAhead: boolean) =>
    lifecycle.settle(held({ attempts: 3 }), settlement({ outcome: 'retry', nextAt, isAhead, durable: true }))
  for (const [nextAt, isAhead, dueAt] of [[NOW + 9, false, NOW + 9], [NOW + 9, true, null], [null, false, null]] as const) {
    const settled = noted(nextAt, isAhead)
    t.match(settled, { dueAt, nextAt, notices: { length: 1 } })
    t.match(lifecycle.claim(settled, terms()), { notice: settled.notices![0]! }, 'its queue entry comes again')
    t.match(lifecycle.noticeTold(settled, settled.notices![0]!, NOW), { dueAt, nextAt, notices: undefined })
  }
})

t.test('Without operational webhooks, only the notices are stored that change an endpoint.', async t => {
  const kinds = (attempts: number, end: Partial<lifecycle.Settlement>) =>
    lifecycle.settle(held({ attempts }), settlement({ ...end, isTold: false })).notices?.map(({ type }) => type)
  t.strictSame(kinds(3, { outcome: 'retry', nextAt: NOW + 9 }), undefined)
  t.strictSame(kinds(5, {}), undefined)
  t.strictSame(kinds(3, { outcome: 'retry' }), ['exhausted'])
  t.strictSame(kinds(3, { outcome: 'gone' }), ['gone'])
})

t.test('A notice is stored for the fourth failed attempt if more follow, and for a success after at least four failed attempts.', async t => {
  const failed = (attempts: number, nextAt: number | null = NOW + 9) =>
    lifecycle.settle(held({ attempts }), settlement({ outcome: 'retry', nextAt }))
  t.match(failed(3), { notices: [{ type: 'failing' }], dueAt: NOW, nextAt: NOW + 9 })
  t.match(lifecycle.noticeTold(failed(3), failed(3).notices![0]!, NOW), { dueAt: NOW + 9 })
  t.strictSame([failed(2).notices, failed(4).notices, failed(3, null).notices?.[0]?.type], [undefined, undefined, 'exhausted'])
  const delivered = (change: Partial<Delivery>, manual = false) => lifecycle.settle(held(change), settlement({ manual })).notices?.[0]?.type
  t.strictSame([delivered({ attempts: 3 }), delivered({ attempts: 4 }), delivered({ attempts: 8, state: 'exhausted' }, true)], [
    undefined, 'recovered', 'recovered'
  ])
  t.equal(delivered({ attempts: 8, state: 'succeeded' }, true), undefined)
})

t.test('The outcome "gone" cancels the delivery.', async t => {
  t.match(lifecycle.settle(held(), settlement({ outcome: 'gone' })), {
    state: 'canceled', reason: 'gone', nextAt: null, notices: [{ type: 'gone' }], dueAt: NOW
  })
})

t.test('A failed attempt does not replace a success that was stored during it.', async t => {
  const settled = lifecycle.settle(held({ state: 'succeeded', nextAt: null }), settlement({ outcome: 'retry', nextAt: NOW + 5 }))
  t.match(settled, { state: 'succeeded', nextAt: null, dueAt: null })
})

t.test('A failed resend leaves the planned retry.', async t => {
  const settled = lifecycle.settle(held({ resends: 1, nextAt: NOW + 9 }), settlement({ outcome: 'retry', manual: true }))
  t.match(settled, { state: 'pending', resends: 0, nextAt: NOW + 9, dueAt: NOW + 9, attempts: 0 })
})

t.test('A successful resend removes the planned retry.', async t => {
  const settled = lifecycle.settle(held({ resends: 1, nextAt: NOW + 9 }), settlement({ manual: true }))
  t.match(settled, { state: 'succeeded', resends: 0, nextAt: null, dueAt: null })
})

t.test('A resend that is requested during an attempt is due when the attempt is settled.', async t => {
  const settled = lifecycle.settle(held({ resends: 1 }), settlement())
  t.match(settled, { state: 'succeeded', resends: 1, dueAt: NOW })
})

t.test('If a delivery was never scheduled, its failed resend is not retried.', async t => {
  const asked = { ...lifecycle.askResend(undefined, subject, NOW), lease: { owner: 'me', until: NOW + 50 } }
  t.match(lifecycle.settle(asked, settlement({ outcome: 'retry', manual: true })), { state: 'exhausted', dueAt: null })
})

t.test('A failed resend does not change a delivery that succeeded, was exhausted or was canceled.', async t => {
  for (const state of ['succeeded', 'exhausted', 'canceled'] as const) {
    const settled = lifecycle.settle(held({ state, resends: 1, nextAt: null }), settlement({ outcome: 'retry', manual: true }))
    t.match(settled, { state, dueAt: null }, state)
  }
})

t.test('Cancel ends a pending delivery and all resends. It does not change another state.', async t => {
  t.match(lifecycle.cancel(held({ resends: 1 }), { reason: 'why', resendsAt: null, now: NOW }), {
    state: 'canceled', reason: 'why', resends: 0, dueAt: null, lease: null
  })
  t.match(lifecycle.cancel(held({ state: 'succeeded', resends: 1 }), { reason: 'why', resendsAt: null, now: NOW }), {
    state: 'succeeded', resends: 0, dueAt: null
  })
})

t.test('Cancel can keep the resends that were requested since a given time.', async t => {
  t.match(lifecycle.cancel(held({ resends: 1 }), { reason: 'why', resendsAt: NOW, now: NOW }), {
    state: 'canceled', resends: 1, dueAt: NOW, nextAt: null
  })
})

t.test('A late success ends a delivery that waits for its retry, and removes the due entry.', async t => {
  const late = { id: 'atmpt_1', status: 0 as const, code: 200, manual: false }
  t.match(lifecycle.noteSuccess(fresh({ nextAt: NOW + 5, dueAt: NOW + 5, last: { ...late, id: 'atmpt_0', status: 2 } }), late, NOW), {
    state: 'succeeded', attempts: 1, dueAt: null, last: late
  })
  t.match(lifecycle.noteSuccess(held(), { ...late, manual: true }, NOW), { state: 'succeeded', attempts: 0 })
  t.match(
    lifecycle.noteSuccess({ ...held(), dueAt: null }, late, NOW), { dueAt: NOW + 50 },
    'the due entry stays, because the process that holds the claim may be dead'
  )
  t.match(lifecycle.noteSuccess(lifecycle.noteSuccess(held(), late, NOW), late, NOW), { attempts: 1 }, 'the same attempt is counted once')
  t.match(lifecycle.noteSuccess(held(), late, NOW), { state: 'succeeded', dueAt: NOW + 50, lease: { owner: 'other' } })
  t.match(lifecycle.noteSuccess(fresh({ last: { ...late, id: 'atmpt_2', status: 2 } }), late, NOW), { last: { id: 'atmpt_2' } })
})

t.test('A late success after many failures stores the same notice as a success in time.', async t => {
  const late = { id: 'atmpt_1', status: 0 as const, code: 200, manual: false }
  const told = { type: 'recovered', attempt: late }
  const noted = lifecycle.noteSuccess(held({ attempts: 4 }), late, NOW)
  t.match(noted, { state: 'succeeded', notices: [told], dueAt: NOW + 50, lease: { owner: 'other' } })
  t.match(lifecycle.noteSuccess(fresh({
    attempts: 4, state: 'exhausted', nextAt: null, dueAt: null
  }), late, NOW), { notices: [told], dueAt: NOW }, 'the notice leaves a due entry, so a crash does not lose it')
  t.equal(lifecycle.noteSuccess(held({ attempts: 3 }), late, NOW).notices, undefined)
  t.equal(lifecycle.noteSuccess(held({ attempts: 4, state: 'succeeded' }), late, NOW).notices, undefined)
  t.match(
    lifecycle.settle(noted, settlement({ outcome: 'retry' })), { notices: [told], dueAt: NOW },
    'the process that holds the claim keeps the notice'
  )
  t.match(lifecycle.cancel(noted, { reason: 'why', resendsAt: null, now: NOW }), { notices: [told], dueAt: NOW + 50 })
})

t.test('Notices of one delivery are sent in the order of their attempts.', async t => {
  const failing = lifecycle.settle(held({ attempts: 3 }), settlement({ outcome: 'retry', nextAt: NOW + 9 }))
  const late = { id: 'atmpt_1', status: 0 as const, code: 200, manual: false }
  const both = lifecycle.noteSuccess(failing, late, NOW)
  t.match(both, { state: 'succeeded', notices: [{ type: 'failing' }, { type: 'recovered', attempt: late }], dueAt: NOW })
  const one = lifecycle.noticeTold(both, both.notices![0]!, NOW + 1)
  t.strictSame(one.notices, [{ type: 'recovered', attempt: late }])
  t.equal(one.dueAt, NOW + 1)
  const none = lifecycle.noticeTold(one, one.notices![0]!, NOW + 2)
  t.notOk('notices' in none)
  t.equal(none.dueAt, null)
})

type Step = { kind: 'claim' } | { kind: 'resend' } | { kind: 'wait' } | { kind: 'postpone' } | { kind: 'join' }
  | { kind: 'settle', outcome: Settlement['outcome'], retryIn: number | null } | { kind: 'cancel', keep: boolean }

const step: Arbitrary<Step> = fc.oneof(
  fc.constantFrom<Step>({ kind: 'claim' }, { kind: 'resend' }, { kind: 'wait' }, { kind: 'postpone' }, { kind: 'join' }),
  fc.record({
    kind: fc.constant('settle' as const), outcome: fc.constantFrom('delivered' as const, 'gone' as const, 'retry' as const),
    retryIn: fc.option(fc.integer({ min: 1, max: 300 }))
  }),
  fc.record({ kind: fc.constant('cancel' as const), keep: fc.boolean() })
)

function walk (steps: Step[], each: (delivery: Delivery, before: Delivery) => void): void {
  let delivery = fresh()
  let now = NOW
  let trigger: lifecycle.Trigger | undefined
  for (const [index, one] of steps.entries()) {
    const before = delivery
    if (one.kind === 'wait') now += 101
    else if (one.kind === 'resend' || one.kind === 'join' || one.kind === 'postpone') delivery = meanwhile(delivery, one.kind, now)
    else if (one.kind === 'claim') {
      const claim = lifecycle.claim(delivery, terms({ now }))
      if ('claimed' in claim) ({ claimed: delivery, trigger } = claim)
      if ('notice' in claim) delivery = lifecycle.noticeTold(delivery, claim.notice, now)
    } else if (delivery.lease && trigger) delivery = end(delivery, one, { now, id: `atmpt_${index}`, manual: trigger === 'manual' })
    each(delivery, before)
  }
}

function meanwhile (delivery: Delivery, kind: 'resend' | 'join' | 'postpone', now: number): Delivery {
  if (kind === 'resend') return lifecycle.askResend(delivery, subject, now)
  if (kind === 'join') return lifecycle.join(delivery, fresh({ nextAt: now })) ?? delivery
  return delivery.lease ? lifecycle.postpone(delivery, { waitUntil: now + 150, heldFor: 'circuit' }) : delivery
}

function end (delivery: Delivery, one: Extract<Step, { kind: 'settle' | 'cancel' }>, { now, id, manual }: {
  now: number, id: string, manual: boolean
}): Delivery {
  if (one.kind === 'cancel') return lifecycle.cancel(delivery, { reason: 'why', resendsAt: one.keep ? now : null, now })
  const nextAt = manual || one.retryIn === null ? null : now + one.retryIn
  return lifecycle.settle(delivery, { ...settlement({ outcome: one.outcome, manual, id }), nextAt, now })
}

t.test('After any steps, a delivery has a due entry exactly if some work is left.', async t => {
  fc.assert(fc.property(fc.array(step, { maxLength: 30 }), steps => walk(steps, delivery => {
    const isLeft = delivery.lease !== null || delivery.notices !== undefined || delivery.resends > 0 ||
      (delivery.state === 'pending' && delivery.nextAt !== null)
    if (isLeft !== (delivery.dueAt !== null)) throw new Error(JSON.stringify(delivery))
  })))
  t.pass()
})

t.test('After any steps, a delivery can be claimed at the time of its due entry.', async t => {
  fc.assert(fc.property(fc.array(step, { maxLength: 30 }), steps => walk(steps, delivery => {
    if (delivery.dueAt === null) return
    if ('waitUntil' in lifecycle.claim(delivery, terms({ now: delivery.dueAt }))) throw new Error(JSON.stringify(delivery))
  })))
  t.pass()
})

t.test('After any steps, a success stays a success, and a pending delivery has a next step.', async t => {
  fc.assert(fc.property(fc.array(step, { maxLength: 30 }), steps => walk(steps, (delivery, before) => {
    if (before.state === 'succeeded' && delivery.state !== 'succeeded') throw new Error('undone')
    const isPending = delivery.state === 'pending' && delivery.nextAt === null && delivery.resends === 0 && delivery.lease === null
    if (isPending) throw new Error(`pending for ever: ${JSON.stringify(delivery)}`)
  })))
  t.pass()
})
