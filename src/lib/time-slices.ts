import { setImmediate as turn } from 'node:timers/promises'

const SLICE_MS = 10

// In the present turn of the event loop, by all callers.
let spentMs = 0
let nextTurn: Promise<void> | undefined

async function beginTurn (): Promise<void> {
  await turn()
  spentMs = 0
  nextTurn = undefined
}

/**
 * Does the work for each item, one after the other. All callers together have 10 ms in a turn of the event loop, or one item if it takes
 * longer: other work of the process goes on in between. Rejects with what `work` throws.
 */
export async function inSlices<T> (items: Iterable<T>, work: (item: T) => void): Promise<void> {
  for (const item of items) {
    while (spentMs >= SLICE_MS) await nextTurn
    nextTurn ??= beginTurn()
    const began = performance.now()
    try {
      work(item)
    } finally {
      spentMs += performance.now() - began
    }
  }
}
