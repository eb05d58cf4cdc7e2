import { isUtf8 } from 'node:buffer'

/** The most bytes of an answer's body that can be kept (contract 3.3). */
export const MAX_BODY_BYTES = 20_000

/**
 * The text of a body that is stored: its first `most` bytes, in base64 when they are not UTF-8. A character that is cut
 * off at the end (by the limit, or when `complete` is false) is dropped.
 */
export function bodyText (bytes: Buffer, complete: boolean, most = MAX_BODY_BYTES): string {
  const kept = bytes.subarray(0, most)
  const cut = !complete || bytes.length > most
  const whole = cut ? kept.subarray(0, kept.length - partialTail(kept)) : kept
  return isUtf8(whole) ? whole.toString('utf8') : kept.toString('base64')
}

/** How many bytes at the end are the beginning of an incomplete UTF-8 character. */
function partialTail (bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!
    if ((byte & 0xc0) === 0x80) continue
    return characterLength(byte) > back ? back : 0
  }
  return 0
}

function characterLength (first: number): number {
  if (first >= 0xf0) return 4
  if (first >= 0xe0) return 3
  return first >= 0xc0 ? 2 : 1
}
