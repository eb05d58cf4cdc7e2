import { startId } from '../../../src/lib/ids.js'
import type { Delivery } from '../../../src/repositories/deliveries.js'
import type { ReplayFilter, Task } from '../../../src/repositories/tasks.js'
import { nameOf, versionsWithin, type StoredMessage, type Version } from '../history.js'
import type { Invariant } from '../invariants.js'
import { wants } from '../matching.js'
import type { World } from '../world.js'
import { staleMs } from './views.js'

/** A task requests resends of everything in its range, of nothing else, and reports how many. Its end is checked by comes-to-rest. */
export const tasks: Invariant[] = [
  {
    name: 'tasks-find-all',
    check: world => finished(world).flatMap(task => {
      if (task.value.kind === 'endpoint.recover') return unrecovered(world, task)
      if (task.value.kind === 'endpoint.replay') return unsent(world, task)
      return task.value.kind === 'endpoint.bulk-replay' ? unreplayed(world, task) : []
    })
  },
  {
    name: 'tasks-ask-for-no-more',
    check: world => all(world).flatMap(task => asked(world, task.value.id).filter(versions => !isMeant(world, task, versions))
      .map(versions => `Task ${task.value.id} requested a resend of ${nameOf(versions[0]!.value)}, which is not in its range.`))
  },
  {
    name: 'tasks-ask-once',
    check: world => all(world).flatMap(({ value: { id } }) => asked(world, id).flatMap(versions => {
      const times = versions.filter(({ value }, index) => hasMark(value, id) && !hasMark(versions[index - 1]?.value, id)).length
      return times > 1 ? [`Task ${id} requested ${times} resends of ${nameOf(versions[0]!.value)}.`] : []
    }))
  },
  {
    name: 'tasks-count',
    check: world => finished(world).flatMap(({ at, endedAt, value: { id, resent } }) => {
      const count = asked(world, id).length
      // A batch that is walked again may find more in an index by then, and end before what it had asked for already.
      return resent === count || (resent < count && isDisturbed(world, at, endedAt))
        ? []
        : [
        `Task ${id} reports ${resent} resends, and requested ${count}.`
          ]
    })
  },
  {
    name: 'purges-find-all',
    check: world => purges(world).flatMap(task =>
      [...contents(world, task)].filter(({ expungedAt }) => expungedAt === undefined || expungedAt > task.endedAt)
        .map(({ id }) => `Task ${task.value.id} has ended, and ${id} has its content.`))
  },
  {
    name: 'purges-count',
    check: world => purges(world).flatMap(({ at, endedAt, value: { id, expunged = 0 } }) => {
      const during = [...world.history.messages.values()].flatMap(message =>
        message.expungings.filter(time => time >= at && time <= endedAt).map(() => message.id))
      const own = during.filter(id => !world.expunged.has(id))
      // A batch that is walked again finds what it expunged, and does not count it; two purges at once share.
      const isRight = expunged <= during.length && (isDisturbed(world, at, endedAt) || purges(world).length > 1 || expunged >= own.length)
      return isRight
        ? []
        : [
        `Task ${id} reports ${expunged} expunged contents. ${during.length} were expunged, ${own.length} of them by no other.`
          ]
    })
  }
]

/** Whether a batch of a task that ran then may have been walked twice. */
const isDisturbed = ({ plan, crashes }: World, from: number, to: number) =>
  plan.faults.until > from || crashes.some(({ at }) => at >= from && at <= to)

const hasMark = (delivery: Pick<Delivery, 'tasks'> | undefined, id: string) => delivery?.tasks?.some(mark => mark.id === id) ?? false

/** The first version of each task; `at` is when it began, the value what it is in the end. */
function all ({ history }: World): Array<Version<Task> & { endedAt: number }> {
  // Those of polling endpoints are checked with what their pollers are shown.
  return [...history.tasks.values()].filter(([first]) => !first!.value.endpointId.startsWith('sink_')).map(versions => ({ at: versions[0]!.at, value: versions.at(-1)!.value, endedAt: versions.at(-1)!.at }))
}

/** Those that ended well. */
const finished = (world: World) => all(world).filter(({ value }) => value.status === 'finished')

const purges = (world: World) => finished(world).filter(({ value }) => value.kind === 'application.purge_content')

/** The deliveries for which a task requested a resend. */
const asked = ({ history }: World, id: string) =>
  [...history.deliveries.values()].filter(versions => versions.some(({ value }) => hasMark(value, id)))

/** The attempts in a task's range by what the ids say. */
function attemptsIn ({ history }: World, { endpointId, since, until }: Task) {
  const [from, to] = [startId('atmpt_', since), startId('atmpt_', until)]
  return [...history.attempts.values()].filter(({ value }) => value.endpointId === endpointId && value.id >= from && value.id < to)
}

/** What failed in the task's range without a success there, or waited for its first attempt all the time, and was not asked for. */
function unrecovered (world: World, { at, value: task, endedAt }: Version<Task> & { endedAt: number }): string[] {
  const { id, endpointId } = task
  const waiting = [...world.history.deliveries.values()]
    .filter(([first]) => first!.value.endpointId === endpointId && isInRange(first!.value, task))
    .filter(versions => versionsWithin(versions, at - world.plan.indexLagMs, endedAt).every(isAtRest))
    .filter(versions => !versions.some(({ value }) => hasMark(value, id)))
    .map(([first]) => `Task ${id} did not request a resend of ${first!.value.msgId}, which waited for its first attempt.`)
  const attempts = attemptsIn(world, task)
  const succeeded = new Set(attempts.filter(({ value }) => value.status === 0).map(({ value }) => value.msgId))
  // What the index may not have shown when the task looked.
  const failed = new Set(attempts.filter(one => one.value.status === 2 && one.at + world.plan.indexLagMs < at).map(({ value }) =>
    value.msgId))
  return [...waiting, ...[...failed].filter(msgId => !succeeded.has(msgId))
    .filter(msgId => !world.history.deliveries.get(nameOf({ endpointId, msgId }))!.some(({ value }) => hasMark(value, id)))
    .map(msgId => `Task ${id} did not request a resend of ${msgId}, which had failed.`)]
}

