import { setImmediate as turn } from 'node:timers/promises'

const SLICE_MS = 10

// The present turn of the event loop, for all callers together.
const slice = { spentMs: 0, next: undefined as Promise<void> | undefined }

async function nextTurn (): Promise<void> {
  await turn()
  slice.spentMs = 0
  slice.next = undefined
}

/**
 * Does the work for each item, one after the other. All callers together have 10 ms in a turn of the event loop, or one item if it takes
 * longer: other work of the process goes on in between. Rejects with what `work` throws.
 */
export async function inSlices<T> (items: Iterable<T>, work: (item: T) => void): Promise<void> {
  for (const item of items) {
    while (slice.spentMs >= SLICE_MS) await slice.next
    slice.next ??= nextTurn()
    const began = performance.now()
    try {
      work(item)
    } finally {
      slice.spentMs += performance.now() - began
    }
  }
}
