import type { LookupAddress } from 'node:dns'
import { LRUCache } from 'lru-cache'

/** All addresses of a host name, or a rejection. */
export type Resolver = (hostname: string) => Promise<LookupAddress[]>

export interface LookUpTerms {
  /** How many look-ups the system makes at once. */
  atOnce: number
  /** After so long, ms, no caller waits for an answer any more. */
  patienceMs: number
  /** Milliseconds that only go forward. */
  now: () => number
}

interface Asked {
  hostname: string
  at: number
  settle: (answer: Promise<LookupAddress[]>) => void
}

// A look-up that takes longer has met a name server that does not answer.
const SLOW_MS = 1000
const SLOW_FOR_MS = 5 * 60_000
const MAX_SLOW = 10_000

/**
 * Names whose last look-up took long share half of the look-ups that are made at once: each holds a thread until its name
 * servers are given up, so a few names whose servers do not answer would hold up those of everybody else. Calls for one
 * name share an answer; a caller that has waited longer than a request may take is refused without a DNS lookup.
 */
export function shareLookUps (resolve: Resolver, { atOnce, patienceMs, now }: LookUpTerms): Resolver {
  const slow = new LRUCache<string, true>({ max: MAX_SLOW, ttl: SLOW_FOR_MS, perf: { now } })
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

// As the system says it of a name whose servers do not answer.
const notBegun = (hostname: string) =>
  Object.assign(new Error(`${hostname} had to wait too long for its look-up`), { code: 'EAI_AGAIN', syscall: 'getaddrinfo' })
