import { idOf, needOf, needsOf } from '../../../src/repositories/attention-rows.js'
import type { Version } from '../history.js'
import type { Invariant } from '../invariants.js'

/** What needs a person is never without its row, whatever crashed; a row may be too many, and is not shown then. */
export const attention: Invariant[] = [
  {
    name: 'what-needs-a-person-is-told',
    check: ({ history, start }) => [
      ...versionsOf(history.endpoints).flatMap(({ at, value }) => needsOf(value).map(need => ({ need, at, id: value.id }))),
      ...versionsOf(history.tasks).map(({ at, value }) => ({ need: needOf(value), at, id: value.id }))
    ].flatMap(({ need, at, id }) => need === undefined || history.attention.get(idOf(need, id))?.some(({ from, until }) => from <= at && at <= until)
      ? []
      : [`${id}: ${need.kind} at ${at - start} ms, which no row tells.`])
  }
]

const versionsOf = <T>(all: Map<string, Array<Version<T>>>): Array<Version<T>> => [...all.values()].flat()
