import { invalid } from '../../errors.js'
import { cellsOf } from './csv-cells.js'
import { nameOf, saidBy } from './csv-dialect.js'
import type { Dialect } from '../../repositories/import-state.js'
import { FileProblem } from '../../lib/file-problem.js'

/** Turns the text of a cell into the JSON of a member. */
type Cell = (text: string) => string

const COLUMNS: Record<string, Cell> = {
  eventType: JSON.stringify,
  payload: json,
  eventId: JSON.stringify,
  channels: list,
  tags: list,
  payloadRetentionPeriod: integer,
  deliverAt: JSON.stringify,
  idempotencyKey: JSON.stringify
}
const NEEDED = ['eventType', 'payload']

// A message has eight columns. A file with more than this is no table, and reading its cells would only take time.
const MAX_COLUMNS = 1000

/** The dialect of a CSV file and its columns. A column without a name is '' and is left out. */
export interface Table extends Dialect { columns: readonly string[] }

/** The columns that the first record of a CSV file names. Throws a `FileProblem` when they are not those of a message. */
export function columnsOf (record: string, cells: number, { separator }: Dialect): string[] {
  const found = cells > MAX_COLUMNS ? [] : cellsOf(record, separator) ?? []
  const columns = found.map(name => name.trim())
  const named = columns.filter(name => name !== '')
  const problems = cells > MAX_COLUMNS
    ? [`there are ${cells} of them`]
    : [
        ...quoted('is missing', NEEDED.filter(name => !named.includes(name))),
        ...quoted('is unknown', named.filter(name => !Object.hasOwn(COLUMNS, name))),
        ...quoted('is there twice', named.filter((name, at) => named.indexOf(name) !== at))
      ]
  if (problems.length === 0) return columns
  throw new FileProblem(`These are not the columns of messages (${Object.keys(COLUMNS).join(', ')}), separated by ${nameOf(separator)}: ` +
    `${problems.slice(0, 5).join('; ')}.`)
}

const quoted = (what: string, names: string[]) => names.map(name => `'${name.slice(0, 40)}' ${what}`)

/**
 * A record as the JSON text of a message, with its payload as it stands in the file. undefined when the record is no
 * entry: all cells are empty, or it repeats the head of a file, as where two files were joined. Throws 422 when it is
 * no message.
 */
export function entryOf (record: string, cells: number, { columns, separator }: Table): string | undefined {
  if (cells > MAX_COLUMNS) throw wrongCount(cells, columns, separator)
  const found = cellsOf(record, separator)
  if (!found) throw invalid(['body'], 'is not a CSV record: a quote stands where none may stand')
  if (found.every(cell => cell.trim() === '') || saidBy(record) === separator) return undefined
  // Spreadsheets write separators for empty columns that were used before.
  const extra = found.slice(columns.length)
  const needed = columns.findLastIndex(name => name !== '') + 1
  if (found.length < needed || extra.some(cell => cell.trim() !== '')) throw wrongCount(found.length, columns, separator)
  if (columns.every((name, at) => (found[at] ?? '').trim() === name)) return undefined
  const members = columns.flatMap((name, at) => name === '' || (found[at] ?? '') === ''
    ? []
    : [`${JSON.stringify(name)}:${member(name, found[at]!)}`])
  return `{${members.join(',')}}`
}

const wrongCount = (count: number, columns: readonly string[], separator: string) =>
  invalid(['body'], `has ${count} columns instead of ${columns.length}, separated by ${nameOf(separator)}`)

function member (name: string, cell: string): string {
  try {
    return COLUMNS[name]!(cell)
  } catch (error) {
    throw invalid(['body', name], (error as Error).message)
  }
}

// The cell is copied into the entry without a change, so it must be exactly one JSON value.
function json (cell: string): string {
  try {
    JSON.parse(cell)
  } catch {
    throw new Error('is not JSON')
  }
  return cell
}

function list (cell: string): string {
  return cell.trimStart().startsWith('[') ? json(cell) : JSON.stringify(cell.split(',').map(one => one.trim()))
}

function integer (cell: string): string {
  if (!/^\d{1,9}$/.test(cell)) throw new Error('is not a whole number')
  return String(Number(cell))
}
