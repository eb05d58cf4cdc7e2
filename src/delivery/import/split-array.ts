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
 * Apart from lib/json-scan.ts, which needs the whole text: this reads bytes as they come and holds one element at most.
 *
 * Cuts a JSON array into the texts of its elements. It follows brackets and strings only: whether an element is JSON is
 * for its reader to say. It begins after the opening bracket, or after an element and its comma.
 */
export function splitArray (limit: number, { offset, line }: Position): Splitter {
  const hold = createHold(limit)
  let [depth, inString, isEscaped, isOver] = [0, false, false, false]
  let begun: number | undefined
  let strayLine: number | undefined

  /** Goes on by one byte; true when the element in hand ends before it. */
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

  // Told one step later, when what came before it has been taken.
  function refuseStray (): void {
    if (strayLine !== undefined) throw new FileProblem(`Something follows the end of the array, on line ${strayLine}.`)
  }

  /** Cuts off the element in hand before a byte at an offset; an empty one counts only where a comma follows it. */
  function cut (end: number, byte: number): Piece[] {
    isOver = byte === CLOSE_BRACKET
    if (begun === undefined && isOver) return []
    // Of the last element the bracket stays, so that a process that goes on there finds the end.
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
