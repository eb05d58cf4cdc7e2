import { w } from '../state/words.js'

/** The next page of a list, when there is one. */
export function More ({ of }: { of: { hasMore: boolean, more: () => void } }) {
  return of.hasMore ? <p class='more'><button type='button' onClick={of.more}>{w('more')}</button></p> : null
}
