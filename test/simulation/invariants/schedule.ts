import type { Delivery } from '../../../src/repositories/deliveries.js'
import { versionAt, type Version } from '../history.js'
import type { Invariant } from '../invariants.js'
import type { Request } from '../network.js'
import type { World } from '../world.js'
import { takersOf } from './attempts.js'
import { isCalm, viewsOf, type View } from './views.js'

const SLOW_DOWN_MS = 60_000
const JITTER = 0.2
// How much later than planned a request may leave without faults, ms.
const PROMPT_MS = 300
const SWEEP_MS = 16_000
// A queue delays by whole seconds.
const QUEUE_UNIT_MS = 1000
// From looking at a clock to the write that follows from it, three tries of a call at most, ms.
const LOOK_MS = 12_000

/** The schedule is kept: a delivery has all its attempts, none too early, and late ones only for a reason. */
export const schedule: Invariant[] = [
  {
    name: 'schedule-is-not-exceeded',
    check: world => viewsOf(world)
      // Two attempts at once, of processes whose clocks differ too much, both count when the first is a success.
      .filter(({ name, final, site, requests }) => final.attempts > scheduleOf(world, site).length + 1 + requests.filter(
        ({ instance }) => takersOf(world, name, instance).length > 0
      ).length)
      .map(({ name, final, site }) => `${name}: ${final.attempts} attempts on a schedule of ${scheduleOf(world, site).length} retries.`)
  },
  {
    name: 'schedule-is-used-up',
    check: world => viewsOf(world)
      .filter(({ final, site }) => final.state === 'exhausted' && final.attempts !== scheduleOf(world, site).length + 1 &&
        !(final.attempts === 0 && final.last?.manual))
      .map(({ name, final }) => `${name}: exhausted after ${final.attempts} attempts.`)
  },
  {
    name: 'schedule-is-planned',
    check: world => viewsOf(world).flatMap(view => plansOf(view).flatMap(plan => misplanned(world, view, plan)))
  },
  {
    name: 'never-early',
    check: world => viewsOf(world).flatMap(({ name, versions, requests }) => requests.flatMap(({ startedAt, instance }) => {
      // What it has claimed: somebody whose clock says that the claim has run out may have planned anew since.
      const current = versions.findLast(({ at, value: { lease } }) => at <= startedAt && lease?.owner === instance)?.value ??
        versionAt(versions, startedAt)
      if (!current || current.resends > 0 || current.nextAt === null) return []
      // By the clock of the sender, as it was at some moment since it claimed the delivery.
      const claimed = versions.find(({ value: { lease, nextAt } }) => lease?.owner === instance && nextAt === current.nextAt)?.at ??
        startedAt
      const earlyMs = current.nextAt - startedAt - world.clocks.within(instance, claimed - LOOK_MS, startedAt).most
      return earlyMs > 0 ? [`${name}: a request left ${earlyMs} ms before its time.`] : []
    }))
  },
  {
    name: 'late-for-a-reason',
    check: world => canBeHeldUp(world) ? [] : viewsOf(world).flatMap(view => plannedOf(view).flatMap(plan => late(world, view, plan)))
  }
]

const scheduleOf = (world: World, site: number): readonly number[] =>
  world.plan.sites[site]!.retryScheduleMs ?? world.config.retryScheduleMs

/** The versions in which a failed scheduled attempt planned a retry. */
function plansOf ({ versions }: View): Array<Version<Delivery>> {
  return versions.filter(({ value }, index) => value.nextAt !== null && value.attempts > (versions[index - 1]?.value.attempts ?? 0))
}

/** The versions that plan an attempt. */
function plannedOf ({ versions }: View): Array<Version<Delivery>> {
  return versions.filter(({ value }, index) => value.nextAt !== null && value.nextAt !== versions[index - 1]?.value.nextAt)
}

function misplanned (world: World, { name, site, requests }: View, { at, value }: Version<Delivery>): string[] {
  const request = requests.find(({ attemptId }) => attemptId === value.last?.id)
  if (!request) return [`${name}: a retry is planned although no request was sent.`]
  const wait = waitOf(scheduleOf(world, site)[value.attempts - 1]!, { answer: request.answer, mostMs: world.config.retryAfterMaxMs })
  // The clock of the sender said when the attempt was over.
  const { least, most: ahead } = world.clocks.within(request.instance, request.endedAt, at)
  if (value.nextAt! - request.endedAt < wait.least + least) {
    return [`${name}: its retry is planned ${value.nextAt! - request.endedAt} ms after the failure, too soon for ${wait.least} ms.`]
  }
  return value.nextAt! - at > wait.most + ahead
    ? [
    `${name}: its retry is planned ${value.nextAt! - at} ms ahead, too late for ${wait.most} ms.`
      ]
    : []
}

