import { JsonError } from './json-error.js'

// Finds where values begin and end without building them. It follows brackets and strings only; whether the text is
// JSON is for `json-check` to say. Nothing recurses, so depth costs no stack.

/** How many objects and arrays may lie in each other: a deeper body is refused. */
export const MAX_DEPTH = 500

/** Where a value stands in the text. */
export interface Span { start: number, end: number }

/** A member of an object: its decoded name and where its value stands. */
export interface Member extends Span { name: string }

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const COLON = 0x3a
const ESCAPE_LENGTH = '\\u0000'.length

/** The index of the first character that is no JSON white space. */
export function skipSpace (text: string, from: number): number {
  let at = from
  while (isSpace(text.charCodeAt(at))) at++
  return at
}

/** The index after the value that begins at `start`; throws `JsonError` when it does not end or is too deep. */
export function endOfValue (text: string, start: number): number {
  let depth = 0
  let at = start
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) {
      at = endOfString(text, at)
    } else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      if (++depth > MAX_DEPTH) throw new JsonError(`nested more than ${MAX_DEPTH} levels deep`)
      at++
      continue
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      depth--
      at++
    } else {
      at = depth === 0 ? endOfLiteral(text, at) : at + 1
      if (depth > 0) continue
    }
    if (depth <= 0) return at
  }
  throw new JsonError('unexpected end of JSON')
}

/** Some names of members, and the most characters that one of them takes. */
export interface Names { set: ReadonlySet<string>, longest: number }

const namesOfRecords = new WeakMap<object, Names>()

/** The names of a record, made once for each record. */
export function namesOf (record: object): Names {
  const known = namesOfRecords.get(record)
  if (known) return known
  const set = new Set(Object.keys(record))
  // Each character may be an escape.
  const names = { set, longest: ESCAPE_LENGTH * Math.max(0, ...[...set].map(name => name.length)) }
  namesOfRecords.set(record, names)
  return names
}

/**
 * The members, those with one of the `names` or else all, of the object that begins at `start` of valid JSON;
 * none when it is not an object.
 */
export function * members (text: string, start: number, names?: Names): Generator<Member> {
  if (text.charCodeAt(start) !== OPEN_BRACE) return
  // A body may have hundreds of thousands of names: one that is too long is not looked at.
  const longest = names?.longest ?? Infinity
  let at = skipSpace(text, start + 1)
  while (text.charCodeAt(at) === QUOTE) {
    const nameEnd = endOfString(text, at)
    const name = nameEnd - at - 2 > longest ? undefined : nameOf(text.slice(at, nameEnd))
    const valueStart = skipSpace(text, skipSpace(text, nameEnd) + 1)
    const end = endOfValue(text, valueStart)
    if (name !== undefined && (names?.set.has(name) ?? true)) yield { name, start: valueStart, end }
    at = skipSpace(text, end)
    if (text.charCodeAt(at) === COMMA) at = skipSpace(text, at + 1)
  }
}

/** Where the items stand of the list that begins at `start` of valid JSON; none when it is not a list. */
export function * items (text: string, start: number): Generator<Span> {
  if (text.charCodeAt(start) !== OPEN_BRACKET) return
  let at = skipSpace(text, start + 1)
  while (text.charCodeAt(at) !== CLOSE_BRACKET) {
    const end = endOfValue(text, at)
    yield { start: at, end }
    at = skipSpace(text, end)
    if (text.charCodeAt(at) === COMMA) at = skipSpace(text, at + 1)
  }
}

/** The index after the string whose opening quote stands at `start`. */
function endOfString (text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) return at + 1
    if (code === BACKSLASH) at++
  }
  throw new JsonError('unexpected end of JSON')
}

function endOfLiteral (text: string, start: number): number {
  let at = start
  while (at < text.length && !endsLiteral(text.charCodeAt(at))) at++
  return Math.max(at, start + 1)
}

const endsLiteral = (code: number) => isSpace(code) || code === COMMA || code === CLOSE_BRACE || code === CLOSE_BRACKET ||
  code === COLON || code === QUOTE || code === OPEN_BRACE || code === OPEN_BRACKET

function nameOf (quoted: string): string {
  return quoted.includes('\\') ? JSON.parse(quoted) as string : quoted.slice(1, -1)
}

/** Whether the character code is JSON white space. */
export function isSpace (code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
}
