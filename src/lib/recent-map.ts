export interface RecentMapOptions<V> {
  /** The most entries; or, with `sizeOf`, the largest sum of their sizes. */
  most: number
  /** How long an entry is there after it was set, ms; forever unless told. */
  ttlMs?: number
  /** The clock for the age of entries, ms. */
  now?: () => number
  sizeOf?: (value: V) => number
  /** Called for each entry that leaves the map, for whatever reason. */
  onRemoved?: (value: V) => void
}

interface Entry<V> { value: V, size: number, until: number }

/**
 * A bounded map that forgets the entry that was not used for the longest time. It has no timer: an entry that is too old is
 * removed when it is looked for. An entry that is larger than the map is not kept.
 */
export class RecentMap<K, V extends object | string | number | true> {
  // A Map keeps the order in which keys were added: the first is the one that was not used for the longest time.
  readonly #entries = new Map<K, Entry<V>>()
  readonly #options: RecentMapOptions<V>
  #sum = 0

  constructor (options: RecentMapOptions<V>) {
    this.#options = options
  }

  get size (): number {
    return this.#entries.size
  }

  get (key: K): V | undefined {
    const entry = this.#current(key)
    if (!entry) return undefined
    this.#entries.delete(key)
    this.#entries.set(key, entry)
    return entry.value
  }

  /** The value of a key, without making it the one that was used last. */
  peek (key: K): V | undefined {
    return this.#current(key)?.value
  }

  has (key: K): boolean {
    return this.#current(key) !== undefined
  }

  set (key: K, value: V): void {
    const { most, ttlMs } = this.#options
    this.delete(key)
    const size = this.#options.sizeOf?.(value) ?? 1
    if (size > most) return this.#options.onRemoved?.(value)
    this.#entries.set(key, { value, size, until: ttlMs === undefined ? Infinity : this.#now() + ttlMs })
    this.#sum += size
    for (const oldest of this.#entries.keys()) {
      if (this.#sum <= most) return
      this.delete(oldest)
    }
  }

  delete (key: K): boolean {
    const entry = this.#entries.get(key)
    if (!entry) return false
    this.#entries.delete(key)
    this.#sum -= entry.size
    this.#options.onRemoved?.(entry.value)
    return true
  }

  clear (): void {
    for (const key of [...this.#entries.keys()]) this.delete(key)
  }

  #current (key: K): Entry<V> | undefined {
    const entry = this.#entries.get(key)
    if (!entry || entry.until === Infinity || this.#now() < entry.until) return entry
    this.delete(key)
    return undefined
  }

  #now (): number {
    return this.#options.now?.() ?? performance.now()
  }
}
