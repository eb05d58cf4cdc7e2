import type { Format } from '../delivery/import-entries.js'
import type { Position } from '../lib/pieces.js'

/** How far an import is; part of its task. */
export interface ImportState {
  /** The key of its file; null: nothing was uploaded yet. */
  file: string | null
  /** Names the content that is imported, where the key can get another one. */
  version: string | null
  /** The key of its report. */
  report: string
  /** Until when a file may be uploaded, Unix ms. */
  uploadUntil: number
  /** What the file is and where to go on in it; null: not begun. */
  at: { format: Format, position: Position } | null
  /** Counts up to there. */
  entries: number
  accepted: number
  refused: number
  /** Parts of the report that are written. */
  parts: number
}
