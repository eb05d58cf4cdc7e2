import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate, inflateRaw, type InputType, type ZlibOptions } from 'node:zlib'
import { ApiError, invalid } from '../errors.js'

type Inflate = (bytes: InputType, options: ZlibOptions) => Promise<Buffer>

const gzip: Inflate = promisify(gunzip)
const brotli: Inflate = promisify(brotliDecompress)
const zlib: Inflate = promisify(inflate)
const raw: Inflate = promisify(inflateRaw)
// Many clients send the deflate stream without its zlib header (RFC 9110, 8.4.1.2), which begins with the method, 8.
const deflate: Inflate = async (bytes, options) => await (((bytes as Buffer)[0]! & 0x0f) === 8 ? zlib : raw)(bytes, options)

const CODINGS = new Map<string, Inflate>([['gzip', gzip], ['x-gzip', gzip], ['deflate', deflate], ['br', brotli]])
const SUPPORTED = ['gzip', 'deflate', 'br']
const OPEN_BRACE = 0x7b

/**
 * The one coding that a `content-encoding` names, in lower case; undefined for none. Throws 415 for a coding that is
 * not `supported`, or for several.
 */
export function codingOf (header: string | string[] | undefined, supported: readonly string[]): string | undefined {
  const named = [header ?? []].flat()
    .join(',')
    .split(',')
    .map(name => name.trim().toLowerCase())
    .filter(name => name !== '' && name !== 'identity')
  const codings = named.map(name => name === 'x-gzip' ? 'gzip' : name)
  if (codings.length === 0) return undefined
  if (codings.length === 1 && supported.includes(codings[0]!)) return codings[0]
  const problem = codings.length > 1 ? `names ${codings.length} codings` : `names '${codings[0]!.slice(0, 40)}'`
  const detail = `The header content-encoding ${problem}; a body comes as it is (identity) or in one of: ${supported.join(', ')}.`
  throw new ApiError(415, 'unsupported_content_encoding', detail, { 'accept-encoding': supported.join(', ') })
}

/** A body without its coding. Throws 413 when it inflates to more than `limit` bytes; no more than that is inflated. */
export async function decoded (bytes: Buffer, header: string | string[] | undefined, limit: number): Promise<Buffer> {
  const coding = codingOf(header, SUPPORTED)
  if (coding === undefined || bytes.length === 0) return bytes
  try {
    return await CODINGS.get(coding)!(bytes, { maxOutputLength: limit })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw new ApiError(413, 'payload_too_large', 'The request body inflates to more than 2 MiB.')
    }
    // A gateway that inflates bodies may not remove the header.
    if (bytes.toString('latin1', 0, 100).trimStart().charCodeAt(0) === OPEN_BRACE) return bytes
    throw invalid(['body'], `is not what the header content-encoding says (${coding})`, 'value_error.jsondecode')
  }
}
