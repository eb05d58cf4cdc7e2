/** The form of a file's entries: one on each line, the elements of an array, or the records of a CSV file. */
export type FileKind = 'lines' | 'array' | 'csv'

/** The dialect of a CSV file: the separator of its cells, and whether a carriage return alone ends a line. */
export interface Dialect { separator: string, endsWithCr: boolean }

/** The detected format of a file, so that reading can continue at a position. */
export interface Format extends Partial<Dialect> { kind: FileKind, isGzip: boolean, columns?: string[] }

/** A position in a file: the offset in bytes, and its line. */
export interface Position { offset: number, line: number }

/** The progress of an import; part of its task. */
export interface ImportState {
  /** The key of its file; null when none was uploaded yet. */
  file: string | null
  /** Identifies the imported content, where the key can get other content. */
  version: string | null
  /** The key of its report. */
  report: string
  /** Until when a file may be uploaded, Unix ms. */
  uploadUntil: number
  /** The format of the file and the position to continue at; null before the beginning. */
  at: { format: Format, position: Position } | null
  /** Counts up to this position. */
  entries: number
  accepted: number
  refused: number
  /** How many parts of the report are stored. */
  parts: number
}
