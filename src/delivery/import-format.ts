import { FileProblem } from '../lib/file-problem.js'
import type { Position } from '../lib/pieces.js'

/** How the entries of a file are written: one a line, as the elements of an array, or as the records of a CSV file. */
export type FileKind = 'lines' | 'array' | 'csv'

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf])
const OPEN_BRACKET = 0x5b
const OPEN_BRACE = 0x7b
const LINE_FEED = 0x0a
const SPACES = new Set([0x20, 0x09, 0x0d, LINE_FEED])

/** What a file is, by its first bytes (inflated) and its name, and where its entries begin; a `FileProblem` for what is no text. */
export function formatOf (head: Buffer, name: string): { kind: FileKind, start: Position } {
  if (head.includes(0) || [0xfffe, 0xfeff].includes(head.length < 2 ? 0 : head.readUInt16BE())) {
    throw new FileProblem('The file is not UTF-8 text; it should be NDJSON, a JSON array or CSV, and may be compressed with gzip.')
  }
  let offset = head.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0
  const start = { offset, line: 1 }
  let line = 1
  for (; SPACES.has(head[offset]!); offset++) if (head[offset] === LINE_FEED) line++
  const kind = kindOf(head[offset], extensionOf(name))
  return { kind, start: kind === 'array' ? { offset: offset + 1, line } : start }
}

function kindOf (first: number | undefined, extension: string): FileKind {
  if (extension === 'csv') return first === undefined ? 'lines' : 'csv'
  if (extension === 'ndjson' || extension === 'jsonl' || first === undefined) return 'lines'
  if (first === OPEN_BRACKET) return 'array'
  return first === OPEN_BRACE || extension === 'json' ? 'lines' : 'csv'
}

/** What a name ends with, in lower case and without `.gz`. */
const extensionOf = (name: string) => /\.([a-z]+)$/.exec(name.toLowerCase().replace(/\.gz$/, ''))?.[1] ?? ''

/** Whether a name says that the file is compressed. */
export const isNamedGzip = (name: string) => /\.gz$/i.test(name)
