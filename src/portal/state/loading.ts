import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { woken } from './awake.js'
import { type CallError, type Page } from './calls.js'

export interface Loaded<T> { data: T | undefined, error: CallError | undefined, isLoading: boolean, reload: () => void }

const AGAIN_MS = 5000
// A timer can wait no longer than 24 days.
const LONGEST_MS = 86_400_000

/**
 * Loads when `key` changes, and keeps what is shown until the new is there. A server that is away or throttles is asked again every
 * five seconds, and what was loaded stays; what the server refuses or does not have any more goes. After a sleep it loads again, unless
 * it `stays`.
 */
export function useLoad<T> (key: string, load: () => Promise<T>, stays = false): Loaded<T> {
  const [state, setState] = useState<{ key: string, data?: T, error?: CallError }>({ key })
  const [turn, setTurn] = useState(0)
  const loader = useRef(load)
  loader.current = load
  const awake = useRef(0)
  if (!stays) awake.current = woken.value
  useEffect(() => {
    let isCurrent = true
    let timer: number | undefined
    loader.current().then(
      data => { if (isCurrent) setState({ key, data }) },
      (error: CallError) => {
        if (!isCurrent) return
        setState(before => ({ ...(before.key === key && error.isPassing && before), key, error }))
        if (error.isPassing) timer = setTimeout(() => setTurn(before => before + 1), AGAIN_MS)
      }
    )
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [key, turn, awake.current])
  const isOwn = state.key === key
  const reload = useCallback(() => setTurn(before => before + 1), [])
  const { data, error } = isOwn ? state : {}
  return { data, error, isLoading: data === undefined && error === undefined, reload }
}

/**
 * Loads again, so long after each answer, while something is under way and the page is seen; the time may depend on how often it has
 * looked. A failure is asked again by `useLoad`.
 */
export function useAgain (isUnderWay: boolean, { data, error, reload }: Loaded<unknown>, ms: number | ((looks: number) => number)): void {
  const looks = useRef(0)
  if (!isUnderWay) looks.current = 0
  useEffect(() => {
    if (!isUnderWay || error) return
    let timer = 0
    const look = () => {
      if (document.hidden) return wait()
      looks.current++
      reload()
    }
    const wait = () => { timer = setTimeout(look, Math.min(typeof ms === 'number' ? ms : ms(looks.current), LONGEST_MS)) }
    wait()
    return () => clearTimeout(timer)
  }, [isUnderWay, data, error, reload])
}

export interface Listed<T> extends Loaded<Page<T>> { rows: T[] | undefined, hasMore: boolean, more: () => Promise<void> }

/** A list that grows by a page whenever `more` is called, which rejects when that page cannot be had. */
export function useList<T> (key: string, load: (iterator: string | undefined) => Promise<Page<T>>): Listed<T> {
  const [rest, setRest] = useState<{ key: string, of: unknown, rows: T[], last?: Page<T> }>({ key, of: undefined, rows: [] })
  // What the reader has paged through does not shrink by itself.
  const first = useLoad(key, async () => await load(undefined), rest.key === key && rest.rows.length > 0)
  const isOwn = rest.of === first.data
  const last = isOwn ? rest.last ?? first.data : first.data
  const more = async () => {
    const page = await load(last?.iterator ?? undefined)
    setRest(before => ({ key, of: first.data, rows: [...(before.of === first.data ? before.rows : []), ...page.data], last: page }))
  }
  const rows = first.data && [...first.data.data, ...(isOwn ? rest.rows : [])]
  return { ...first, rows, hasMore: last !== undefined && !last.done, more }
}
