import { pad, padLeft, type Paint, type Style } from '../shared/terminal.js'
import { durationText } from './account.js'
import { ROLES } from './receiver.js'
import type { Stage } from './stage.js'

interface AttemptOut { msgId: string, status: number, responseStatusCode: number, responseDurationMs: number }

/** An endpoint's attempts by the API, and their signatures by the receiver. */
export interface Row {
  name: string
  delivered: number
  messages: number
  attempts: number
  failures: number
  verified: number
  received: number
  p50: number | undefined
  disabled: boolean
}

/** A row for each endpoint, read through the API. */
export async function readRows ({ api, endpoints, receiver }: Stage, msgIds: readonly string[]): Promise<Row[]> {
  return await Promise.all(ROLES.map(async ({ name }) => {
    const id = endpoints.get(name)!
    const { data } = await api.get<{ data: AttemptOut[] }>(`/app/demo/attempt/endpoint/${id}?limit=250`)
    const { disabled } = await api.get<{ disabled: boolean }>(`/app/demo/endpoint/${id}`)
    const signatures = msgIds.flatMap(msgId => receiver.signatures(name, msgId))
    return {
      name,
      delivered: new Set(data.filter(({ status }) => status === 0).map(({ msgId }) => msgId)).size,
      messages: msgIds.length,
      attempts: data.length,
      failures: data.filter(({ status }) => status === 2).length,
      verified: signatures.filter(Boolean).length,
      received: signatures.length,
      p50: median(data.filter(one => one.responseStatusCode !== 0).map(one => one.responseDurationMs)),
      disabled
    }
  }))
}

/** The lower median; undefined when there are no values. */
export function median (values: readonly number[]): number | undefined {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)]
}

const WIDTHS = [9, 9, 9, 9, 12, 8]

/** The rows as a table that fits 80 columns. */
export function tableOf (paint: Paint, rows: readonly Row[]): string[] {
  const titles = ['delivered', 'attempts', 'failures', 'signatures', 'p50'].map((title, index) => padLeft(title, WIDTHS[index + 1]!))
  const head = [pad('endpoint', WIDTHS[0]!), ...titles, ' state'].join(' ')
  return [paint('dim', head), paint('dim', '-'.repeat(76)), ...rows.map(row => rowLine(paint, row))].map(line => `  ${line}`)
}

function rowLine (paint: Paint, row: Row): string {
  const [text, style] = stateOf(row)
  const signatures = row.received === 0
    ? '-'
    : row.verified === row.received
      ? `${row.verified} ok`
      : `${row.received - row.verified} NOT OK`
  const p50 = row.p50 === undefined ? '-' : durationText(row.p50)
  const cells = [`${row.delivered}/${row.messages}`, row.attempts, row.failures, signatures, p50]
  const columns = cells.map((cell, index) => padLeft(String(cell), WIDTHS[index + 1]!))
  return [paint('bold', pad(row.name, WIDTHS[0]!)), ...columns, ` ${paint(style, text)}`].join(' ')
}

function stateOf ({ delivered, messages, failures, disabled }: Row): [string, Style] {
  if (disabled) return ['disabled', 'red']
  if (delivered < messages) return ['exhausted', 'red']
  return failures > 0 ? ['recovered', 'yellow'] : ['delivered', 'green']
}
