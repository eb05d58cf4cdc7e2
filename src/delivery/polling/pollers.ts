import { LRUCache } from 'lru-cache'
import type { Clock } from '../../lib/clock.js'
import type { Consumer } from '../../repositories/consumers.js'

/** What a process remembers of the polls that it answers. Nothing here is needed to be right, only to be soon. */
export interface Pollers {
  /**
   * Whether it is time, at a place that begins a segment, to look for what does not come through the list of messages; then it
   * counts as looked at until `lookAt`.
   */
  isLookDue: (appId: string, segment: string, now: number) => boolean
  /** Has the next poll after an instant, Unix ms, look for it. */
  lookAt: (appId: string, at: number) => void
  /** Notes that a segment shows what does not come through the list. */
  added: (appId: string, segment: string) => void
  /** Says that something came into an application's feed. */
  wake: (appId: string) => void
  /** Whether another poll may be held open. */
  hasRoom: () => boolean
  /** How often something did: to be asked before what a wait is to follow. */
  count: (appId: string) => number
  /** Resolves when something came since a count, at an instant, or when the signal or the end of the process says so. */
  wait: (appId: string, terms: WaitTerms) => Promise<void>
  /** Consumers as this process read or wrote them last. */
  consumers: Pick<LRUCache<string, Consumer>, 'get' | 'set' | 'delete'>
  /** Ends all waits, and every later one at once. */
  close: () => void
}

export interface WaitTerms { since: number, until: number, clock: Clock, signal?: AbortSignal | undefined }

// Another process may have let something come.
const LOOK_EVERY_MS = 10_000
const REMEMBERED = 10_000

/** At most so many polls wait at once; beyond them, and with none, each is answered at once. */
export function createPollers (most = 0): Pollers {
  const looks = new LRUCache<string, number>({ max: REMEMBERED })
  const additions = new LRUCache<string, string>({ max: REMEMBERED })
  const counts = new LRUCache<string, number>({ max: REMEMBERED })
  const waiting = new Map<string, Set<() => void>>()
  let [open, isClosed] = [0, false]

  const end = (appId: string) => { for (const wake of waiting.get(appId) ?? []) wake() }

  return {
    consumers: new LRUCache<string, Consumer>({ max: 1000 }),
    isLookDue (appId, segment, now) {
      // Segments are in the order of their names.
      if ((additions.get(appId) ?? '') >= segment) return true
      const at = looks.get(appId) ?? 0
      // A clock that was set back since makes it nothing to wait for.
      const isDue = at <= now || at > now + LOOK_EVERY_MS
      if (isDue) looks.set(appId, now + LOOK_EVERY_MS)
      return isDue
    },
    added (appId, segment) { additions.set(appId, segment) },
    lookAt (appId, at) { looks.set(appId, Math.min(looks.get(appId) ?? 0, at)) },
    wake (appId) {
      counts.set(appId, (counts.get(appId) ?? 0) + 1)
      end(appId)
    },
    hasRoom: () => !isClosed && open < most,
    count: appId => counts.get(appId) ?? 0,
    async wait (appId, { since, until, clock, signal }) {
      if (isClosed || signal?.aborted || (counts.get(appId) ?? 0) !== since) return
      const here = waiting.get(appId) ?? new Set()
      waiting.set(appId, here)
      open++
      await new Promise<void>(resolve => {
        const done = () => {
          if (!here.delete(done)) return
          cancel()
          signal?.removeEventListener('abort', done)
          resolve()
        }
        here.add(done)
        const cancel = clock.wakeAt(Math.min(until, looks.get(appId) ?? Infinity), done)
        signal?.addEventListener('abort', done)
      })
      open--
      if (here.size === 0) waiting.delete(appId)
    },
    close () {
      isClosed = true
      for (const appId of waiting.keys()) end(appId)
    }
  }
}
