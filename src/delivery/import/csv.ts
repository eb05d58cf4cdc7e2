import { invalid } from '../../errors.js'
import { cellsOf } from './csv-cells.js'
import { nameOf, saidBy } from './csv-dialect.js'
import type { Dialect } from '../../repositories/import-state.js'
import { FileProblem } from '../../lib/file-problem.js'

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

// A message has eight; beyond this, what is no table would only take time.
const MAX_COLUMNS = 1000

/** What is known of a CSV file: its columns, '' for one without a name, which is left out, and how it is written. */
export interface Table extends Dialect { columns: readonly string[] }

/** The columns that the first record of a CSV file names; a `FileProblem` when they are not those of a message. */
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
 * A record as the JSON text of a message, its payload as it stood in the file; undefined when it says nothing: its cells are
 * empty, or it is what a file begins with, where two were joined. 422 when it is none.
 */
export function entryOf (record: string, cells: number, { columns, separator }: Table): string | undefined {
  if (cells > MAX_COLUMNS) throw wrongCount(cells, columns, separator)
  const found = cellsOf(record, separator)
  if (!found) throw invalid(['body'], 'is not a CSV record: a quote stands where none may stand')
  if (found.every(cell => cell.trim() === '') || saidBy(record) === separator) return undefined
  // Spreadsheets write separators for columns that were once used.
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
