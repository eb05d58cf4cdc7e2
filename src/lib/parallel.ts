/**
 * Calls `work` for each item, with at most `width` in parallel, and returns the results in the items' order. After a
 * failure no more calls begin. The failure is thrown when the running calls have ended.
 */
export async function eachOf<T, R> (items: readonly T[], width: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  const failures: unknown[] = []
  let next = 0
  const walk = async () => {
    while (next < items.length && failures.length === 0) {
      const at = next++
      try {
        results[at] = await work(items[at]!)
      } catch (error) {
        failures.push(error)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, walk))
  if (failures.length > 0) throw failures[0]
  return results
}

/** Runs work when there is a place for it, in the order in which it came. */
export type Gate = <R>(work: () => Promise<R>) => Promise<R>

/** A gate with this many places. */
export function createGate (width: number): Gate {
  const waiting: Array<() => void> = []
  let free = width
  return async work => {
    if (free > 0) free--
    else await new Promise<void>(resolve => waiting.push(resolve))
    try {
      return await work()
    } finally {
      // The place is handed over: work that comes now does not overtake what waits.
      const next = waiting.shift()
      if (next) next()
      else free++
    }
  }
}
