import { endOfValue, members, skipSpace } from './json-scan.js'

const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const COMMA = 0x2c

/** The text, as it stands in valid JSON, of what a path of names and indexes leads to; undefined when it leads nowhere. */
export function rawAt (json: string, path: ReadonlyArray<string | number>): string | undefined {
  let at: Span | undefined = { start: skipSpace(json, 0), end: json.length }
  for (const step of path) {
    if (!at) return undefined
    at = typeof step === 'string' ? members(json, at.start).findLast(({ name }) => name === step) : element(json, at.start, step)
  }
  return at && json.slice(at.start, at.end)
}

/** The text of each element of an array in valid JSON, in linear time; none when it is no array. */
export function elements (json: string): string[] {
  return [...spans(json, skipSpace(json, 0))].map(({ start, end }) => json.slice(start, end))
}

interface Span { start: number, end: number }

function element (json: string, open: number, index: number): Span | undefined {
  let at = 0
  for (const span of spans(json, open)) {
    if (at++ === index) return span
  }
  return undefined
}

function * spans (json: string, open: number): Generator<Span> {
  if (json.charCodeAt(open) !== OPEN_BRACKET) return
  let start = skipSpace(json, open + 1)
  while (json.charCodeAt(start) !== CLOSE_BRACKET) {
    const end = endOfValue(json, start)
    yield { start, end }
    start = skipSpace(json, end)
    if (json.charCodeAt(start) === COMMA) start = skipSpace(json, start + 1)
  }
}
