import { AnswerError } from './answer-error.js'
import { tellHeaders } from './answer-headers.js'

/** The head of a final answer, rewritten in a form that every parser accepts, and the bytes after it. */
export interface Head {
  /** The status line and the headers that are used, without line ends. */
  lines: string[]
  rest: Buffer
}

export interface HeadReader {
  /** Takes the next bytes; undefined until the head is complete. Throws an `AnswerError` when it is not HTTP. */
  read: (chunk: Buffer) => Head | undefined
}

type Fields = Record<'connection' | 'content-length' | 'keep-alive' | 'retry-after' | 'transfer-encoding', string[]>

interface Framing {
  lines: string[]
  /** The end of this answer is unclear, so the connection must not be used again. */
  isLast: boolean
}

// The limit for all heads of one answer together, interim answers included.
const MAX_BYTES = 65_536
const LINE_FEED = 10
const STATUS_LINE = /^HTTP\/(\d)(?:\.(\d+))?[ \t]+([1-9]\d\d)(?:[ \t][^]*)?$/i
// No body has a length with more digits.
const LENGTH = /^\d{1,15}$/

/**
 * Reads the head of an answer as real servers write it, within what RFC 9112 allows a client to accept: interim
 * answers, line ends of LF alone, folded lines, names and values with any bytes, repeated lengths. It passes on the
 * status, the framing, the headers that the engine reads, and one line that contains all headers as text.
 */
export function createHeadReader (): HeadReader {
  let lines: string[] = []
  let line = ''
  let size = 0

  /** Ends a line; true when it was the empty line after a head. */
  const endLine = (): boolean => {
    const text = line.endsWith('\r') ? line.slice(0, -1) : line
    line = ''
    if (text === '') return lines.length > 0
    if (lines.length === 0) statusOf(text)
    if (lines.length > 0 && /^[ \t]/.test(text)) lines.push(`${lines.pop()!} ${text.trim()}`)
    else lines.push(text)
    return false
  }

  const read = (chunk: Buffer): Head | undefined => {
    for (let start = 0; start < chunk.length;) {
      const end = chunk.indexOf(LINE_FEED, start)
      const stop = end === -1 ? chunk.length : end
      line += chunk.toString('latin1', start, stop)
      size += stop - start + 1
      if (size > MAX_BYTES) throw new AnswerError('protocol', 'The headers of the answer are longer than 64 KB.')
      if (end === -1) break
      start = end + 1
      if (!endLine()) continue
      const final = finalLines(lines)
      lines = []
      if (final !== undefined) return { lines: final, rest: chunk.subarray(start) }
    }
    if (lines.length === 0 && !isBeginning(line)) throw notHttp()
    return undefined
  }
  return { read }
}

const notHttp = (): AnswerError => new AnswerError('protocol', 'The answer is not HTTP/1.1.')

/** Whether the line may still become a status line. If not, the answer is refused without waiting for the rest of the line. */
function isBeginning (line: string): boolean {
  return line === '\r' || 'HTTP/'.startsWith(line.slice(0, 5).toUpperCase())
}

function statusOf (line: string): { status: number, isOld: boolean } {
  const [, major, minor = '0', status] = STATUS_LINE.exec(line) ?? []
  if (status === undefined) throw notHttp()
  return { status: Number(status), isOld: major === '0' || (major === '1' && Number(minor) === 0) }
}

/** The lines of a head that are passed on; undefined for an interim answer, which a final one follows. */
function finalLines ([first, ...others]: string[]): string[] | undefined {
  const { status, isOld } = statusOf(first!)
  if (status === 101) throw new AnswerError('protocol', 'The endpoint wants to switch to another protocol (101).')
  if (status < 200) return undefined
  const fields = fieldsOf(others)
  const framing = framingOf(status, fields)
  const connection = tokensOf(fields.connection)
  const isKept = isOld ? connection.includes('keep-alive') && fields['transfer-encoding'].length === 0 : !connection.includes('close')
  const isLast = framing.isLast || !isKept
  const keepAlive = /timeout=\d{1,9}/i.exec(fields['keep-alive'].join())?.[0]
  return [
    `HTTP/1.1 ${status} `,
    ...framing.lines,
    ...isLast ? ['connection: close'] : [],
    ...keepAlive === undefined ? [] : [`keep-alive: ${keepAlive}`],
    ...fields['retry-after'].slice(0, 1).map((value) => `retry-after: ${value.replace(/[^ -~]/g, '?')}`),
    tellHeaders(others)
  ]
}

function fieldsOf (lines: string[]): Fields {
  const fields: Fields = { connection: [], 'content-length': [], 'keep-alive': [], 'retry-after': [], 'transfer-encoding': [] }
  for (const line of lines) {
    const colon = line.indexOf(':')
    const name = line.slice(0, Math.max(0, colon)).trim().toLowerCase()
    if (Object.hasOwn(fields, name)) fields[name as keyof Fields].push(line.slice(colon + 1).trim())
  }
  return fields
}

const tokensOf = (values: string[]): string[] =>
  values.join().split(',').map((token) => token.trim().toLowerCase()).filter((token) => token !== '')

/** How the body ends (RFC 9112, 6.3): no body, after its chunks, after its length, or with the connection. */
function framingOf (status: number, fields: Fields): Framing {
  const codings = tokensOf(fields['transfer-encoding']).filter((coding) => coding !== 'identity')
  const lengths = new Set(tokensOf(fields['content-length']))
  if (status === 204 || status === 304) {
    const hasBody = status === 204 && (codings.length > 0 || [...lengths].some((length) => !/^0+$/.test(length)))
    return { lines: [], isLast: hasBody }
  }
  if (codings.at(-1) === 'chunked') {
    return { lines: ['transfer-encoding: chunked'], isLast: lengths.size > 0 || codings.some((coding) => coding !== 'chunked') }
  }
  if (codings.length > 0 || lengths.size === 0) return { lines: [], isLast: true }
  const [length] = lengths
  if (lengths.size > 1 || !/^\d+$/.test(length!)) throw new AnswerError('protocol', 'The content-length of the answer is not one number.')
  return LENGTH.test(length!) ? { lines: [`content-length: ${length!}`], isLast: false } : { lines: [], isLast: true }
}
