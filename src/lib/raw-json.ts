import { isUtf8 } from 'node:buffer'
import { endOfJson } from './json-check.js'
import { JsonError } from './json-error.js'
import { isOneEdit } from './edit-distance.js'
import { isSpace, members, namesOf, skipSpace, type Member } from './json-scan.js'
import { reduced, type Shape } from './json-shape.js'

export { MAX_DEPTH } from './json-scan.js'
export { JsonError } from './json-error.js'

/** A parsed body with its source text. */
export interface ParsedBody {
  /** The value, reduced to its shape: parts that are not read are empty objects or lists, or absent. */
  value: unknown
  /** The exact source text of a known member of the top-level object; undefined when the member is absent. */
  rawMember: (name: string) => string | undefined
  /** The path of a known member that is given more than once. Unknown members may repeat (contract 1.1). */
  repeated: () => string[] | undefined
  /** An unknown member with nearly the name of a known one that is absent. */
  misspelt: () => { name: string, meant: string } | undefined
}

/**
 * Reads the first complete JSON value of a body and ignores what follows (contract 1.1). Throws `JsonError` when the
 * body is not UTF-8 or not JSON, or nested deeper than `MAX_DEPTH`. No error quotes the body.
 */
export function parseBody (bytes: Uint8Array, shape: Shape): ParsedBody & { rest: string } {
  if (!isUtf8(bytes)) throw new JsonError('the body is not valid UTF-8')
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
  const end = endOfJson(whole)
  const text = whole.slice(0, end)
  const value: unknown = JSON.parse(reduced(text, skipSpace(text, 0), shape))
  return { rest: whole.slice(end), ...withSource(text, value, shape) }
}

/** A value with its source text, for a part of a body that was parsed before. */
export function withSource (text: string, value: unknown, { members: known = {} }: Shape): ParsedBody {
  let cached: Member[] | undefined
  const others: string[] = []
  const noteOther = (name: string) => { if (others.length < MOST_OTHERS) others.push(name) }
  const topLevel = () => (cached ??= [...members(text, skipSpace(text, 0), namesOf(known), noteOther)])
  const memberOf = (name: string) => topLevel().findLast(member => member.name === name)
  return {
    value,
    rawMember: name => rawOf(text, memberOf(name)),
    repeated () {
      const name = repeatedIn(topLevel().filter(({ name }) => !known[name]!.isAside))
      if (name !== undefined) return [name]
      for (const [outer, { members: inner }] of Object.entries(known)) {
        const member = inner && memberOf(outer)
        const again = member && repeatedIn([...members(text, member.start, namesOf(inner))])
        if (again !== undefined) return [outer, again]
      }
      return undefined
    },
    misspelt () {
      const given = new Set(topLevel().map(({ name }) => name))
      if (others.length === 0) return undefined
      const absent = Object.keys(known).filter(name => !known[name]!.isAside && !given.has(name))
      for (const name of others) {
        const meant = absent.find(one => isNearly(name, one))
        if (meant !== undefined) return { name, meant }
      }
      return undefined
    }
  }
}

// A body may have hundreds of thousands of names.
const MOST_OTHERS = 50
// A shorter name with another letter may be another word.
const SHORTEST = 5

const plain = (name: string) => name.replace(/[-_]/g, '').toLowerCase()

/** Whether two names differ in their way of writing, or by one letter that was added, removed, replaced or swapped with the next. */
export function isNearly (name: string, known: string): boolean {
  const [one, other] = [plain(name), plain(known)]
  return one === other || (other.length >= SHORTEST && isOneEdit(one, other))
}

/** The JSON text without white space between its tokens; the tokens do not change. Takes linear time. */
export function minify (rawJson: string): string {
  if (!hasSpace(rawJson)) return rawJson
  const bytes = Buffer.from(rawJson, 'utf8')
  let length = 0
  let inString = false
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!
    if (byte === QUOTE) inString = !inString
    else if (inString && byte === BACKSLASH) bytes[length++] = bytes[at++]!
    else if (!inString && isSpace(byte)) continue
    bytes[length++] = bytes[at]!
  }
  return bytes.toString('utf8', 0, length)
}

// Looks for white space between tokens; strings are skipped with indexOf.
function hasSpace (rawJson: string): boolean {
  for (let at = 0; at < rawJson.length; at++) {
    const code = rawJson.charCodeAt(at)
    if (isSpace(code)) return true
    if (code === QUOTE) at = endOfString(rawJson, at)
  }
  return false
}

function endOfString (text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let escapes = 0
    while (text.charCodeAt(at - 1 - escapes) === BACKSLASH) escapes++
    if (escapes % 2 === 0) return at
  }
  return text.length
}

const QUOTE = 0x22
const BACKSLASH = 0x5c

function rawOf (text: string, member: Member | undefined): string | undefined {
  return member === undefined ? undefined : text.slice(member.start, member.end)
}

function repeatedIn (found: readonly Member[]): string | undefined {
  const seen = new Set<string>()
  return found.find(({ name }) => seen.size === seen.add(name).size)?.name
}
