import type { ComponentChildren } from 'preact'
import type { Listed } from '../state/loading.js'
import { More } from './more.js'
import { Show } from './states.js'

/** A table of rows below the names of its columns. */
export const Table = ({ heads, children }: { heads: readonly ComponentChildren[], children: ComponentChildren }) => (
  <table class='rows'>
    <thead><tr>{heads.map((head, at) => <th key={at} scope='col'>{head}</th>)}</tr></thead>
    {children}
  </table>
)

interface ListProps<T> { of: Listed<T>, none: ComponentChildren, lines?: number, children: (rows: T[]) => ComponentChildren }

/** Pages of rows: grey lines before they are there, what is said where there is none, and a button for the next page. */
export function List<T> ({ of, none, lines, children }: ListProps<T>) {
  return (
    <Show of={{ ...of, data: of.rows }} {...lines !== undefined && { rows: lines }}>
      {rows => <>{rows.length === 0 ? none : children(rows)}<More of={of} /></>}
    </Show>
  )
}
