import { randomBytes as cryptoRandomBytes } from 'node:crypto'
import { DIGITS, WORDS, decode, encode } from './base62.js'

// An id is a prefix such as `app_`, followed by a KSUID with milliseconds (contract 1.3) in base62: 4 bytes for the
// seconds since 1,400,000,000, one byte for floor(ms of the second / 4), 15 random bytes.

const EPOCH_SECONDS = 1_400_000_000
const TICK_MS = 4
const LAST_SECOND = 2 ** 32 - 1
const PAYLOAD_BYTES = 15
// The last bits of a new id are zero. A note from 0 to 7 can be stored there without a change of the order (see withNote).
const NOTE_BITS = 3
const NOTE_STEP = 2 ** NOTE_BITS

/** A new id, and the time that it contains, which is the timestamp of the object. */
export interface NewId {
  id: string
  timestampMs: number
}

interface Sources {
  now: () => number
  randomBytes?: (size: number) => Uint8Array
}

/**
 * Creates a function that makes ids with a given prefix. Each id is greater than all before it, also when the clock is
 * set back. `timestampMs` never decreases either; it is `now()` unless the clock was set back.
 */
export function createIdFactory ({ now, randomBytes = cryptoRandomBytes }: Sources): (prefix: string) => NewId {
  const words = new Uint32Array(WORDS)
  let lastMs = -Infinity
  let lastTick = -Infinity

  return (prefix) => {
    lastMs = Math.max(lastMs, now())
    const tick = Math.floor(lastMs / TICK_MS)
    if (tick > lastTick) fill(words, lastMs, freshPayload(randomBytes))
    else increment(words)
    lastTick = tick
    return { id: prefix + encode(words), timestampMs: lastMs }
  }
}

/** The time in an id, Unix ms, in steps of 4 ms; undefined when the text is not a prefix and a KSUID. */
export function idTimeMs (id: string): number | undefined {
  const at = id.length - DIGITS
  if (at < 2 || id[at - 1] !== '_') return undefined
  const words = decode(id.slice(at))
  if (words === undefined) return undefined
  return (words[0]! + EPOCH_SECONDS) * 1000 + ((words[1]! >>> 24) * TICK_MS) % 1000
}

/** The lowest id with a time, Unix ms. A time outside of the range of ids becomes the nearest possible one. */
export function startId (prefix: string, ms: number): string {
  return prefix + encode(fill(new Uint32Array(WORDS), ms, new Uint8Array(PAYLOAD_BYTES)))
}

/** The highest id with a time, Unix ms. A time outside of the range of ids becomes the nearest possible one. */
export function endId (prefix: string, ms: number): string {
  return prefix + encode(fill(new Uint32Array(WORDS), ms, new Uint8Array(PAYLOAD_BYTES).fill(0xff)))
}

/** The lowest id above this one. */
export function idAfter (id: string): string {
  const at = id.length - DIGITS
  const words = decode(id.slice(at))!
  for (let word = WORDS - 1; word >= 0 && ++words[word]! > 0xffff_ffff; word--) words[word] = 0
  return id.slice(0, at) + encode(words)
}

/** An id of another instant (Unix ms) with the random part of this one: of one id and one instant always the same. */
export function atInstant (id: string, ms: number): string {
  const at = id.length - DIGITS
  const words = decode(id.slice(at))!
  const instant = fill(new Uint32Array(WORDS), ms, new Uint8Array(PAYLOAD_BYTES))
  words[0] = instant[0]!
  words[1] = (instant[1]! & 0xff00_0000) | (words[1]! & 0x00ff_ffff)
  return id.slice(0, at) + encode(words)
}

/** Whether the text is this prefix and a well-formed KSUID. */
export function isId (prefix: string, text: string): boolean {
  return text.length === prefix.length + DIGITS && text.startsWith(prefix) && decode(text.slice(prefix.length)) !== undefined
}

/** A new id with a small number, 0 to 7, stored in its last bits. Its order among new ids does not change. */
export function withNote (id: string, note: number): string {
  const at = id.length - DIGITS
  const words = decode(id.slice(at))!
  words[WORDS - 1] = words[WORDS - 1]! | note
  return id.slice(0, at) + encode(words)
}

/** The number in an id's last bits, and a number that distributes ids evenly; zeros when the id is malformed. */
export function noteIn (id: string): { note: number, spread: number } {
  const last = decode(id.slice(-DIGITS))?.[WORDS - 1] ?? 0
  return { note: last & (NOTE_STEP - 1), spread: last >>> NOTE_BITS }
}

function fill (words: Uint32Array, ms: number, payload: Uint8Array): Uint32Array {
  const latest = (LAST_SECOND + EPOCH_SECONDS) * 1000 + 999
  const clamped = Math.min(Math.max(Math.floor(ms), EPOCH_SECONDS * 1000), latest)
  words[0] = Math.floor(clamped / 1000) - EPOCH_SECONDS
  words[1] = (Math.floor(clamped % 1000 / TICK_MS) << 24) | (payload[0]! << 16) | (payload[1]! << 8) | payload[2]!
  for (let word = 2, at = 3; word < WORDS; word++, at += 4) {
    words[word] = (payload[at]! << 24) | (payload[at + 1]! << 16) | (payload[at + 2]! << 8) | payload[at + 3]!
  }
  return words
}

/** Random bytes. The top bit is zero, so that no increments within a tick can carry into the time. */
function freshPayload (randomBytes: (size: number) => Uint8Array): Uint8Array {
  const payload = randomBytes(PAYLOAD_BYTES)
  payload[0] = payload[0]! & 0x7f
  payload[PAYLOAD_BYTES - 1] = payload[PAYLOAD_BYTES - 1]! & ~(NOTE_STEP - 1)
  return payload
}

function increment (words: Uint32Array): void {
  let carry = NOTE_STEP
  for (let i = WORDS - 1; i >= 1 && carry > 0; i--) {
    const sum = words[i]! + carry
    words[i] = sum
    carry = sum > 0xffff_ffff ? 1 : 0
  }
}
