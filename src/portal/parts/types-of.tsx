import { counted, w } from '../state/words.js'

/** Which event types come: all, the only one, or how many, with their names in a hint. */
export function TypesOf ({ of }: { of: readonly string[] | null | undefined }) {
  if (!of) return <>{w('types.all')}</>
  return <span title={of.join('\n')}>{of.length === 1 ? <code>{of[0]}</code> : counted('types', of.length)}</span>
}
