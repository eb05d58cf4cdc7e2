import { JsonError } from './json-error.js'

// Finds where values begin and end, without building them. It follows only brackets and strings; `json-check` decides
// whether the text is JSON. No function is recursive, so deep nesting uses no stack.

/** How deep objects and arrays may be nested; a deeper body is refused. */
export const MAX_DEPTH = 500

/** The position of a value in the text. */
export interface Span { start: number, end: number }

/** A member of an object: its decoded name and the position of its value. */
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

/** The index of the first character that is not JSON white space. */
export function skipSpace (text: string, from: number): number {
  let at = from
  while (isSpace(text.charCodeAt(at))) at++
  return at
}

/** The index after the value that begins at `start`. Throws `JsonError` when it does not end or is nested too deep. */
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

/** A set of member names, and the length of the longest one with all characters escaped. */
export interface Names { set: ReadonlySet<string>, longest: number }

const namesOfRecords = new WeakMap<object, Names>()

/** The names of a record, cached for each record. */
export function namesOf (record: object): Names {
  const known = namesOfRecords.get(record)
  if (known) return known
  const set = new Set(Object.keys(record))
  // Every character may be written as an escape.
  const names = { set, longest: ESCAPE_LENGTH * Math.max(0, ...[...set].map(name => name.length)) }
  namesOfRecords.set(record, names)
  return names
}

/**
 * The members of the object that begins at `start` in valid JSON: all, or those with one of the `names`; `onOther` gets the other names
 * that are not much longer than these. None when it is not an object.
 */
export function * members (text: string, start: number, names?: Names, onOther?: (name: string) => void): Generator<Member> {
  if (text.charCodeAt(start) !== OPEN_BRACE) return
  // A body may have hundreds of thousands of names. A name that is too long is skipped without decoding.
  const longest = names?.longest ?? Infinity
  let at = skipSpace(text, start + 1)
  while (text.charCodeAt(at) === QUOTE) {
    const nameEnd = endOfString(text, at)
    const name = nameEnd - at - 2 > longest ? undefined : nameOf(text.slice(at, nameEnd))
    const valueStart = skipSpace(text, skipSpace(text, nameEnd) + 1)
    const end = endOfValue(text, valueStart)
    if (name !== undefined) {
      if (names?.set.has(name) ?? true) yield { name, start: valueStart, end }
      else onOther?.(name)
    }
    at = skipSpace(text, end)
    if (text.charCodeAt(at) === COMMA) at = skipSpace(text, at + 1)
  }
}

/** The positions of the items of the list that begins at `start` in valid JSON; none when it is not a list. */
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

/** The index after the string whose opening quote is at `start`. */
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
