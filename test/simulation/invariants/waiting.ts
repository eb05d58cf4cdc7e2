import type { Circuit } from '../../../src/repositories/endpoints.js'
import type { Delivery } from '../../../src/repositories/deliveries.js'
import { versionAt, versionsWithin, type Version } from '../history.js'
import type { Invariant } from '../invariants.js'
import type { World } from '../world.js'
import { changesOf, sitesOf } from './circuits.js'
import { isCrowded, toleranceMs } from './schedule.js'
import { isCalm, staleMs, viewsOf, type View } from './views.js'

// Between looking at a clock and the write that follows, where nothing goes wrong, ms.
const WRITE_MS = 100
// So many of those that wait are told to come in one second, by each process (src/delivery/endpoint-health/admission.ts).
const BACK_A_SECOND = 50
// So many deliveries are taken up at once (src/lib/pace.ts); a task looks at some more.
const TAKEN_AT_ONCE = 32
const OF_A_TASK = 45
// A server that is alone has nothing to wait for, as long as a dead process holds anything.
const IDLE_MS = 5000
// After trouble it takes so long until it has looked again.
const RECOVERS_MS = 12_000

/** Waiting deliveries are sent at once if a person requested a resend or the obstacle is gone, and otherwise a few at a time. */
export const waiting: Invariant[] = [
  {
    name: 'asked-is-sent-at-once',
    check: world => isCalm(world) && !isCrowded(world) && world.plan.appThrottleRate === null
      ? behindOpen(world).filter(ask => ask.isUrgent && !isAnswered(world, ask))
        .map(({ name, at }) =>
          `${name}: a person requested a resend at ${at - world.start} ms, behind an open circuit, and no request was sent.`)
      : []
  },
  {
    name: 'asked-is-answered-once',
    check: world => isCalm(world) ? sitesOf(world).flatMap(site => unasked(world, site)) : []
  },
  {
    name: 'recoveries-probe-first',
    check: world => isCalm(world)
      ? behindOpen(world).filter(({ isFirst }) => isFirst).flatMap(first => {
        const next = asksOf(world).find(({ task, name, at }) => task === first.task && name !== first.name && at >= first.at)
        const isOver = next && first.view.versions.some(({ at, value }, index) =>
          at > first.at && at <= next.at && value.resends < first.view.versions[index - 1]!.value.resends)
        return next && !isOver
          ? [
          `${next.name}: a task requested a resend at ${next.at - world.start} ms, before its probe, ${first.name}, had ended.`
            ]
          : []
      })
      : []
  },
  {
    name: 'put-back-is-spread',
    check: world => {
      const counts = new Map<number, number>()
      for (const { versions } of viewsOf(world)) {
        for (const { value } of putBack(versions)) {
          const second = Math.floor(value.heldUntil! / 1000)
          counts.set(second, (counts.get(second) ?? 0) + 1)
        }
      }
      const most = BACK_A_SECOND * world.clocks.instances().length
      return [...counts].filter(([, count]) => count > most).map(([second, count]) =>
        `${count} deliveries were told to come in the second from ${1000 * second - world.start} ms on.`)
    }
  },
  {
    name: 'taken-up-a-few-at-a-time',
    check: world => {
      if (!isCalm(world)) return []
      const asking = world.plan.requests.filter(
        ({ kind }) => kind === 'resend'
      ).length + OF_A_TASK * world.plan.requests.filter(({ kind }) => kind === 'task').length
      return [...world.lookedAt].filter(([, { most }]) => most > TAKEN_AT_ONCE + asking).map(([instance, { most }]) =>
        `${instance} read ${most} deliveries at once.`)
    }
  },
  {
    name: 'dead-claims-are-taken-up',
    check: world =>
      world.plan.mode === 'alone' && world.plan.jumps.length === 0 ? world.crashes.flatMap((_, index) => leftToLeases(world, index)) : []
  }
]

interface Ask {
  view: View
  name: string
  site: number
  at: number
  askedAt: number
  /** Undefined for a resend by hand. */
  task: string | undefined
  /** The first of its task. */
  isFirst: boolean
  /** Whether no process held it. */
  isFree: boolean
}

/** Every request for a manual attempt, in order. */
function asksOf (world: World): Ask[] {
  const asks = viewsOf(world).flatMap(view => view.versions.flatMap(({ at, value }, index) => {
    const before = view.versions[index - 1]?.value
    if (value.resends <= (before?.resends ?? 0)) return []
    const task = JSON.stringify(value.tasks) === JSON.stringify(before?.tasks) ? undefined : value.tasks!.at(-1)!.id
    return [{
      view, name: view.name, site: view.site, at, askedAt: at - WRITE_MS, task, isFirst: false,
      isFree: value.lease === null && before?.notices === undefined
    }]
  })).sort((a, b) => a.at - b.at)
  const seen = new Set<string>()
  return asks.map(ask => {
    const isFirst = ask.task !== undefined && !seen.has(ask.task)
    if (ask.task !== undefined) seen.add(ask.task)
    return { ...ask, isFirst }
  })
}

