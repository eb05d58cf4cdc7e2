/** CPU time of this process, for work that is repeated many times. */

const CONCURRENCY = 8

/** Does some work this many times, a few at a time. */
export async function repeat (work: () => Promise<unknown>, count: number) {
  let left = count
  await Promise.all(Array.from({ length: CONCURRENCY }, async () => { while (left-- > 0) await work() }))
}

/** The CPU of this process for some work, µs for each of `count`. */
export async function cpuOf (count: number, work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / count
}

export function median (values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
}
