const TICK_MS = 50

/**
 * The time that this process has had, in ms, since the call: a timer's turns are counted, which come late where the machine is
 * busy. For bounds of what waits in this process: a clock on the wall would also count what other processes took.
 */
export function timeHad (): () => number {
  let ticks = 0
  const timer = setInterval(() => { ticks++ }, TICK_MS)
  timer.unref()
  return () => ticks * TICK_MS
}
