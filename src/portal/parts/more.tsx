import { useRef } from 'preact/hooks'
import { w } from '../state/words.js'
import { announce, wordsOf } from './announce.js'

/** The next page of a list, when there is one; says why when it cannot be had. */
export function More ({ of: { hasMore, more } }: { of: { hasMore: boolean, more: () => Promise<void> } }) {
  // Not `disabled`, which would take the focus away.
  const isBusy = useRef(false)
  const load = async () => {
    if (isBusy.current) return
    isBusy.current = true
    await more().catch((error: unknown) => announce(wordsOf(error), { isError: true }))
    isBusy.current = false
  }
  return hasMore ? <p class='more'><button type='button' onClick={() => { void load() }}>{w('more')}</button></p> : null
}
