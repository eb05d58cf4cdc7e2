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

// Not by lru-cache's own `fetch`: with it, the simulation found a delivery that waited for ever.
/** Keeps found values for `ttlMs`; absences and failures are not kept; concurrent loads of one key are one load. */
export function createCache<V extends object> ({ max, ttlMs, now }: CacheOptions): Cache<V> {
  // Left to itself, the cache remembers its clock's answer for a moment, by a real timer.
  const values = new LRUCache<string, V>({ max, ttl: ttlMs, ...(now && { perf: { now }, ttlResolution: 0 }) })
  const loading = new Map<string, Promise<V | undefined>>()

  async function loadOnce (key: string, load: () => Promise<V | undefined>) {
    const promise = load()
    loading.set(key, promise)
    try {
      const value = await promise
      if (value && loading.get(key) === promise) values.set(key, value)
      return value
    } finally {
      if (loading.get(key) === promise) loading.delete(key)
    }
  }

  return {
    get: async (key, load) => values.get(key) ?? await (loading.get(key) ?? loadOnce(key, load)),
    delete (key) {
      values.delete(key)
      loading.delete(key)
    },
    clear () {
      values.clear()
      loading.clear()
    }
  }
}
