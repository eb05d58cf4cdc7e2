/** What the stopwatch reads, for tests. */
export interface Meters {
  /** Passed time, ms. */
  now: () => number
  /** CPU time of all threads of this process, ms. */
  cpu: () => number
}

const METERS: Meters = {
  now: () => performance.now(),
  cpu: () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1000
  }
}

/** However busy the machine is, the passed time is at most so many times the own time: work that waits for the CPU ends too. */
export const MOST_PASSED = 3

/**
 * Starts a stopwatch for work of this process, ms. It counts the passed time, but not more than the CPU time that all threads had in it:
 * on a busy machine a process waits for the CPU, and its work is not to blame for that. At least a third of the passed time counts.
 */
export function ownTime ({ now, cpu }: Meters = METERS): () => number {
  const [began, had] = [now(), cpu()]
  return () => {
    const passed = now() - began
    return Math.max(Math.min(passed, cpu() - had), passed / MOST_PASSED)
  }
}
