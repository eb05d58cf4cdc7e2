import { idOf, needOf, needsOf } from '../../../src/repositories/attention-rows.js'
import type { Version } from '../history.js'
import type { Invariant } from '../invariants.js'

/** A problem that needs a person always has an entry, after any crash. An entry without a problem may exist, and is not shown. */
export const attention: Invariant[] = [
  {
    name: 'what-needs-a-person-is-told',
    check: ({ history, start }) => [
      ...versionsOf(history.endpoints).flatMap(({ at, value }) => needsOf(value).map(need => ({ need, at, id: value.id }))),
      ...versionsOf(history.tasks).map(({ at, value }) => ({ need: needOf(value), at, id: value.id }))
    ].flatMap(({ need, at, id }) =>
      need === undefined || history.attention.get(idOf(need, id))?.some(({ from, until }) => from <= at && at <= until)
        ? []
        : [`${id}: ${need.kind} at ${at - start} ms has no entry.`])
  }
]

const versionsOf = <T>(all: Map<string, Array<Version<T>>>): Array<Version<T>> => [...all.values()].flat()