/** Resends behind a circuit that every process knew as open for long enough; the first resend of a task counts, too. */
function behindOpen (world: World): Array<Ask & { isUrgent: boolean }> {
  const { history, endpointIds, plan } = world
  const withinMs = toleranceMs(world)
  const all = asksOf(world).filter(({ site, at, isFree }) => {
    const versions = history.endpoints.get(endpointIds[site]!)
    const around = versionsWithin(versions, at - staleMs(world), at + withinMs)
    const isThere = around.every(endpoint => endpoint !== undefined && !endpoint.disabled && endpoint.deletedAt === undefined)
    const isOpen = versionsWithin(versions, at - staleMs(world), at).every(endpoint => isOpenFor(endpoint?.circuit ?? null, at + withinMs))
    return isFree && isThere && isOpen && plan.sites[site]!.throttleRate === null
  })
  return all.map(ask => ({ ...ask, isUrgent: (ask.task === undefined || ask.isFirst) && isReadable(world, ask) }))
}

const isOpenFor = (circuit: Circuit | null, until: number) => circuit?.state === 'open' && circuit.until > until

// What one machine keeps to itself may have to be looked for.
function isReadable ({ plan, history }: World, { view }: Ask): boolean {
  const message = history.messages.get(view.final.msgId)
  return message !== undefined && !message.isExpunged && (plan.inlineLimit === undefined || plan.stores !== 'own')
}

const isAnswered = (world: World, { site, at, askedAt }: Ask) =>
  world.requests.some(({ site: other, startedAt }) => other === site && startedAt >= askedAt && startedAt <= at + toleranceMs(world))

/** Early probes for which no resend was requested since the last one. */
function unasked (world: World, site: number): string[] {
  const asked = viewsOf(world).filter(view => view.site === site).flatMap(({ versions }) =>
    versions.flatMap(({ value }) => value.askedAt ?? []))
  const probes = changesOf(world, site).filter(({ circuit }) => circuit?.state === 'half-open')
  return probes.flatMap(({ at, circuit }, index) => {
    const since = (probes[index - 1]?.at ?? 0) - WRITE_MS
    const isAsked = circuit!.plannedAt === undefined || asked.some(one => one > since && one <= at)
    return isAsked
      ? []
      : [
      `Site ${site} was probed early at ${at - world.start} ms, and no resend was requested since ${since - world.start} ms.`
        ]
  })
}

/** The versions that a delivery was put back with, for its endpoint's sake; what a person waits for comes sooner. */
function putBack (versions: Array<Version<Delivery>>): Array<Version<Delivery>> {
  return versions.filter(({ value: { heldUntil, heldFor, lease, resends, askedAt } }, index) =>
    heldUntil !== null && heldUntil !== versions[index - 1]?.value.heldUntil && lease === null &&
    (heldFor === 'circuit' || heldFor === 'retry-after') && !(resends > 0 && askedAt !== undefined))
}

/** What the process that followed one left to the leases of the dead while it had nothing else to do. */
function leftToLeases ({ crashes, history, requests, plan, timeline }: World, index: number): string[] {
  const [{ at: diedAt }, ended] = [crashes[index]!, crashes[index + 1]?.at ?? timeline.now()]
  const dead = new Set(crashes.slice(0, index + 1).map(({ instance }) => instance))
  const from = Math.max(diedAt, plan.faults.until) + RECOVERS_MS
  const all = [...history.deliveries.values()]
  const isBusyAt = [
    ...all.flat().map(({ at }) => at), ...requests.flatMap(({ startedAt, endedAt }) => [startedAt, endedAt]), from, ended
  ].filter(at => at >= from && at <= ended).sort((a, b) => a - b)
  return isBusyAt.flatMap((until, at) => {
    const since = isBusyAt[at - 1] ?? until
    if (until - since <= IDLE_MS || requests.some(({ startedAt, endedAt }) => startedAt <= since && endedAt >= until)) return []
    const left = all.filter(versions => dead.has(versionAt(versions, since)?.lease?.owner ?? ''))
    return left.length > 0
      ? [
      `${left.length} deliveries waited for leases of the dead, from ${since - diedAt} to ${until - diedAt} ms after the end of ${crashes[index]!.instance}.`
        ]
      : []
  })
}
