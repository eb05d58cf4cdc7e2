import type { Delivery, Obstacle } from '../../../src/repositories/deliveries.js'
import type { Endpoint } from '../../../src/repositories/endpoints.js'
import { nameOf, versionsWithin } from '../history.js'
import type { World } from '../world.js'
import { staleMs } from './views.js'

// From looking at a clock to the write that follows from it, three tries of a call at most, ms.
const LOOK_MS = 12_000

type Rule = (change: Change, world: World) => string | undefined | false

interface Change { before: Delivery | undefined, after: Delivery }

/** The rules of every single write of a delivery, by their invariant. */
const RULES: Record<string, Rule> = {
  'writes-in-turn': ({ before, after }) =>
    after.rev !== (before?.rev ?? 0) + 1 && `revision ${after.rev} was stored over ${before?.rev ?? 'nothing'}`,

  'leases-are-kept' ({ before, after }, world) {
    if (!before?.lease || !after.lease || before.lease.owner === after.lease.owner) return undefined
    const { owner, until } = before.lease
    const now = world.timeline.now()
    // It is the clock of the one who claims that says so, at some moment since it looked.
    const isHeld = until > now + world.clocks.within(after.lease.owner, now - LOOK_MS, now).most
    return isHeld && !(world.plan.mode === 'alone' && isDead(world, owner)) &&
      `${after.lease.owner} claimed what ${owner} holds until ${until}`
  },

  'recorded-before-settled': ({ before, after }, world) =>
    after.last !== null && after.last.id !== before?.last?.id && !world.history.attempts.has(after.last.id) &&
      `attempt ${after.last.id} was settled before it was recorded`,

  'ends-are-final' ({ before, after }) {
    if (!before || before.state === 'pending' || before.state === after.state) return undefined
    // What a resend stored before the fan-out came to it has its schedule still before it.
    const isBegun = before.state === 'exhausted' && before.attempts === 0 && after.state === 'pending' && after.nextAt !== null &&
      before.nextAt === null
    return !isBegun && (before.state === 'succeeded' || after.state === 'pending') && `it was ${before.state} and became ${after.state}`
  },

  'resends-are-made' ({ before, after }) {
    if (!before || after.resends >= before.resends) return undefined
    const isMade = after.last !== null && after.last.id !== before.last?.id && after.last.manual
    const isCanceled = after.resends === 0 && after.nextAt === null && after.lease === null
    return !isMade && !isCanceled && 'a requested resend was forgotten'
  },

  // What one process does not see may be with another.
  'unseen-is-not-gone': ({ before, after }, world) =>
    before?.state === 'pending' && after.reason === 'payload gone' && !world.history.messages.get(after.msgId)?.isExpunged &&
      'it was canceled for a missing payload that exists',

  'waits-for-a-reason' ({ before, after }, world) {
    const { heldUntil, heldFor } = after
    if (heldUntil === null) return heldFor !== undefined && `it does not wait, but its stored reason to wait is ${heldFor}`
    if (heldFor === undefined) return 'it waits without a stored reason'
    if (hasGoneOn(before, after)) return `it continued, but its stored reason to wait is still ${heldFor}`
    return heldUntil !== before?.heldUntil && !REASONS[heldFor](world, after) && `its stored reason to wait is ${heldFor}, which is wrong`
  },

  'counted-once': ({ before, after }) =>
    before !== undefined && (after.attempts < before.attempts || after.attempts > before.attempts + 1) &&
      `its attempts went from ${before.attempts} to ${after.attempts}`
}

/** Whether it was settled with no resend left. */
const hasGoneOn = (before: Delivery | undefined, { resends, state, last }: Delivery) =>
  resends === 0 && (state !== 'pending' || last?.id !== before?.last?.id)

/** Whether the stored reason to wait exists, by the history and the plan. */
const REASONS: Record<Obstacle, (world: World, delivery: Delivery) => boolean> = {
  circuit: (world, delivery) => lately(world, delivery).some(({ circuit }) => circuit !== null && circuit.state !== 'closed'),
  'retry-after': (world, delivery) => lately(world, delivery).some(({ holdUntil }) => holdUntil !== null),
  // What waited for a circuit is let out at a rate, too.
  rate: (world, delivery) => world.plan.appThrottleRate !== null || lately(world, delivery).some(({ throttleRate, circuit }) =>
    throttleRate !== null || circuit?.state === 'closed'),
  proxy: ({ plan }) => plan.proxyDown > 0,
  payload: ({ plan }) => plan.inlineLimit !== undefined
}

/** The endpoint of a delivery as whoever works with it may know it. */
function lately (world: World, { endpointId }: Delivery): Endpoint[] {
  const now = world.timeline.now()
  return versionsWithin(world.history.endpoints.get(endpointId), now - staleMs(world), now).filter(endpoint => endpoint !== undefined)
}

/** The invariants that are checked at every write. */
export const stepNames = Object.keys(RULES)

export function checkDelivery (world: World, before: Delivery | undefined, after: Delivery): void {
  const lease = after.lease ? ` lease ${after.lease.owner} until ${after.lease.until - world.start}` : ''
  world.note(
    `delivery ${nameOf(after)} #${after.rev} ${after.state}${after.reason === null ? '' : ` (${after.reason})`} attempts ${after.attempts} resends ${after.resends}${lease}`
  )
  for (const [name, rule] of Object.entries(RULES)) {
    const problem = rule({ before, after }, world)
    if (problem) world.violate(name, `${nameOf(after)}: ${problem}.`)
  }
}

export const isDead = (world: World, instance: string) => world.crashes.some(crash => crash.instance === instance)
