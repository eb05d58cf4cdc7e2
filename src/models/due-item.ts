import type { DUE } from '../facts/table-definitions.js'

/** What an item carries that waits for something; one that waits for nothing has neither. */
export interface Due {
  [DUE.hash]?: string
  /** Unix milliseconds. */
  [DUE.range]?: number
}
