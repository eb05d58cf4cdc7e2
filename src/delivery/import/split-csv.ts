import { BYTE_ORDER_MARK } from '../../lib/byte-order-mark.js'
import { COMMA_LINES } from './csv-dialect.js'
import type { Dialect, Position } from '../../repositories/import-state.js'
import { createHold, type Piece, type Splitter } from './pieces.js'

const QUOTE = 0x22
const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
const isBlank = (byte: number) => byte === 0x20 || byte === 0x09 || byte === CARRIAGE_RETURN || byte === LINE_FEED

/**
 * Cuts a CSV file into its records. A record ends with a line end outside of quotes. Records with blank cells only are
 * left out.
 */
export function splitCsv (limit: number, { offset, line }: Position, { separator, endsWithCr }: Dialect = COMMA_LINES): Splitter {
  const hold = createHold(limit)
  const between = separator.charCodeAt(0)
  let [inQuotes, atFieldStart, wasClosed, hasContent] = [false, true, false, false]
  // How many bytes of a byte order mark the record begins with; -1 when it begins with anything else.
  let marked = 0
  let cells = 1
  let begun = line

  const isEnd = (byte: number) => byte === LINE_FEED || (endsWithCr && byte === CARRIAGE_RETURN)

  /** Whether a byte belongs to a byte order mark at the beginning of a record, which is ignored. */
  function isMark (byte: number): boolean {
    const is = marked >= 0 && byte === BYTE_ORDER_MARK[marked]
    marked = is ? (marked + 1) % BYTE_ORDER_MARK.length : -1
    return is
  }

  /** Reads one byte; true when the record ends with it. */
  function endsWith (byte: number): boolean {
    if (inQuotes) {
      if (byte === QUOTE) [inQuotes, wasClosed] = [false, true]
      return false
    }
    if (isMark(byte)) return false
    // Two quotes inside a quoted cell stand for one.
    inQuotes = byte === QUOTE && (atFieldStart || wasClosed)
    wasClosed = false
    if (byte === between) cells++
    else if (!isBlank(byte)) hasContent = true
    atFieldStart = byte === between || isEnd(byte)
    return isEnd(byte)
  }

  function cut (end: number, pieces: Piece[]): void {
    const bytes = hold.take()
    const record = bytes?.at(-1) === CARRIAGE_RETURN ? bytes.subarray(0, -1) : bytes
    if (hasContent) pieces.push({ line: begun, next: { offset: end, line }, bytes: record, cells })
    hasContent = false
    marked = 0
    cells = 1
  }

  return {
    push (chunk) {
      const pieces: Piece[] = []
      let from = 0
      for (let at = 0; at < chunk.length; at++) {
        const byte = chunk[at]!
        if (isEnd(byte)) line++
        if (!endsWith(byte)) continue
        if (at > from) hold.add(chunk.subarray(from, at))
        cut(offset + at + 1, pieces)
        from = at + 1
        begun = line
      }
      hold.add(chunk.subarray(from))
      offset += chunk.length
      return pieces
    },
    end () {
      const pieces: Piece[] = []
      if (hold.size > 0) cut(offset, pieces)
      return pieces
    }
  }
}
