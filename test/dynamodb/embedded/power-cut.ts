import { readFileSync } from 'node:fs'
import type { Random } from '../../simulation/random.js'

/** One record of `write-log.c`. */
export interface Noted { kind: string, thread: number, offset: number, bytes: Buffer }

const HEAD_BYTES = 24
// A disk writes a sector as a whole.
const SECTOR = 512

/** The records of a log, in order. */
export function readLog (path: string): Noted[] {
  const log = readFileSync(path)
  const records: Noted[] = []
  for (let at = 0; at < log.length;) {
    const [end, offset] = [at + HEAD_BYTES + Number(log.readBigUInt64LE(at + 16)), Number(log.readBigUInt64LE(at + 8))]
    records.push({
      kind: String.fromCharCode(log.readUInt32LE(at)), thread: log.readUInt32LE(at + 4), offset, bytes: log.subarray(at + HEAD_BYTES, end)
    })
    at = end
  }
  return records
}

/** The answers before the power was cut. */
export const saidIn = (records: Noted[]): string =>
  Buffer.concat(records.filter(({ kind }) => kind === 'a').map(({ bytes }) => bytes)).toString()

/**
 * The file after a power cut behind these records; undefined if its name was not on disk yet. Writes that a completed sync covers are
 * there. For each sector of the others `keeps` decides whether the disk got it: writes are lost, torn, and come in any order.
 */
export function afterPowerCut (records: Noted[], keeps: () => boolean): Buffer | undefined {
  if (!records.some(({ kind }) => kind === 'D') && !keeps()) return undefined
  const synced = syncedOf(records)
  const file = new Sectors()
  for (const record of records) {
    if (record.kind === 't') file.cut(record.offset)
    if (record.kind !== 'w') continue
    if (synced.has(record)) file.write(record.offset, record.bytes)
    else for (const [offset, bytes] of sectorsOf(record)) if (keeps()) file.write(offset, bytes)
  }
  return file.bytes()
}

/** What a disk keeps of writes that no sync covers: none, all, or some of them. */
export function anyDisk (random: Random): () => boolean {
  const share = random.pick([0, 0.1, 0.5, 0.9, 1])
  return () => random.chance(share)
}

/** The writes that are certainly on disk. */
function syncedOf (records: Noted[]): Set<Noted> {
  const synced = new Set<Noted>()
  const [ended, written, covered] = [[] as Noted[], new Map<number, Noted>(), new Map<number, Noted[]>()]
  for (const record of records) {
    if (record.kind === 'w') {
      written.set(record.thread, record)
      ended.push(record)
    } else if (record.kind === 'W') synced.add(written.get(record.thread)!)
    else if (record.kind === 's') covered.set(record.thread, [...ended])
    else if (record.kind === 'S') for (const one of covered.get(record.thread)!) synced.add(one)
  }
  return synced
}

function * sectorsOf ({ offset, bytes }: Noted): Generator<[offset: number, bytes: Buffer]> {
  for (let at = 0; at < bytes.length;) {
    const end = Math.min(bytes.length, at + SECTOR - (offset + at) % SECTOR)
    yield [offset + at, bytes.subarray(at, end)]
    at = end
  }
}

class Sectors {
  #room = Buffer.alloc(1 << 20)
  #size = 0

  write (offset: number, bytes: Buffer): void {
    this.#size = Math.max(this.#size, offset + bytes.length)
    while (this.#size > this.#room.length) this.#room = Buffer.concat([this.#room, Buffer.alloc(this.#room.length)])
    bytes.copy(this.#room, offset)
  }

  cut (size: number): void {
    if (size > this.#size) return this.write(size, Buffer.alloc(0))
    this.#room.fill(0, size, this.#size)
    this.#size = size
  }

  bytes (): Buffer {
    return this.#room.subarray(0, this.#size)
  }
}
