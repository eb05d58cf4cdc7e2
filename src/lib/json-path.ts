import { endOfValue, members, skipSpace } from './json-scan.js'

const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const COMMA = 0x2c

/** The text, as it stands in valid JSON, of what a path of names and indexes leads to; undefined when it leads nowhere. */
export function rawAt (json: string, path: ReadonlyArray<string | number>): string | undefined {
  let at: { start: number, end: number } | undefined = { start: skipSpace(json, 0), end: json.length }
  for (const step of path) {
    if (!at) return undefined
    at = typeof step === 'string' ? members(json, at.start).findLast(({ name }) => name === step) : element(json, at.start, step)
  }
  return at && json.slice(at.start, at.end)
}

function element (json: string, open: number, index: number): { start: number, end: number } | undefined {
  if (json.charCodeAt(open) !== OPEN_BRACKET) return undefined
  let start = skipSpace(json, open + 1)
  for (let skipped = 0; json.charCodeAt(start) !== CLOSE_BRACKET; skipped++) {
    const end = endOfValue(json, start)
    if (skipped === index) return { start, end }
    start = skipSpace(json, end)
    if (json.charCodeAt(start) === COMMA) start = skipSpace(json, start + 1)
  }
  return undefined
}
