import { isUtf8 } from 'node:buffer'
import { endOfValue, isSpace, members, skipSpace, type Member } from './json-scan.js'
import { JsonError } from './json-error.js'

export { MAX_DEPTH } from './json-scan.js'
export { JsonError } from './json-error.js'

/** A parsed body that still knows its source text. */
export interface ParsedBody {
  value: unknown
  /** The source text, exactly as sent, of a member of the top-level object; undefined without that member. */
  rawMember: (name: string) => string | undefined
  /**
   * The paths of members given more than once: at the top level and directly inside the top-level members named in
   * `within`. Unknown members may repeat (contract 1.1), so it is for the caller to pick the ones it knows.
   */
  duplicates: (within?: readonly string[]) => string[][]
}

/**
 * Parses the first complete JSON value of a body and ignores what follows it (contract 1.1). Throws `JsonError` for
 * anything but UTF-8, for broken JSON and for nesting over `MAX_DEPTH`; no error quotes the body.
 */
export function parseBody (bytes: Uint8Array): ParsedBody {
  if (!isUtf8(bytes)) throw new JsonError('the body is not valid UTF-8')
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
  const text = whole.slice(0, endOfValue(whole, skipSpace(whole, 0)))
  return withSource(text, parse(text))
}

/** What JSON text means, with the text: for a part of a body that was parsed before. */
export function withSource (text: string, value: unknown): ParsedBody {
  let cached: Member[] | undefined
  const topLevel = () => (cached ??= members(text))
  return {
    value,
    rawMember: (name) => rawOf(text, topLevel().findLast((member) => member.name === name)),
    duplicates: (within = []) => [
      ...repeated(topLevel()).map((name) => [name]),
      ...within.flatMap((outer) => {
        const member = topLevel().findLast(({ name }) => name === outer)
        return member === undefined ? [] : repeated(members(text, member.start)).map((name) => [outer, name])
      })
    ]
  }
}

/** The JSON text without the white space between its tokens; everything else stays as it was, in linear time. */
export function minify (rawJson: string): string {
  if (!/[ \t\n\r]/.test(rawJson)) return rawJson
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

const QUOTE = 0x22
const BACKSLASH = 0x5c

function rawOf (text: string, member: Member | undefined): string | undefined {
  return member === undefined ? undefined : text.slice(member.start, member.end)
}

function repeated (found: readonly Member[]): string[] {
  const seen = new Set<string>()
  const again = new Set<string>()
  for (const { name } of found) {
    if (seen.has(name)) again.add(name)
    seen.add(name)
  }
  return [...again]
}

/** The parser's own message may quote the body, which must not reach a log: only the position is kept. */
function parse (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const position = / at position \d+/.exec((error as Error).message)?.[0] ?? ''
    throw new JsonError(`invalid JSON${position}`)
  }
}
