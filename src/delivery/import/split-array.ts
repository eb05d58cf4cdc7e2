import { FileProblem } from '../../lib/file-problem.js'
import { createHold, type Piece, type Splitter } from './pieces.js'
import type { Position } from '../../repositories/import-state.js'

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const LINE_FEED = 0x0a
const isSpace = (byte: number) => byte === 0x20 || byte === 0x0d || byte === 0x09 || byte === LINE_FEED
const isOpening = (byte: number) => byte === 0x5b || byte === 0x7b
const isClosing = (byte: number) => byte === 0x5d || byte === 0x7d
const CLOSE_BRACKET = 0x5d

/**
 * Cuts a JSON array into the texts of its elements. It starts after the opening bracket, or after an element and its
 * comma. It follows brackets and strings only; the reader of an element checks its JSON. lib/json-scan.ts needs the
 * whole text; this reads bytes as they arrive and holds at most one element.
 */
export function splitArray (limit: number, { offset, line }: Position): Splitter {
  const hold = createHold(limit)
  let [depth, inString, isEscaped, isOver] = [0, false, false, false]
  let begun: number | undefined
  let strayLine: number | undefined

  /** Reads one byte; true when the current element ends before it. */
  function endsAt (byte: number): boolean {
    if (isEscaped) isEscaped = false
    else if (inString) {
      if (byte === BACKSLASH) isEscaped = true
      else if (byte === QUOTE) inString = false
    } else if (byte === QUOTE) inString = true
    else if (isOpening(byte)) depth++
    else if (isClosing(byte) && depth > 0) depth--
    else return depth === 0 && (byte === COMMA || byte === CLOSE_BRACKET)
    return false
  }

  // Thrown at the next call, after the pieces before it were taken.
  function refuseStray (): void {
    if (strayLine !== undefined) throw new FileProblem(`Something follows the end of the array, on line ${strayLine}.`)
  }

  /** Ends the current element before a byte at an offset. An empty element counts only when a comma follows it. */
  function cut (end: number, byte: number): Piece[] {
    isOver = byte === CLOSE_BRACKET
    if (begun === undefined && isOver) return []
    // After the last element the position stays at the bracket, so that a process that continues there finds the end.
    const piece = { line: begun ?? line, next: { offset: isOver ? end : end + 1, line }, bytes: hold.take() }
    begun = undefined
    return [piece]
  }

  return {
    push (chunk) {
      refuseStray()
      const pieces: Piece[] = []
      let from = 0
      for (let at = 0; at < chunk.length; at++) {
        const byte = chunk[at]!
        if (!isOver && endsAt(byte)) {
          if (begun !== undefined) hold.add(chunk.subarray(from, at))
          pieces.push(...cut(offset + at, byte))
        } else if (isOver) {
          if (!isSpace(byte)) strayLine ??= line
        } else if (begun === undefined && !isSpace(byte)) {
          [begun, from] = [line, at]
        }
        if (byte === LINE_FEED) line++
      }
      if (begun !== undefined) hold.add(chunk.subarray(from))
      offset += chunk.length
      return pieces
    },
    end () {
      refuseStray()
      if (isOver) return []
      const isWhole = begun !== undefined && depth === 0 && !inString
      const where = isWhole || begun === undefined ? 'before its array does' : `in the middle of the entry that begins on line ${begun}`
      throw new FileProblem(`The file ends ${where}: it is truncated.`)
    }
  }
}
