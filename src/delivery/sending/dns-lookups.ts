import type { LookupAddress } from 'node:dns'
import { RecentMap } from '../../lib/recent-map.js'

/** All addresses of a host name, or a rejection. */
export type Resolver = (hostname: string) => Promise<LookupAddress[]>

export interface LookUpTerms {
  /** How many DNS lookups may run at the same time. */
  atOnce: number
  /** A lookup that waited longer than this, ms, is rejected: no caller waits for it any more. */
  patienceMs: number
  /** A monotonic clock, ms. */
  now: () => number
}

interface Asked {
  hostname: string
  at: number
  settle: (answer: Promise<LookupAddress[]>) => void
}

// A lookup that takes longer counts as slow: its name server does not answer.
const SLOW_MS = 1000
const SLOW_FOR_MS = 5 * 60_000
const MAX_SLOW = 10_000

/**
 * Limits DNS lookups. Hosts whose last DNS lookup took over 1 s may use at most half of the resolver threads. A lookup
 * holds its thread until the name server times out, so without this limit a few such hosts would block all others.
 * Calls for the same host share one lookup. A lookup that waited longer than `patienceMs` is rejected without asking
 * DNS.
 */
export function shareLookUps (resolve: Resolver, { atOnce, patienceMs, now }: LookUpTerms): Resolver {
  const slow = new RecentMap<string, true>({ most: MAX_SLOW, ttlMs: SLOW_FOR_MS, now })
  const answers = new Map<string, Promise<LookupAddress[]>>()
  const waiting = { quick: [] as Asked[], slow: [] as Asked[] }
  const slowAtOnce = Math.max(1, Math.floor(atOnce / 2))
  const underWay = { all: 0, slow: 0 }

  function goOn (): void {
    while (underWay.all < atOnce) {
      const quick = next(waiting.quick)
      const asked = quick ?? (underWay.slow < slowAtOnce ? next(waiting.slow) : undefined)
      if (!asked) return
      asked.settle(lookUp(asked.hostname, quick ? 0 : 1))
    }
  }

  function next (line: Asked[]): Asked | undefined {
    for (let asked = line.shift(); asked; asked = line.shift()) {
      if (now() - asked.at <= patienceMs) return asked
      asked.settle(Promise.reject(notBegun(asked.hostname)))
    }
    return undefined
  }

  async function lookUp (hostname: string, ofSlow: 0 | 1): Promise<LookupAddress[]> {
    underWay.all++
    underWay.slow += ofSlow
    const began = now()
    try {
      return await resolve(hostname)
    } finally {
      if (now() - began < SLOW_MS) slow.delete(hostname)
      else slow.set(hostname, true)
      underWay.all--
      underWay.slow -= ofSlow
      goOn()
    }
  }

  return hostname => {
    const known = answers.get(hostname)
    if (known) return known
    const answer = new Promise<LookupAddress[]>(resolve => {
      waiting[slow.has(hostname) ? 'slow' : 'quick'].push({ hostname, at: now(), settle: resolve })
    }).finally(() => answers.delete(hostname))
    answers.set(hostname, answer)
    goOn()
    return answer
  }
}

// The error code that the system gives when name servers do not answer.
const notBegun = (hostname: string) =>
  Object.assign(new Error(`${hostname} waited too long for its DNS lookup`), { code: 'EAI_AGAIN', syscall: 'getaddrinfo' })