/** Contract 3.5, told anew: the schedule's wait, at least a minute where that is asked for, and never sooner than Retry-After. */
function waitOf (scheduled: number, { answer, mostMs }: Pick<Request, 'answer'> & { mostMs: number }): { least: number, most: number } {
  const base = answer.failure === 'timeout' || answer.statusCode === 429 ? Math.max(scheduled, SLOW_DOWN_MS) : scheduled
  const asked = Math.min(askedMs({ answer }), mostMs)
  return { least: Math.max(base * (1 - JITTER) - 1, asked), most: Math.max(base, asked) * (1 + JITTER) + 1 }
}

/** What an answer asks to wait, ms; 0 when it asks for nothing that can be understood. */
export const askedMs = ({ answer: { retryAfter = '' } }: Pick<Request, 'answer'>) =>
  /^\d+$/.test(retryAfter) ? 1000 * Number(retryAfter) : 0

/** Circuits, rates, Retry-After and a lack of places hold deliveries up; their own invariants watch them. */
function canBeHeldUp (world: World): boolean {
  const { plan, config } = world
  return config.circuitBreaker || isCrowded(world) || plan.proxyDown > 0 || plan.appThrottleRate !== null ||
    plan.sites.some(({ throttleRate, phases }) =>
      throttleRate !== null || phases.some(({ behaviour }) => behaviour === 'busy' || behaviour === 'overloaded'))
}

function late (world: World, { name, versions, requests, final }: View, { at, value }: Version<Delivery>): string[] {
  const plannedAt = value.nextAt!
  const wrongMs = wrongBy(world)
  const attempt = requests.find(({ startedAt, sentAt }) => startedAt >= at && sentAt >= plannedAt - wrongMs)
  const dropped = versions.find(version => version.at > at && version.value.nextAt !== plannedAt)
  const happenedAt = Math.min(attempt?.startedAt ?? Infinity, dropped?.at ?? Infinity)
  // Processes that do not see each other's payloads put it back until the one comes that has it; `waits-for-a-reason` watches that.
  if (world.plan.stores === 'own' && versions.some(
    version => version.at > at && version.at <= happenedAt && version.value.heldFor === 'payload'
  )) return []
  // A manual attempt that is under way comes first: one at a time.
  const rivals = requests.filter(({ startedAt, endedAt }) => startedAt <= plannedAt && endedAt >= plannedAt).map(({ endedAt }) => endedAt)
  const by = Math.max(plannedAt, at, recoveredAt(world), ...rivals) + toleranceMs(world) + wrongMs
  return happenedAt > by
    ? [
    `${name}: what was planned for ${plannedAt - world.start} ms happened at ${happenedAt - world.start} ms, in the end ${final.state}.`
      ]
    : []
}

// A site may have a tenth of the requests that are in flight.
export const isCrowded = ({ config, history }: World) => config.deliveryConcurrency < Math.max(100, 10 * history.messages.size)

/** How late an attempt may be because a clock is behind, or was set while a process waited. */
function wrongBy ({ plan: { jumps, skewMs } }: World): number {
  return 2 * skewMs + jumps.reduce((sum, { byMs }) => sum + Math.abs(byMs), 0)
}

/** When the last fault ended. */
function recoveredAt ({ plan, crashes }: World): number {
  return isCalm({ plan }) ? 0 : Math.max(plan.faults.until, ...crashes.map(({ at }) => at + 5000))
}

/** How late a due attempt may be, ms. */
export function toleranceMs (world: World): number {
  const { plan, config } = world
  const queueMs = plan.mode === 'queue' ? plan.queue.delayMs + QUEUE_UNIT_MS : 0
  const sweepMs = plan.mode === 'front' ? SWEEP_MS : 0
  if (isCalm(world)) return PROMPT_MS + queueMs + sweepMs + plan.indexLagMs
  // A lost hand-off comes back when its lease has run out and a sweep, or the queue, has looked again.
  const lease = 2 * config.requestTimeoutMs + 15_000
  const again = plan.mode === 'queue' ? 2 * (plan.queue.visibilityMs + 60_000) : 2 * SWEEP_MS
  return 2 * lease + again + plan.indexLagMs + queueMs
}
