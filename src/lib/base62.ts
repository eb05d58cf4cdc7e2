// 20 bytes <-> 27 base62 digits in ASCII order, so that texts sort like bytes. Three digits are processed at a time:
// 62^3 * 2^32 is below 2^53, so plain numbers are exact. An id costs one microsecond; with BigInt it would cost ten.

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const GROUP = 62 ** 3
const GROUPS = 9
const WORD = 2 ** 32

/** The number of 32-bit words in 20 bytes. */
export const WORDS = 5

/** The number of base62 digits for 20 bytes. */
export const DIGITS = GROUPS * 3

const VALUES = new Int8Array(128).fill(-1)
for (let i = 0; i < ALPHABET.length; i++) VALUES[ALPHABET.charCodeAt(i)] = i

// A buffer that `encode` reuses; allocating one each time would take a quarter of its time.
const rest = new Uint32Array(WORDS)

/** The 27 base62 digits of five big-endian 32-bit words. */
export function encode (words: Uint32Array): string {
  rest.set(words)
  let digits = ''
  let first = 0
  for (let group = 0; group < GROUPS; group++) {
    let remainder = 0
    for (let i = first; i < WORDS; i++) {
      const part = remainder * WORD + rest[i]!
      const quotient = Math.floor(part / GROUP)
      rest[i] = quotient
      remainder = part - quotient * GROUP
    }
    if (first < WORDS - 1 && rest[first] === 0) first++
    digits = threeDigits(remainder) + digits
  }
  return digits
}

/** The five words of 27 digits; undefined for another length, other characters, or a value over 160 bits. */
export function decode (digits: string): Uint32Array | undefined {
  if (digits.length !== DIGITS) return undefined
  const words = new Uint32Array(WORDS)
  for (let at = 0; at < DIGITS; at += 3) {
    let carry = 0
    for (let i = at; i < at + 3; i++) {
      const value = VALUES[digits.charCodeAt(i)] ?? -1
      if (value < 0) return undefined
      carry = carry * 62 + value
    }
    for (let i = WORDS - 1; i >= 0; i--) {
      const part = words[i]! * GROUP + carry
      carry = Math.floor(part / WORD)
      words[i] = part - carry * WORD
    }
    if (carry > 0) return undefined
  }
  return words
}

function threeDigits (value: number): string {
  const high = Math.floor(value / 62)
  return ALPHABET[Math.floor(high / 62)]! + ALPHABET[high % 62]! + ALPHABET[value % 62]!
}
