import { randomBytes as cryptoRandomBytes } from 'node:crypto'
import { DIGITS, WORDS, decode, encode } from './base62.js'

// An id is a prefix such as `app_` and a KSUID of the millisecond flavour (contract 1.3): 4 bytes of seconds
// since 1,400,000,000, one byte of floor(ms of the second / 4), 15 random bytes, in base62.

const EPOCH_SECONDS = 1_400_000_000
const TICK_MS = 4
const LAST_SECOND = 2 ** 32 - 1
const PAYLOAD_BYTES = 15
// The last bits of a new id are zero: a note of up to seven fits there, and ids stay in order (see withNote).
const NOTE_BITS = 3
const NOTE_STEP = 2 ** NOTE_BITS

/** A new id, and the instant it encodes: the timestamp of the thing it names. */
export interface NewId {
  id: string
  timestampMs: number
}

interface Sources {
  now: () => number
  randomBytes?: (size: number) => Uint8Array
}

/**
 * A function that makes ids with a given prefix, each greater than all it made before, whatever the clock does.
 * `timestampMs` never goes back either; it is `now()` unless the clock stepped back.
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

/** The Unix milliseconds an id encodes, in steps of 4 ms; undefined when it is not a prefix and a KSUID. */
export function idTimeMs (id: string): number | undefined {
  const at = id.length - DIGITS
  if (at < 2 || id[at - 1] !== '_') return undefined
  const words = decode(id.slice(at))
  if (words === undefined) return undefined
  return (words[0]! + EPOCH_SECONDS) * 1000 + ((words[1]! >>> 24) * TICK_MS) % 1000
}

/** The lowest id of an instant in Unix milliseconds; instants an id cannot hold become the nearest it can. */
export function startId (prefix: string, ms: number): string {
  return prefix + encode(fill(new Uint32Array(WORDS), ms, new Uint8Array(PAYLOAD_BYTES)))
}

/** The highest id of an instant in Unix milliseconds; instants an id cannot hold become the nearest it can. */
export function endId (prefix: string, ms: number): string {
  return prefix + encode(fill(new Uint32Array(WORDS), ms, new Uint8Array(PAYLOAD_BYTES).fill(0xff)))
}

/** Whether the text is the prefix and a well-formed KSUID. */
export function isId (prefix: string, text: string): boolean {
  return text.length === prefix.length + DIGITS && text.startsWith(prefix) && decode(text.slice(prefix.length)) !== undefined
}

/** A new id with a small number, 0 to 7, noted in its last bits; its order among other new ids stays. */
export function withNote (id: string, note: number): string {
  const at = id.length - DIGITS
  const words = decode(id.slice(at))!
  words[WORDS - 1] = words[WORDS - 1]! | note
  return id.slice(0, at) + encode(words)
}

/** The number noted in an id's last bits, and a number that spreads ids evenly; zeros when it is malformed. */
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

/** The top bit stays free, so that no number of increments within a tick can carry into the time. */
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
