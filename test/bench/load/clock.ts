import { setTimeout as sleep } from 'node:timers/promises'

/** Milliseconds of the machine's monotonic clock (CLOCK_MONOTONIC), the same in every process of it. */
export function now (): number {
  const [seconds, nanoseconds] = process.hrtime()
  return seconds * 1000 + nanoseconds / 1e6
}

/** Asks until the answer is yes, at most `withinMs`; says whether it was. */
export async function until (isSo: () => boolean | Promise<boolean>, withinMs: number, everyMs = 10): Promise<boolean> {
  const deadline = now() + withinMs
  while (!await isSo()) {
    if (now() > deadline) return false
    await sleep(everyMs)
  }
  return true
}
