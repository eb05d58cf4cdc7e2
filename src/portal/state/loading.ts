import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { type CallError, type Page } from './calls.js'

export interface Loaded<T> { data: T | undefined, error: CallError | undefined, isLoading: boolean, reload: () => void }

const AGAIN_MS = 5000

/**
 * Loads when `key` changes, and keeps what is shown until the new is there. A server that is away or throttles is asked again every
 * five seconds, and what was loaded stays.
 */
export function useLoad<T> (key: string, load: () => Promise<T>): Loaded<T> {
  const [state, setState] = useState<{ key: string, data?: T, error?: CallError }>({ key })
  const [turn, setTurn] = useState(0)
  const loader = useRef(load)
  loader.current = load
  useEffect(() => {
    let isCurrent = true
    let timer: number | undefined
    loader.current().then(
      data => { if (isCurrent) setState({ key, data }) },
      (error: CallError) => {
        if (!isCurrent) return
        setState(before => ({ ...(before.key === key && before), key, error }))
        if (error.isPassing) timer = setTimeout(() => setTurn(before => before + 1), AGAIN_MS)
      }
    )
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [key, turn])
  const isOwn = state.key === key
  const reload = useCallback(() => setTurn(before => before + 1), [])
  const { data, error } = isOwn ? state : {}
  return { data, error, isLoading: data === undefined && error === undefined, reload }
}

export interface Listed<T> extends Omit<Loaded<T[]>, 'data'> { rows: T[] | undefined, hasMore: boolean, more: () => Promise<void> }

/** A list that grows by a page whenever `more` is called, which rejects when that page cannot be had. */
export function useList<T> (key: string, load: (iterator: string | undefined) => Promise<Page<T>>): Listed<T> {
  const first = useLoad(key, async () => await load(undefined))
  const [rest, setRest] = useState<{ of: unknown, rows: T[], last?: Page<T> }>({ of: undefined, rows: [] })
  const isOwn = rest.of === first.data
  const last = isOwn ? rest.last ?? first.data : first.data
  const more = async () => {
    const page = await load(last?.iterator ?? undefined)
    setRest(before => ({ of: first.data, rows: [...(before.of === first.data ? before.rows : []), ...page.data], last: page }))
  }
  const rows = first.data && [...first.data.data, ...(isOwn ? rest.rows : [])]
  return { ...first, rows, hasMore: last !== undefined && !last.done, more }
}
