import { items, members, namesOf, skipSpace, type Span } from './json-scan.js'

/** The source text of the value at a path of names and indexes in valid JSON; undefined when there is none. */
export function rawAt (json: string, path: ReadonlyArray<string | number>): string | undefined {
  let at: Span | undefined = { start: skipSpace(json, 0), end: json.length }
  for (const step of path) {
    if (!at) return undefined
    at = typeof step === 'string' ? [...members(json, at.start, namesOf({ [step]: true }))].at(-1) : element(json, at.start, step)
  }
  return at && json.slice(at.start, at.end)
}

/** The source text of each element of an array in valid JSON, in linear time; empty when it is not an array. */
export function elements (json: string): string[] {
  return [...items(json, skipSpace(json, 0))].map(({ start, end }) => json.slice(start, end))
}

function element (json: string, open: number, index: number): Span | undefined {
  let at = 0
  for (const span of items(json, open)) {
    if (at++ === index) return span
  }
  return undefined
}
