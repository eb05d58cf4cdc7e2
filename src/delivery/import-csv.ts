import { parse } from 'csv-parse/sync'
import { invalid } from '../errors.js'
import { FileProblem } from '../lib/file-problem.js'

/** A cell becomes the JSON of a member, or undefined when it says nothing. */
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

/** The columns that the first record of a CSV file names; a `FileProblem` when they are not those of a message. */
export function columnsOf (record: string): string[] {
  const found = cellsOf(record) ?? []
  const columns = found.map(name => name.trim())
  const problems = [
    ...quoted('is missing', NEEDED.filter(name => !columns.includes(name))),
    ...quoted('is unknown', columns.filter(name => !Object.hasOwn(COLUMNS, name))),
    ...quoted('is there twice', columns.filter((name, at) => columns.indexOf(name) !== at))
  ]
  if (problems.length === 0) return columns
  throw new FileProblem(`These are not the columns of messages (${Object.keys(COLUMNS).join(', ')}): ${problems.slice(0, 5).join('; ')}.`)
}

const quoted = (what: string, names: string[]) => names.map(name => `'${name.slice(0, 40)}' ${what}`)

/** A record as the JSON text of a message, its payload as it stood in the file; 422 when it is none. */
export function entryOf (record: string, columns: readonly string[]): string {
  const cells = cellsOf(record)
  if (!cells) throw invalid(['body'], 'is not a CSV record: a quote stands where none may stand')
  if (cells.length !== columns.length) throw invalid(['body'], `has ${cells.length} columns instead of ${columns.length}`)
  const members = columns.flatMap((name, at) => cells[at] === '' ? [] : [`${JSON.stringify(name)}:${member(name, cells[at]!)}`])
  return `{${members.join(',')}}`
}

function member (name: string, cell: string): string {
  try {
    return COLUMNS[name]!(cell)
  } catch (error) {
    throw invalid(['body', name], (error as Error).message)
  }
}

/** The cells of one record; undefined when its quotes are wrong. */
function cellsOf (record: string): string[] | undefined {
  try {
    // Where lines end was found before: left to itself, the parser takes a lone carriage return for an end and drops the rest.
    const records: string[][] = parse(record, { relax_column_count: true, record_delimiter: '\n' })
    return records[0]
  } catch {
    return undefined
  }
}

// It goes into the entry as it is, so it has to be one value and nothing beside it.
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
