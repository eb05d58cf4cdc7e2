import { LRUCache } from 'lru-cache'

/** A bounded cache in front of a loader. A deletion also forgets a load that began before it, so a stale answer is never kept. */
export interface Cache<V> {
  get (key: string, load: () => Promise<V | undefined>): Promise<V | undefined>
  delete (key: string): void
  clear (): void
}

export interface CacheOptions {
  max: number
  ttlMs: number
  /** The clock that ages the values, ms; the process's own unless a test drives time. */
  now?: () => number
}

/** Keeps found values for `ttlMs`; absences and failures are not kept; concurrent loads of one key are one load. */
export function createCache<V extends object> ({ max, ttlMs, now }: CacheOptions): Cache<V> {
  const values = new LRUCache<string, V, Load<V>>({
    max,
    ttl: ttlMs,
    fetchMethod: async (_key, _stale, { context: load }) => await load(),
    // Who waits for a load that a deletion overtook gets its value all the same; it is not kept.
    ignoreFetchAbort: true,
    // Left to itself, the cache remembers its clock's answer for a moment, by a real timer.
    ...(now && { perf: { now }, ttlResolution: 0 })
  })
  return {
    get: async (key, load) => await values.fetch(key, { context: load }),
    delete (key) { values.delete(key) },
    clear () { values.clear() }
  }
}

type Load<V> = () => Promise<V | undefined>
