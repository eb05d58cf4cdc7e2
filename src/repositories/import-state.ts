/** How the entries of a file are written: one a line, as the elements of an array, or as the records of a CSV file. */
export type FileKind = 'lines' | 'array' | 'csv'

/** How a CSV file is written: what stands between its cells, and whether a carriage return alone ends a line. */
export interface Dialect { separator: string, endsWithCr: boolean }

/** What was found out about a file, so that it can be gone on with at a position. */
export interface Format extends Partial<Dialect> { kind: FileKind, isGzip: boolean, columns?: string[] }

/** A place in a file: the offset in bytes, and the line it lies on. */
export interface Position { offset: number, line: number }

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
