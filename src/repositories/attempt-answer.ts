import { deflateRawSync, inflateRawSync } from 'node:zlib'

const PLAIN = 0
const DEFLATED = 1

/** An answer up to this length is a part of the attempt's data, bytes: most successes answer no more than "ok". */
export const SHORT_BYTES = 64

/** An endpoint's answer as it is stored: the shorter of the text and its compressed form. `isPlain`: compressing saves nothing. */
export function packAnswer (text: string, isPlain: boolean): Buffer {
  const bytes = Buffer.from(text)
  const deflated = isPlain ? bytes : deflateRawSync(bytes)
  return deflated.length < bytes.length ? Buffer.concat([Buffer.of(DEFLATED), deflated]) : Buffer.concat([Buffer.of(PLAIN), bytes])
}

/** The answer that `packAnswer` packed. */
export function unpackAnswer (packed: Uint8Array): string {
  const rest = packed.subarray(1)
  return (packed[0] === PLAIN ? Buffer.from(rest) : inflateRawSync(rest)).toString()
}
