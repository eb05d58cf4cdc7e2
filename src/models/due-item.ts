import type { DUE } from '../facts/table-definitions.js'

/** The attributes of an item with a due entry. An item without a due entry has neither. */
export interface Due {
  [DUE.hash]?: string
  /** Unix milliseconds. */
  [DUE.range]?: number
}
