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
