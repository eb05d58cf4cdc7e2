import type { Clock } from './clock.js'
import { createUnderWay } from './under-way.js'

/** A limit on how long calls may take. */
export interface Deadlines {
  /** Settles like the call, or rejects with the error of `createDeadlines` when the call takes too long. */
  bound: <T>(call: Promise<T>) => Promise<T>
}

interface Waiting { at: number, reject: (error: Error) => void }

/** Limits each call to `ms`, with one timer for all, because a timer for each call costs more CPU than many calls. */
export function createDeadlines (clock: Clock, ms: number, late: () => Error): Deadlines {
  // In the order of their deadlines, because all have the same limit.
  const waiting = createUnderWay<Waiting>()
  let isArmed = false

  function arm (at: number): void {
    isArmed = true
    clock.wakeAt(at, look)
  }

  function look (): void {
    isArmed = false
    for (const place of waiting.places()) {
      if (place.value.at > clock.now()) return arm(place.value.at)
      waiting.remove(place)
      place.value.reject(late())
    }
  }

  return {
    bound: call => new Promise((resolve, reject) => {
      const at = clock.now() + ms
      const place = waiting.add({ at, reject })
      if (!isArmed) arm(at)
      call.then(
        result => { waiting.remove(place); resolve(result) },
        (error: Error) => { waiting.remove(place); reject(error) }
      )
    })
  }
}
