import type { Position } from '../../repositories/import-state.js'
/** A part of a file that is read for itself, such as a line. */
export interface Piece {
  /** Where it begins: its line, from 1. */
  line: number
  /** Where the search for the next piece can begin. */
  next: Position
  /** undefined when the piece is longer than the limit. */
  bytes: Buffer | undefined
  /** How many cells a record of a CSV file has. */
  cells?: number
}

/** Cuts a file into pieces while its bytes arrive. Its memory is bounded by the limit of a piece. */
export interface Splitter {
  push: (chunk: Buffer) => Piece[]
  /** The last piece, if there is one; throws a `FileProblem` when the file is truncated. */
  end: () => Piece[]
}

/** Collects the bytes of one piece up to a limit; bytes beyond it are only counted. */
export function createHold (limit: number) {
  let parts: Buffer[] = []
  let size = 0
  return {
    get size () { return size },
    add (part: Buffer) {
      size += part.length
      if (size > limit) parts = []
      else if (part.length > 0) parts.push(part)
    },
    take (): Buffer | undefined {
      const bytes = size > limit ? undefined : parts.length === 1 ? parts[0] : Buffer.concat(parts)
      parts = []
      size = 0
      return bytes
    }
  }
}
