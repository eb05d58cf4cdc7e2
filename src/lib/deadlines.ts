import type { Clock } from './clock.js'

/** A limit on how long calls may take. */
export interface Deadlines {
  /** Settles like the call, or rejects with the error of `createDeadlines` when the call takes too long. */
  bound: <T>(call: Promise<T>) => Promise<T>
}

interface Waiting { at: number, reject: (error: Error) => void }

/** Limits each call to `ms`, with one timer for all, because a timer for each call costs more CPU than many calls. */
export function createDeadlines (clock: Clock, ms: number, late: () => Error): Deadlines {
  // In the order of their deadlines, because all have the same limit.
  const waiting = new Set<Waiting>()
  let isArmed = false

  function arm (at: number): void {
    isArmed = true
    clock.wakeAt(at, look)
  }

  function look (): void {
    isArmed = false
    for (const one of waiting) {
      if (one.at > clock.now()) return arm(one.at)
      waiting.delete(one)
      one.reject(late())
    }
  }

  return {
    bound: async call => await new Promise((resolve, reject) => {
      const one = { at: clock.now() + ms, reject }
      waiting.add(one)
      if (!isArmed) arm(one.at)
      call.then(
        result => { waiting.delete(one); resolve(result) },
        (error: Error) => { waiting.delete(one); reject(error) }
      )
    })
  }
}
