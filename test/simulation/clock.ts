import type { Clock } from '../../src/lib/clock.js'
import type { Random } from './random.js'

/** Simulated time: planned steps in order. Between two steps, all promises that need no time are run. */
export interface Timeline {
  now: () => number
  /** Plans a step for a time (Unix ms; at once if it is in the past). Returns a function that cancels the step. */
  at: (time: number, step: () => void) => () => void
  /** Takes steps until none is planned or `isOver` returns true. It is called every few dozen steps. */
  run: (isOver: () => boolean) => Promise<void>
  readonly steps: number
}

/** The life of a process: after a crash, none of its steps is taken. */
export interface Life { isAlive: boolean }

interface Planned { time: number, order: number, step: (() => void) | undefined }

// Each step runs in its own callback, so that its promises end before the next step. Many callbacks that are planned at once save turns
// of the event loop.
const BATCH = 32

/** A timeline that begins at `start` (Unix ms). The seed decides the order of steps of the same millisecond. */
export function createTimeline (start: number, random: Random): Timeline {
  const heap: Planned[] = []
  let time = start
  let steps = 0

  function take (): void {
    let planned = pop(heap)
    // Canceled steps are skipped. Most of them were timeouts of answers that came.
    while (planned && !planned.step) planned = pop(heap)
    if (!planned?.step) return
    steps++
    time = planned.time
    planned.step()
  }

  return {
    now: () => time,
    get steps () { return steps },
    at (when, step) {
      const planned: Planned = { time: Math.max(time, Math.ceil(when)), order: random.next(), step }
      push(heap, planned)
      return () => { planned.step = undefined }
    },
    run: async isOver => await new Promise<void>((resolve, reject) => {
      let left = 0
      let ended = false
      function turn (): void {
        if (ended) return
        try {
          take()
          // Only a separate callback runs after all effects of the last step.
          if (--left === 0) setImmediate(begin)
        } catch (error) {
          ended = true
          reject(new Error('A step failed.', { cause: error }))
        }
      }
      function begin (): void {
        if (heap.length === 0 || isOver()) {
          ended = true
          return resolve()
        }
        left = BATCH
        for (let i = 0; i < BATCH; i++) setImmediate(turn)
      }
      begin()
    })
  }
}

/**
 * The clock of one process, which is `ahead()` ms ahead of the true time and stops with its life. As with the real one,
 * what was set for a time comes after as long as that was away, whatever the clock is set to meanwhile.
 */
export function clockOf (timeline: Timeline, life: Life, ahead: () => number): Clock {
  return {
    now: () => timeline.now() + ahead(),
    wakeAt: (at, wake) => timeline.at(at - ahead(), () => { if (life.isAlive) wake() })
  }
}

const isBefore = (a: Planned, b: Planned) => a.time < b.time || (a.time === b.time && a.order < b.order)

function push (heap: Planned[], planned: Planned): void {
  let at = heap.length
  heap.push(planned)
  while (at > 0) {
    const parent = (at - 1) >> 1
    if (!isBefore(planned, heap[parent]!)) break
    heap[at] = heap[parent]!
    at = parent
  }
  heap[at] = planned
}

function pop (heap: Planned[]): Planned | undefined {
  const first = heap[0]
  const last = heap.pop()
  if (first === last || !last) return first
  let at = 0
  for (;;) {
    let child = 2 * at + 1
    if (child >= heap.length) break
    if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++
    if (!isBefore(heap[child]!, last)) break
    heap[at] = heap[child]!
    at = child
  }
  heap[at] = last
  return first
}
