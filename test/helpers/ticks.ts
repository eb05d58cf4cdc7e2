const TICK_MS = 50

/**
 * The time that this process could run since the call, in ms: it counts the ticks of a timer, which come late on a busy
 * machine. For limits of waits in this process: the wall clock would also count the time of other processes.
 */
export function timeHad (): () => number {
  let ticks = 0
  const timer = setInterval(() => { ticks++ }, TICK_MS)
  timer.unref()
  return () => ticks * TICK_MS
}
