import { createHold, type Piece, type Position, type Splitter } from './pieces.js'

const QUOTE = 0x22
const COMMA = 0x2c
const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d

/** Cuts a CSV file into its records, without the blank ones; a record ends with a line, other than inside quotes. */
export function splitCsv (limit: number, { offset, line }: Position): Splitter {
  const hold = createHold(limit)
  let [inQuotes, atFieldStart, wasClosed] = [false, true, false]
  let begun = line

  /** Goes on by one byte; true when the record ends with it. */
  function endsWith (byte: number): boolean {
    if (inQuotes) {
      if (byte === QUOTE) [inQuotes, wasClosed] = [false, true]
      return false
    }
    // A doubled quote is a quote.
    inQuotes = byte === QUOTE && (atFieldStart || wasClosed)
    wasClosed = false
    atFieldStart = byte === COMMA || byte === LINE_FEED
    return byte === LINE_FEED
  }

  function cut (end: number, pieces: Piece[]): void {
    const bytes = hold.take()
    const record = bytes?.at(-1) === CARRIAGE_RETURN ? bytes.subarray(0, -1) : bytes
    if (record?.length !== 0) pieces.push({ line: begun, next: { offset: end, line }, bytes: record })
  }

  return {
    push (chunk) {
      const pieces: Piece[] = []
      let from = 0
      for (let at = 0; at < chunk.length; at++) {
        const byte = chunk[at]!
        if (byte === LINE_FEED) line++
        if (!endsWith(byte)) continue
        if (at > from) hold.add(chunk.subarray(from, at))
        if (hold.size > 0) cut(offset + at + 1, pieces)
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
