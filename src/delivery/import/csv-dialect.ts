import type { Dialect } from '../../repositories/import-state.js'
import { withoutMarks } from '../../lib/byte-order-mark.js'

export const COMMA_LINES: Dialect = { separator: ',', endsWithCr: false }

const SEPARATORS = [',', ';', '\t', '|']
const NAMES: Record<string, string> = { ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'vertical bars' }
// A line `sep=;`, with which Excel names the separator.
const SAID = /^"?sep=([^\w\s"]|\t)"?$/i

/** The name of a separator for a message, such as "commas"; an unusual one in quotes. */
export const nameOf = (separator: string) => NAMES[separator] ?? `'${separator}'`

/** The separator that a `sep=` line names; undefined for any other line. */
export const saidBy = (line: string) => SAID.exec(line.replace(/[\r\n]+$/, ''))?.[1]

/** The dialect of a text, by its first line that is not empty, and the number of bytes and lines before its column names. */
export function dialectOf (head: Buffer): Dialect & { bytes: number, lines: number } {
  let bytes = 0
  let lines = 0
  for (;;) {
    const { line, end, endsWithCr } = lineAt(head, bytes)
    const text = withoutMarks(line)
    const said = saidBy(text)
    if (said !== undefined) return { separator: said, endsWithCr, bytes: end, lines: lines + 1 }
    if (/[^\s,;|]/.test(text) || end >= head.length) return { separator: commonest(text), endsWithCr, bytes, lines }
    bytes = end
    lines++
  }
}

/** The line at an offset (line ends inside quotes do not count), and where the next line begins. */
function lineAt (head: Buffer, from: number): { line: string, end: number, endsWithCr: boolean } {
  let inQuotes = false
  for (let at = from; at < head.length; at++) {
    const byte = head[at]!
    if (byte === 0x22) inQuotes = !inQuotes
    if (inQuotes || (byte !== 0x0a && byte !== 0x0d)) continue
    const isPair = byte === 0x0d && (head[at + 1] === 0x0a || at + 1 === head.length)
    return { line: head.toString('utf8', from, at), end: at + (isPair ? 2 : 1), endsWithCr: byte === 0x0d && !isPair }
  }
  return { line: head.toString('utf8', from), end: head.length, endsWithCr: false }
}

function commonest (line: string): string {
  const outside = line.replace(/"[^"]*"?/g, '')
  const counts = SEPARATORS.map(separator => ({ separator, count: outside.split(separator).length }))
  return counts.reduce((most, one) => one.count > most.count ? one : most).separator
}
