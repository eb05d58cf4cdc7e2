import { JsonError } from './json-error.js'
import { isSpace, MAX_DEPTH } from './json-scan.js'

// Checks whether text is JSON without building its value: JSON.parse takes half a second for 2 MiB of small objects or
// names. json-scan.ts is different: it skips through text that was checked here, and is therefore short and fast. This
// code must judge every character.

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const COLON = 0x3a
const MINUS = 0x2d
const PLUS = 0x2b
const DOT = 0x2e
const ZERO = 0x30
const NINE = 0x39
const LETTER_E = 0x65
const LETTER_U = 0x75
const OPEN_BRACKET = 0x5b
const OPEN_BRACE = 0x7b
// The difference between the codes of a closing and an opening bracket or brace.
const TO_CLOSE = 2

// The stack of open brackets and braces.
const open = new Uint8Array(MAX_DEPTH + 1)

/** The index after the first JSON value in a text. Throws `JsonError` when there is none, or when it is nested too deep. */
export function endOfJson (text: string): number {
  let at = afterSpace(text, 0)
  let depth = 0
  for (;;) {
    const code = text.charCodeAt(at)
    if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      if (depth === MAX_DEPTH) throw new JsonError(`nested more than ${MAX_DEPTH} levels deep`)
      open[++depth] = code
      at = afterSpace(text, at + 1)
      if (text.charCodeAt(at) !== code + TO_CLOSE) {
        if (code === OPEN_BRACE) at = afterName(text, at)
        continue
      }
    } else {
      at = endOfScalar(text, at, code)
    }
    // Here a value has ended, or an empty object or list is about to end.
    for (;;) {
      if (depth === 0) return at
      at = afterSpace(text, at)
      const next = text.charCodeAt(at)
      if (next === COMMA) break
      if (next !== open[depth]! + TO_CLOSE) throw broken(text, at)
      depth--
      at++
    }
    at = afterSpace(text, at + 1)
    if (open[depth] === OPEN_BRACE) at = afterName(text, at)
  }
}

function afterSpace (text: string, from: number): number {
  let at = from
  while (isSpace(text.charCodeAt(at))) at++
  return at
}

function afterName (text: string, start: number): number {
  if (text.charCodeAt(start) !== QUOTE) throw broken(text, start)
  const at = afterSpace(text, endOfString(text, start))
  if (text.charCodeAt(at) !== COLON) throw broken(text, at)
  return afterSpace(text, at + 1)
}

function endOfScalar (text: string, at: number, code: number): number {
  if (code === QUOTE) return endOfString(text, at)
  if (code === MINUS || isDigit(code)) return endOfNumber(text, at)
  const word = WORDS.find(one => text.startsWith(one, at))
  if (word === undefined) throw broken(text, at)
  return at + word.length
}

const WORDS = ['true', 'false', 'null']
const isDigit = (code: number) => code >= ZERO && code <= NINE

function endOfString (text: string, start: number): number {
  let at = start + 1
  for (;;) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) return at + 1
    if (code === BACKSLASH) at = afterEscape(text, at)
    else if (code >= 0x20) at++
    else throw broken(text, at)
  }
}

function afterEscape (text: string, start: number): number {
  const code = text.charCodeAt(start + 1)
  if (code === LETTER_U) {
    for (let at = start + 2; at < start + 6; at++) if (!isHex(text.charCodeAt(at))) throw broken(text, at)
    return start + 6
  }
  if (!ESCAPED.has(code)) throw broken(text, start + 1)
  return start + 2
}

const ESCAPED = new Set([...'"\\/bfnrt'].map(one => one.charCodeAt(0)))
const isHex = (code: number) => isDigit(code) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x66)

function endOfNumber (text: string, start: number): number {
  const first = text.charCodeAt(start) === MINUS ? start + 1 : start
  let at = afterDigits(text, first)
  if (text.charCodeAt(first) === ZERO && at > first + 1) throw broken(text, first + 1)
  if (text.charCodeAt(at) === DOT) at = afterDigits(text, at + 1)
  if ((text.charCodeAt(at) | 0x20) !== LETTER_E) return at
  const sign = text.charCodeAt(at + 1)
  return afterDigits(text, sign === PLUS || sign === MINUS ? at + 2 : at + 1)
}

/** The index after one or more digits. */
function afterDigits (text: string, start: number): number {
  let at = start
  while (isDigit(text.charCodeAt(at))) at++
  if (at === start) throw broken(text, at)
  return at
}

const broken = (text: string, at: number) => new JsonError(at >= text.length ? 'unexpected end of JSON' : `invalid JSON at position ${at}`)
