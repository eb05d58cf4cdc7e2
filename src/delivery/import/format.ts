import type { FileKind, Position } from '../../repositories/import-state.js'
import { BYTE_ORDER_MARK } from '../../lib/byte-order-mark.js'
import { FileProblem } from '../../lib/file-problem.js'

const OPEN_BRACKET = 0x5b
const OPEN_BRACE = 0x7b
const LINE_FEED = 0x0a
// Text contains no zero bytes; this many bytes are checked.
const BINARY_BYTES = 1024
const SPACES = new Set([0x20, 0x09, 0x0d, LINE_FEED])

/**
 * The format of a file, by its first bytes (inflated) and its name, and where its entries begin. Throws a `FileProblem`
 * when it is not text.
 */
export function formatOf (head: Buffer, name: string): { kind: FileKind, start: Position } {
  if (isUtf16(head)) throw new FileProblem('The file is UTF-16, as of Excel\'s "Unicode Text"; it should be UTF-8: save it as "CSV UTF-8".')
  if (head.subarray(0, BINARY_BYTES).includes(0)) {
    throw new FileProblem('The file is not UTF-8 text; it should be NDJSON, a JSON array or CSV, and may be compressed with gzip.')
  }
  const markAt = (at: number) => head.subarray(at, at + 3).equals(BYTE_ORDER_MARK)
  let begin = 0
  while (markAt(begin)) begin += 3
  const start = { offset: begin, line: 1 }
  let offset = begin
  let line = 1
  for (; SPACES.has(head[offset]!) || markAt(offset); offset += markAt(offset) ? 3 : 1) if (head[offset] === LINE_FEED) line++
  const kind = kindOf(head[offset], extensionOf(name))
  return { kind, start: kind === 'array' ? { offset: offset + 1, line } : start }
}

// UTF-16 has a byte order mark; or every other byte is zero, as in a text of Latin letters.
function isUtf16 (head: Buffer): boolean {
  const mark = head.length < 2 ? 0 : head.readUInt16BE()
  return mark === 0xfffe || mark === 0xfeff ||
    (head.length >= 8 && [0, 1].some(at => head[at] !== 0 && [0, 2, 4, 6].every(pair => head[pair + 1 - at] === 0)))
}

function kindOf (first: number | undefined, extension: string): FileKind {
  if (extension === 'csv') return first === undefined ? 'lines' : 'csv'
  if (extension === 'ndjson' || extension === 'jsonl' || first === undefined) return 'lines'
  if (first === OPEN_BRACKET) return 'array'
  return first === OPEN_BRACE || extension === 'json' ? 'lines' : 'csv'
}

/** The extension of a name, in lower case and without `.gz`. */
const extensionOf = (name: string) => /\.([a-z]+)$/.exec(name.toLowerCase().replace(/\.gz$/, ''))?.[1] ?? ''

/** Whether the name ends with `.gz`. */
export const isNamedGzip = (name: string) => /\.gz$/i.test(name)
