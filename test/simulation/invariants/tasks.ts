import { startId } from '../../../src/lib/ids.js'
import type { Task } from '../../../src/repositories/tasks.js'
import { nameOf, type Version } from '../history.js'
import type { Invariant } from '../invariants.js'
import type { World } from '../world.js'

/** A task asks for everything that it is about, and says how much that was. That it ends is a part of coming to rest. */
export const tasks: Invariant[] = [
  {
    name: 'tasks-find-all',
    check: world => finished(world).filter(({ value }) => value.kind === 'endpoint.recover').flatMap(version => overlooked(world, version))
  },
  {
    name: 'tasks-count',
    check: world => finished(world).flatMap(({ value: { id, resent } }) => {
      const asked = [...world.history.deliveries.values()].filter(versions => versions.some(({ value }) => hasMark(value.tasks, id))).length
      return asked === resent ? [] : [`Task ${id} says that it has asked for ${resent} resends, and did for ${asked}.`]
    })
  }
]

const hasMark = (marks: Array<{ id: string }> | undefined, id: string) => marks?.some(mark => mark.id === id) ?? false

/** The first version of each task that ended well; `at` is when the task began. */
function finished ({ history }: World): Array<Version<Task>> {
  return [...history.tasks.values()].flatMap(versions => {
    const { value } = versions.at(-1)!
    return value.status === 'finished' ? [{ at: versions[0]!.at, value }] : []
  })
}

/** The messages that failed in the task's range, without a success there, and for which it did not ask. */
function overlooked ({ history, plan }: World, { at, value: { id, endpointId, since, until } }: Version<Task>): string[] {
  const [from, to] = [startId('atmpt_', since), startId('atmpt_', until)]
  const all = [...history.attempts.values()].filter(({ value }) => value.endpointId === endpointId && value.id >= from && value.id < to)
  const succeeded = new Set(all.filter(({ value }) => value.status === 0).map(({ value }) => value.msgId))
  // What the index may not have shown when the task looked.
  const failed = new Set(all.filter(one => one.value.status === 2 && one.at + plan.indexLagMs < at).map(({ value }) => value.msgId))
  return [...failed].filter(msgId => !succeeded.has(msgId))
    .filter(msgId => !history.deliveries.get(nameOf({ endpointId, msgId }))!.some(({ value }) => hasMark(value.tasks, id)))
    .map(msgId => `Task ${id} did not ask for ${msgId}, which had failed.`)
}