/** Contract 2.8, written a second time: no attempt yet, because of the endpoint's circuit. */
const isKeptBack = (delivery: Delivery | undefined) =>
  delivery?.state === 'pending' && delivery.last === null && delivery.heldFor === 'circuit'
// One with a lease may be on its way.
const isAtRest = (delivery: Delivery | undefined) => isKeptBack(delivery) && delivery!.lease === null

const isInRange = ({ msgId }: Pick<Delivery, 'msgId'>, { since, until }: Task) =>
  msgId >= startId('msg_', since) && msgId < startId('msg_', until)

/** The deliveries that passed a replay's filter all the time, and for which it did not ask. */
function unreplayed ({ history, filters }: World, { at, value: task, endedAt }: Version<Task> & { endedAt: number }): string[] {
  const filter = filters.get(task.id) ?? task.filter
  return [...history.deliveries.values()].filter(([first]) => first!.value.endpointId === task.endpointId && isInRange(first!.value, task))
    .filter(versions => versionsWithin(versions, at, endedAt).every(delivery => delivery && passes(delivery, filter)))
    .filter(versions => !versions.some(({ value }) => hasMark(value, task.id)))
    .map(([first]) => `Task ${task.id} did not request a resend of ${first!.value.msgId}, which passes its filter.`)
}

/** The messages that the endpoint wanted all the time and had never got, and for which it did not ask. */
function unsent (world: World, { at, value: task, endedAt }: Version<Task> & { endedAt: number }): string[] {
  const { history, plan, appId } = world
  const known = versionsWithin(history.endpoints.get(task.endpointId), at - staleMs(world), endedAt)
  const isMissing = (delivery: Delivery | undefined) => delivery === undefined || (delivery.state === 'canceled' && delivery.last === null)
  return [...history.messages.values()].filter(message => message.appId === appId && isInRange({ msgId: message.id }, task))
    // What is not fanned out yet, or waits for its time, is not missing.
    .filter(({ deliverAt, isExpunged, isMarked, fannedOutAt = isMarked ? Infinity : 0 }) =>
      !isExpunged && deliverAt === null && fannedOutAt < at)
    .filter(message =>
      message.at + plan.indexLagMs < at && known.every(endpoint => endpoint && wants(endpoint, { ...message, onlyEndpointId: null })))
    .filter(({ id }) => {
      const versions = history.deliveries.get(nameOf({ endpointId: task.endpointId, msgId: id })) ?? []
      const before = versions.findLast(version => version.at <= at)?.value
      return isMissing(before) && !versions.some(({ value, at: since }) => hasMark(value, task.id) || (since > at && !isMissing(value)))
    })
    .map(({ id }) => `Task ${task.id} did not request a resend of ${id}, which its endpoint wants and never got.`)
}

/** Contract 2.8, written a second time: deliveries that were attempted, or canceled with status 4, with this channel, type and outcome. */
function passes (delivery: Delivery, { status, statusCodeClass, channel, eventTypes }: ReplayFilter): boolean {
  const { last, channels, eventType } = delivery
  if (channel !== undefined && !channels?.includes(channel)) return false
  if (eventTypes && !eventTypes.includes(eventType)) return false
  if (statusCodeClass !== undefined && (last === null || Math.floor(last.code / 100) * 100 !== statusCodeClass)) return false
  return hasStatus(delivery, status)
}

function hasStatus ({ state, last, nextAt }: Delivery, status: number | undefined): boolean {
  if (status === 4) return state === 'canceled'
  if (last === null || status === undefined) return last !== null
  if (state === 'succeeded') return status === 0
  return status === (nextAt === null ? 2 : 3)
}

/** Whether a delivery that a task asked for was, at the moment before, what it is about. */
function isMeant (world: World, { value: task }: Version<Task>, versions: Array<Version<Delivery>>): boolean {
  const index = versions.findIndex(({ value }) => hasMark(value, task.id))
  const { value: { endpointId, msgId } } = versions[index]!
  if (endpointId !== task.endpointId) return false
  const before = versions[index - 1]
  if (task.kind === 'endpoint.bulk-replay') {
    return before !== undefined && isInRange({ msgId }, task) && versionsWithin(
      versions, before.at - LOOK_MS, before.at
    ).some(delivery => delivery && passes(delivery, world.filters.get(task.id) ?? task.filter))
  }
  if (task.kind === 'endpoint.recover') {
    return waitedBefore(task, versions, before) || attemptsIn(world, task).some(({ value }) => value.msgId === msgId && value.status === 2)
  }
  return task.kind === 'endpoint.replay' && isInRange({ msgId }, task) &&
    (before === undefined || (before.value.state === 'canceled' && before.value.last === null))
}

function waitedBefore (task: Task, versions: Array<Version<Delivery>>, before: Version<Delivery> | undefined): boolean {
  return before !== undefined && isInRange(before.value, task) &&
    versionsWithin(versions, before.at - LOOK_MS, before.at).some(isKeptBack)
}

// From reading what there is to asking for it: a batch of reads and the tries of a write, ms.
const LOOK_MS = 20_000

/** The messages that a purge is about: what the application had when it began. */
function contents ({ history, appId }: World, { at, value: { until } }: Version<Task>): StoredMessage[] {
  return [...history.messages.values()].filter(message => message.appId === appId && message.at < at && message.id < startId('msg_', until))
}
