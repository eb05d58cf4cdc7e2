import { useState } from 'preact/hooks'
import { w } from '../state/words.js'
import { announce, wordsOf } from './announce.js'

/** The next page of a list, when there is one; says why when it cannot be had. */
export function More ({ of: { hasMore, more } }: { of: { hasMore: boolean, more: () => Promise<void> } }) {
  const [isBusy, setBusy] = useState(false)
  const load = async () => {
    setBusy(true)
    await more().catch((error: unknown) => announce(wordsOf(error), { isError: true }))
    setBusy(false)
  }
  return hasMore ? <p class='more'><button type='button' disabled={isBusy} onClick={() => { void load() }}>{w('more')}</button></p> : null
}
