import { needOf, needsOf } from '../../../src/repositories/attention-rows.js'
import type { Version } from '../history.js'
import type { Invariant } from '../invariants.js'

/** What needs a person is never without its row, whatever crashed; a row may be too many, and is not shown then. */
export const attention: Invariant[] = [
  {
    name: 'what-needs-a-person-is-told',
    check: ({ history }) => {
      const rows = [...history.attention]
      const isTold = (since: number, kind: string, id: string) => rows.some(row => row.includes(`${since}_${kind}_${id}`))
      return [
        ...latest(history.endpoints).flatMap(endpoint => needsOf(endpoint).map(need => ({ ...need, id: endpoint.id }))),
        ...latest(history.tasks).flatMap(task => { const need = needOf(task); return need ? [{ ...need, id: task.id }] : [] })
      ].filter(({ since, kind, id }) => !isTold(since, kind, id)).map(({ kind, id }) => `${id}: ${kind}, which no row tells.`)
    }
  }
]

const latest = <T>(all: Map<string, Array<Version<T>>>): T[] => [...all.values()].map(versions => versions.at(-1)!.value)
