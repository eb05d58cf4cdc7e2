import type { Clock } from '../../lib/clock.js'
import type { Consumer } from '../../repositories/consumers.js'
import { RecentMap } from '../../lib/recent-map.js'

/** The state of polls in a process. It makes polls faster; correctness does not depend on it. */
export interface Pollers {
  /**
   * Whether a poll at the beginning of a segment has to look for late and scheduled messages: every ten seconds, and after
   * `lookAt`. When true, the look is counted as made.
   */
  isLookDue: (appId: string, segment: string, now: number) => boolean
  /** Makes the next poll after an instant, Unix ms, look for late and scheduled messages. */
  lookAt: (appId: string, at: number) => void
  /** Notes that a segment contains late or scheduled messages. */
  added: (appId: string, segment: string) => void
  /** Wakes the held polls of an application: its feed has a new message. */
  wake: (appId: string) => void
  /** Whether another poll may be held open. */
  hasRoom: () => boolean
  /** The number of wake-ups so far. Read it before the read that precedes a wait. */
  count: (appId: string) => number
  /** Resolves at the first wake-up after a count, at an instant, when the signal aborts, or when the process ends. */
  wait: (appId: string, terms: WaitTerms) => Promise<void>
  /** Consumers as this process read or wrote them last. */
  consumers: Pick<RecentMap<string, Consumer>, 'get' | 'set' | 'delete'>
  /** Ends all waits, and every later one at once. */
  close: () => void
}

export interface WaitTerms { since: number, until: number, clock: Clock, signal?: AbortSignal | undefined }

// Another process may have added late messages.
const LOOK_EVERY_MS = 10_000
const REMEMBERED = 10_000
const CONSUMERS = 1000
const NEVER = { passed: -Infinity, next: Infinity }

const recent = <V extends object | string | number>(most: number) => new RecentMap<string, V>({ most })

/** `most`: how many polls may be held at once; others are answered at once. */
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
  /** The next time at which a message may become due, Unix ms; Infinity when this process knows of none. */
  nextAt: (appId: string, now: number) => number
}

function createLooks (): Looks {
  const looks = recent<number>(REMEMBERED)
  const times = recent<{ passed: number, next: number }>(REMEMBERED)
  const additions = recent<string>(REMEMBERED)

  /** The latest time given to `lookAt` that has passed, and the next one. */
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
      // The clock may have been set back since the last look. The names of segments sort in their order.
      const isDue = looked <= passed || looked > now || now - looked >= LOOK_EVERY_MS || (additions.get(appId) ?? '') >= segment
      if (isDue) looks.set(key, now)
      return isDue
    },
    added (appId, segment) {
      if ((additions.get(appId) ?? '') < segment) additions.set(appId, segment)
    },
    lookAt (appId, at) {
      const { passed, next } = times.get(appId) ?? NEVER
      times.set(appId, { passed, next: Math.min(next, at) })
    }
  }
}
