import type { Format, Position } from '../../repositories/import-state.js'
import { isUtf8 } from 'node:buffer'
import { ApiError, invalid, ValidationError } from '../../errors.js'
import { withoutMarks } from '../../lib/byte-order-mark.js'
import { inflated, isGzip, peek, skip, type Bytes } from '../../lib/byte-streams.js'
import { COMMA_LINES, dialectOf } from './csv-dialect.js'
import { FileProblem } from '../../lib/file-problem.js'
import type { Piece, Splitter } from './pieces.js'
import { splitArray } from './split-array.js'
import { splitCsv } from './split-csv.js'
import { splitLines } from './split-lines.js'
import type { NewMessage } from '../accept/accept.js'
import type { Refusal } from '../accept/accept-batch.js'
import { formatOf, isNamedGzip } from './format.js'

/** The longest entry, bytes: the limit of a request's body (contract 1.1). */
export const ENTRY_LIMIT = 2 * 1024 * 1024
// Enough to recognize the format, with the names of the columns.
const HEAD_BYTES = 16 * 1024

/** Time was up before the position in a compressed file was reached. */
export class NotReached extends Error {
  override readonly name = 'NotReached'
}

/** One message of a file, or why it is refused. */
export interface Entry { line: number, next: Position, bytes: number, input: NewMessage | Refusal }

export interface Source {
  /** The file's bytes from an offset on. */
  open: (offset: number) => Promise<Bytes>
  /**
   * Asked while the position in a compressed file is searched, which means reading from its beginning. When false,
   * reading throws `NotReached`. Default: always true.
   */
  isOpen?: () => boolean
  name: string
  /** Reads the JSON text of a message by the rules of the API; throws the refusal. */
  read: (text: string) => NewMessage
  /** Where to continue; undefined at the beginning of the file. */
  from?: { format: Format, position: Position }
}

export interface OpenFile { format: Format, position: Position, entries: AsyncIterable<Entry> }

/** Opens a file at its beginning or at a position. Reading throws a `FileProblem` when the rest of the file cannot be read. */
export async function openEntries ({ open, isOpen = () => true, name, read, from }: Source): Promise<OpenFile> {
  if (from) {
    const { format, position } = from
    const rest = format.isGzip
      ? skip(whileOpen(inflated(await open(0)), position.offset, isOpen), position.offset)
      : await open(position.offset)
    return { format, position, entries: entriesOf(pieces(rest, splitter(position, format)), read, format) }
  }
  const { all, isGzip } = await plain(await open(0), name)
  const { head, all: text } = await peek(all, HEAD_BYTES)
  const { kind, start } = formatOf(head, name)
  if (kind !== 'csv') {
    const format = { kind, isGzip }
    return { format, position: start, entries: entriesOf(pieces(skip(text, start.offset), splitter(start, format)), read, format) }
  }
  const { bytes, lines, ...dialect } = dialectOf(head.subarray(start.offset))
  const begin = { offset: start.offset + bytes, line: start.line + lines }
  const found = pieces(skip(text, begin.offset), splitter(begin, { kind, isGzip, ...dialect }))
  const first = (await found.next()).value as Piece | undefined
  const { columnsOf } = await import('./csv.js')
  const format = { kind, isGzip, ...dialect, columns: columnsOf(textOf(first?.bytes), first?.cells ?? 0, dialect) }
  return { format, position: first?.next ?? begin, entries: entriesOf(found, read, format) }
}

const textOf = (bytes: Buffer | undefined) => bytes === undefined ? '' : withoutMarks(bytes.toString())

async function * whileOpen (source: Bytes, offset: number, isOpen: () => boolean): AsyncGenerator<Buffer> {
  let read = 0
  for await (const chunk of source) {
    if (read < offset && !isOpen()) throw new NotReached('There was no time left to find the position in the file.')
    read += chunk.length
    yield chunk
  }
}

async function plain (source: Bytes, name: string): Promise<{ all: Bytes, isGzip: boolean }> {
  const { head, all } = await peek(source, 2)
  if (isGzip(head)) return { all: inflated(all), isGzip: true }
  if (isNamedGzip(name) && head.length > 0) throw new FileProblem('The file is named .gz, but it is not compressed with gzip.')
  return { all, isGzip: false }
}

function splitter (position: Position, { kind, ...dialect }: Format): Splitter {
  if (kind === 'csv') return splitCsv(ENTRY_LIMIT, position, { ...COMMA_LINES, ...dialect })
  return kind === 'array' ? splitArray(ENTRY_LIMIT, position) : splitLines(ENTRY_LIMIT, position)
}

async function * pieces (source: Bytes, { push, end }: Splitter): AsyncGenerator<Piece> {
  for await (const chunk of source) yield * push(chunk)
  yield * end()
}

async function * entriesOf (found: AsyncIterable<Piece>, read: Source['read'], { columns, ...format }: Format): AsyncGenerator<Entry> {
  const csv = columns && (await import('./csv.js'))
  const table = { ...COMMA_LINES, ...format, columns: columns ?? [] }
  for await (const { line, next, bytes, cells = 1 } of found) {
    const input = inputOf(bytes, text => {
      const json = csv ? csv.entryOf(text, cells, table) : text
      return json === undefined || json.trim() === '' ? undefined : read(json)
    })
    if (input) yield { line, next, bytes: bytes?.length ?? 0, input }
  }
}

/** The message, why it is refused, or undefined for an empty entry. */
function inputOf (bytes: Buffer | undefined, read: (text: string) => NewMessage | undefined): NewMessage | Refusal | undefined {
  if (!bytes) return new ApiError(413, 'payload_too_large', `The entry is longer than ${ENTRY_LIMIT} bytes.`)
  if (!isUtf8(bytes)) return invalid(['body'], 'is not valid UTF-8')
  try {
    return read(textOf(bytes))
  } catch (error) {
    if (error instanceof ValidationError || error instanceof ApiError) return error
    throw error
  }
}
