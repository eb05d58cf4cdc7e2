import { createHold, type Piece, type Splitter } from './pieces.js'
import type { Position } from '../../repositories/import-state.js'

const LINE_FEED = 0x0a
const isBlank = (byte: number | undefined) => byte === 0x20 || byte === 0x09 || byte === 0x0d

/** Cuts a file into its lines, without blank ones. */
export function splitLines (limit: number, { offset, line }: Position): Splitter {
  const hold = createHold(limit)
  // Whether the current line contains more than blanks.
  let hasContent = false

  /** Skips blank lines without copying them, and returns where the first other line begins. */
  function pass (chunk: Buffer, from: number): number {
    let begin = from
    let at = from
    for (; at < chunk.length; at++) {
      if (chunk[at] === LINE_FEED) {
        line++
        begin = at + 1
      } else if (!isBlank(chunk[at])) {
        hasContent = true
        return begin
      }
    }
    return begin
  }

  function cut (end: number): Piece {
    hasContent = false
    return { line: line - 1, next: { offset: end, line }, bytes: hold.take() }
  }

  return {
    push (chunk) {
      const pieces: Piece[] = []
      let from = 0
      while (from < chunk.length) {
        if (!hasContent) {
          const begin = pass(chunk, from)
          // The bytes held so far were blanks.
          if (begin > from) hold.take()
          from = begin
        }
        const found = hasContent ? chunk.indexOf(LINE_FEED, from) : -1
        if (found === -1) {
          hold.add(chunk.subarray(from))
          break
        }
        hold.add(chunk.subarray(from, found))
        from = found + 1
        line++
        pieces.push(cut(offset + from))
      }
      offset += chunk.length
      return pieces
    },
    end () {
      line++
      return hasContent ? [cut(offset)] : []
    }
  }
}
