import { setTimeout as sleep } from 'node:timers/promises'

/** Milliseconds of the machine's monotonic clock (CLOCK_MONOTONIC), the same in all processes. */
export function now (): number {
  const [seconds, nanoseconds] = process.hrtime()
  return seconds * 1000 + nanoseconds / 1e6
}

/** Polls until the condition holds, for at most `withinMs`; returns whether it held. */
export async function until (isSo: () => boolean | Promise<boolean>, withinMs: number, everyMs = 10): Promise<boolean> {
  const deadline = now() + withinMs
  while (!await isSo()) {
    if (now() > deadline) return false
    await sleep(everyMs)
  }
  return true
}
