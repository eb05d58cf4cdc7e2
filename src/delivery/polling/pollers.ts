import { LRUCache } from 'lru-cache'
import type { Clock } from '../../lib/clock.js'
import type { Consumer } from '../../repositories/consumers.js'

/** What a process remembers of the polls that it answers. Nothing here is needed to be right, only to be soon. */
export interface Pollers {
  /**
   * Whether it is time, at a place that begins a segment, to look for what does not come through the list of messages: every ten
   * seconds, and after `lookAt`. If so, this is the look.
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
const CONSUMERS = 1000
const NEVER = { passed: -Infinity, next: Infinity }

// With `max`, the cache would take room for all entries at once, in each process that starts, polled or not.
const recent = <V extends object | string | number>(most: number) => new LRUCache<string, V>({ maxSize: most, sizeCalculation: () => 1 })

/** At most so many polls wait at once; beyond them, and with none, each is answered at once. */
export function createPollers (most = 0): Pollers {
  const { nextAt, ...looks } = createLooks()
  const counts = recent<number>(REMEMBERED)
  const waiting = new Map<string, Set<() => void>>()
  let [open, isClosed] = [0, false]

  const end = (appId: string) => { for (const wake of waiting.get(appId) ?? []) wake() }

  return {
    ...looks,
    consumers: recent<Consumer>(CONSUMERS),
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
        const cancel = clock.wakeAt(Math.min(until, nextAt(appId, clock.now())), done)
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

type Looks = Pick<Pollers, 'isLookDue' | 'lookAt' | 'added'> & {
  /** When something comes next, as far as this process knows, Unix ms. */
  nextAt: (appId: string, now: number) => number
}

function createLooks (): Looks {
  const looks = recent<number>(REMEMBERED)
  const times = recent<{ passed: number, next: number }>(REMEMBERED)
  const additions = recent<string>(REMEMBERED)

  /** The latest time that was to be looked at and is over, and the next one. */
  const timesOf = (appId: string, now: number) => {
    const known = times.get(appId) ?? NEVER
    if (known.next > now) return known
    const after = { passed: known.next, next: Infinity }
    times.set(appId, after)
    return after
  }

  return {
    nextAt: (appId, now) => timesOf(appId, now).next,
    isLookDue (appId, segment, now) {
      const { passed } = timesOf(appId, now)
      const key = `${appId}/${segment}`
      const looked = looks.get(key) ?? -Infinity
      // A clock that was set back since makes it nothing to wait for. Segments are in the order of their names.
      const isDue = looked <= passed || looked > now || now - looked >= LOOK_EVERY_MS || (additions.get(appId) ?? '') >= segment
      if (isDue) looks.set(key, now)
      return isDue
    },
    added (appId, segment) { additions.set(appId, segment) },
    lookAt (appId, at) {
      const { passed, next } = times.get(appId) ?? NEVER
      times.set(appId, { passed, next: Math.min(next, at) })
    }
  }
}
