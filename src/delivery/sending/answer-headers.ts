import type { AnswerHeaders } from '../../repositories/attempt-headers.js'

// The HTTP client is told only the headers that it needs. What the endpoint sent goes past it as the value of one more.

/** The name of the header that tells all others. */
export const TOLD = 'posthorn-answer'

/** How many bytes of an answer's headers are kept. */
export const MAX_HEADER_BYTES = 4096
// What a name and a value take beside themselves.
const BETWEEN = 4
const WHOLE = 'whole'
const CUT = 'cut'
const SEPARATOR = '\t'
// An empty value at the end would be trimmed.
const END = '.'

/** The line that tells the headers of these lines, bytes as latin1: names in lower case, control characters as spaces, up to 4 KB. */
export function tellHeaders (lines: readonly string[]): string {
  const parts: string[] = []
  let left = MAX_HEADER_BYTES
  for (const line of lines) {
    const colon = line.indexOf(':')
    if (colon <= 0) continue
    const name = plain(line.slice(0, colon)).toLowerCase()
    const value = plain(line.slice(colon + 1))
    left -= name.length + value.length + BETWEEN
    if (left >= 0) parts.push(name, value)
    else return told(CUT, [...parts, ...(value.length + left > 0 ? [name, `${value.slice(0, left)}...`] : [])])
  }
  return told(WHOLE, parts)
}

const told = (how: string, parts: string[]) => `${TOLD}: ${[how, ...parts, END].join(SEPARATOR)}`

// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f]/g
// Only spaces: a byte that would be white space alone may be part of a character.
const plain = (text: string) => text.replace(CONTROL, ' ').replace(/^ +| +$/g, '')

/** What such a line tells, given as the HTTP client reads it: bytes as latin1. Text in UTF-8 becomes what it says. */
export function toldHeaders (value: string | string[] | undefined): AnswerHeaders {
  const [how, ...parts] = typeof value === 'string' ? readable(value).split(SEPARATOR) : []
  const list: AnswerHeaders['list'] = []
  for (let at = 0; at + 1 < parts.length; at += 2) list.push([parts[at]!, parts[at + 1]!])
  return { list, ...(how === CUT && { isCut: true }) }
}

const NOT_ASCII = /[^ -~\t]/
const readable = (text: string) => NOT_ASCII.test(text) ? Buffer.from(text, 'latin1').toString() : text
