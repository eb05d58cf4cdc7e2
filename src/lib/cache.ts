import { RecentMap } from './recent-map.js'

/** A bounded cache in front of a loader. A deletion also discards a load that began before it, so a stale value is never kept. */
export interface Cache<V> {
  get (key: string, load: () => Promise<V | undefined>): Promise<V | undefined>
  delete (key: string): void
  clear (): void
}

export interface CacheOptions {
  max: number
  ttlMs: number
  /** The clock for the age of values, ms; a test with driven time passes its own. */
  now?: () => number
}

/**
 * Creates a cache that keeps loaded values for `ttlMs`. Missing values and failures are not kept. Concurrent loads of a
 * key share one.
 */
export function createCache<V extends object> ({ max, ttlMs, now }: CacheOptions): Cache<V> {
  const values = new RecentMap<string, V>({ most: max, ttlMs, ...(now && { now }) })
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
