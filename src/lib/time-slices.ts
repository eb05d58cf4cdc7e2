/** How long all callers together may work in a turn, ms. A simulation sets it to Infinity: there real time must decide nothing. */
export const sliceMs = { most: 10 }

// What all callers together have used of the present turn of the event loop, and those that wait for a later one, in their order.
const slice = { spentMs: 0, waiting: [] as Array<() => void>, isEnding: false }

/** Ends the slice with the turn of the event loop. Each turn lets one caller go on, so that a short work waits for no long one. */
function endWithTurn (): void {
  if (slice.isEnding) return
  slice.isEnding = true
  setImmediate(() => {
    slice.isEnding = false
    slice.spentMs = 0
    slice.waiting.shift()?.()
    if (slice.waiting.length > 0) endWithTurn()
  })
}

async function nextSlice (): Promise<void> {
  const turn = new Promise<void>(resolve => { slice.waiting.push(resolve) })
  endWithTurn()
  await turn
}

/**
 * Does the work for each item, one after the other. All callers together have 10 ms in a turn of the event loop, or one item if it takes
 * longer: other work of the process goes on in between. Callers that need more take turns. Rejects with what `work` throws.
 */
export async function inSlices<T> (items: Iterable<T>, work: (item: T) => void): Promise<void> {
  for (const item of items) {
    if (slice.spentMs >= sliceMs.most) await nextSlice()
    endWithTurn()
    const began = performance.now()
    try {
      work(item)
    } finally {
      slice.spentMs += performance.now() - began
    }
  }
}
