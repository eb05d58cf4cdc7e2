import type { Sender } from '../delivery/sending/sender.js'
import { lambdaMemoryMb } from '../config.js'

/** The memory that payloads of a function may take while their requests are under way. */
export interface Room {
  /** The sender whose requests take room. */
  within: (sender: Sender) => Sender
  /** Whether more attempts may begin beside those that have begun, of which some have not loaded their payload yet. */
  isLeft: (begun: number) => boolean
}

// A payload in memory takes up to four times its size, and those that are loaded next take as much again (docs/measurements.md). The
// memory of the process does not tell: what was used once is not given back.
const SHARE = 1 / 16
const LARGEST_BYTES = 2 * 1024 * 1024

/** The room of this function, by its memory. */
export function createRoom (): Room {
  let requests = 0
  let bytes = 0
  return {
    within: sender => ({
      ...sender,
      async send (request) {
        requests++
        bytes += request.body.length
        try {
          return await sender.send(request)
        } finally {
          requests--
          bytes -= request.body.length
        }
      }
    }),
    isLeft: begun => bytes + Math.max(0, begun - requests) * LARGEST_BYTES < lambdaMemoryMb() * 1024 * 1024 * SHARE
  }
}
