import { HOUR_MS, MINUTE_MS, RETENTION_MS } from '../facts/periods.js'
import type { AttemptItem } from '../models/attempt-model.js'
import { idAfter, idTimeMs, startId } from '../lib/ids.js'
import { eachOf } from '../lib/parallel.js'
import { addAttempt, noSums, packSums, unpackSums, type PackedSums, type Sums } from './attempt-sums.js'
import type { Attempt } from './attempts.js'
import { pages, put, type Database } from './database.js'
import { partsOf } from './endpoint-attempts.js'

/**
 * Attempts of an endpoint, summed up in slots of five minutes. They are read when somebody asks. Hours that are over are
 * then sealed: each that had attempts has a row, and one more row says which hours were summed up. The rows lie beside
 * the attempts, without the key of the index. Writers of one row write the same, so none needs a condition.
 */

export const SLOT_MS = 5 * MINUTE_MS
const SLOTS = HOUR_MS / SLOT_MS

/** How much work may still be done: requests that read up to 1 MB each, until an instant (Unix ms). */
export interface Budget { requests: number, until: number, now: () => number }

interface StatsItem extends Omit<AttemptItem, 'endpointId'> {}

/** Slots by their start (Unix ms), those without attempts left out; whether that is all. */
export interface Summed { slots: Map<number, Sums>, isComplete: boolean }

/** The hours [from, to) are summed up. */
interface Seen { from: number, to: number }
/** An hour that could not be read to its end: the sums up to and including the attempt `after`. */
interface Part { after: string, slots: PackedSums[] }
interface Known { seen: Seen | undefined, hours: Map<number, PackedSums[]>, parts: Map<number, Part> }

const DIGITS = 13
// More than one request returns.
const MOST = 10_000
// Rows that are stored at a time.
const WIDTH = 16
const PREFIX = 'hour_'
const SEEN = `${PREFIX}seen`
const keyOf = (hour: number) => PREFIX + String(hour).padStart(DIGITS, '0')
const partKeyOf = (hour: number) => `${keyOf(hour)}_part`
const hashOf = (endpointId: string) => `stats|${endpointId}`
const hourOf = (at: number) => Math.floor(at / HOUR_MS) * HOUR_MS

export interface Asked {
  /** The slots [since, until), Unix ms. */
  since: number
  until: number
  /** What is older is stored for good, Unix ms. */
  settledUntil: number
}

/** The slots of an endpoint in a time, as far as the budget lasts. What was read of hours that are over is sealed. */
export async function sum (db: Database, endpointId: string, { since, until, settledUntil }: Asked, budget: Budget): Promise<Summed> {
  const from = hourOf(since)
  const closed = Math.max(from, Math.min(hourOf(settledUntil), hourOf(until + HOUR_MS - 1)))
  if (!isLeft(budget)) return { slots: new Map(), isComplete: false }
  const known = await read(db, endpointId, from, budget)
  const slots = new Map<number, Sums>()
  for (const [hour, packed] of known.hours) addHour(slots, hour, packed)
  const missing = missingOf(known.seen, from, closed)
  let isComplete = true
  for (const range of missing) isComplete = await seal(db, endpointId, { ...range, known, slots }, budget) && isComplete
  if (isComplete && missing.length > 0) await keepSeen(db, endpointId, joined(known.seen, { from, to: closed }))
  if (until > closed) {
    const { isWhole } = await walk(db, endpointId, { first: startId('atmpt_', closed), until, slots }, budget)
    isComplete &&= isWhole
  }
  return { slots: new Map([...slots].filter(([at]) => at >= since && at < until)), isComplete }
}

/** The hours of [from, to) that were not summed up, the latest first. */
function missingOf (seen: Seen | undefined, from: number, to: number): Seen[] {
  if (!seen || seen.to < from || seen.from > to) return from < to ? [{ from, to }] : []
  return [{ from: Math.max(from, seen.to), to }, { from, to: Math.min(to, seen.from) }].filter(range => range.from < range.to)
}

// Apart from each other, only the new ones count.
const joined = (seen: Seen | undefined, now: Seen): Seen =>
  !seen || seen.to < now.from || seen.from > now.to ? now : { from: Math.min(seen.from, now.from), to: Math.max(seen.to, now.to) }

async function read (db: Database, endpointId: string, from: number, budget: Budget): Promise<Known> {
  const known: Known = { seen: undefined, hours: new Map(), parts: new Map() }
  for await (const items of pages<StatsItem>(db, 'attempts', { hash: ['msgId', hashOf(endpointId)], range: ['id', keyOf(from), SEEN] })) {
    budget.requests--
    for (const { id, data } of items) {
      const hour = Number(id.slice(PREFIX.length, PREFIX.length + DIGITS))
      if (id === SEEN) known.seen = JSON.parse(data) as Seen
      else if (id === keyOf(hour)) known.hours.set(hour, JSON.parse(data) as PackedSums[])
      else known.parts.set(hour, JSON.parse(data) as Part)
    }
  }
  // A row that was sealed beyond what counts as seen is read again with the others.
  const { seen, hours } = known
  for (const hour of hours.keys()) if (!seen || hour < seen.from || hour >= seen.to) hours.delete(hour)
  return known
}

function addHour (slots: Map<number, Sums>, hour: number, packed: readonly PackedSums[]): void {
  for (const [nth, one] of packed.entries()) if (one !== 0) slots.set(hour + nth * SLOT_MS, unpackSums(one))
}

const isLeft = ({ requests, until, now }: Budget) => requests > 0 && now() < until

interface Sealing extends Seen { known: Known, slots: Map<number, Sums> }

/** Reads hours that are over and seals them; false when the budget was used up before. */
async function seal (db: Database, endpointId: string, { from, to, known, slots }: Sealing, budget: Budget): Promise<boolean> {
  const part = known.parts.get(from)
  if (part) addHour(slots, from, part.slots)
  const first = part ? idAfter(part.after) : startId('atmpt_', from)
  const { isWhole, last = part?.after } = await walk(db, endpointId, { first, until: to, slots }, budget)
  const end = isWhole ? to : hourOf(last === undefined ? from : idTimeMs(last)!)
  const rows: StatsItem[] = []
  for (let hour = from; hour < end; hour += HOUR_MS) {
    const packed = packedOf(slots, hour)
    if (packed.some(one => one !== 0)) rows.push(itemOf(endpointId, keyOf(hour), packed, hour))
  }
  await eachOf(rows, WIDTH, async row => await put(db, 'attempts', row))
  if (isWhole) return true
  if (end > from) await keepSeen(db, endpointId, joined(known.seen, { from, to: end }))
  if (last === undefined) return false
  const left: Part = { after: last, slots: packedOf(slots, end) }
  await put(db, 'attempts', itemOf(endpointId, partKeyOf(end), left, end))
  return false
}

const packedOf = (slots: ReadonlyMap<number, Sums>, hour: number): PackedSums[] =>
  Array.from({ length: SLOTS }, (_, nth) => packSums(slots.get(hour + nth * SLOT_MS) ?? noSums()))

/** Adds the attempts from an id on. Where the budget was used up before the end, it says after which one. */
async function walk (
  db: Database,
  endpointId: string,
  { first, until, slots }: { first: string, until: number, slots: Map<number, Sums> },
  budget: Budget
): Promise<{ isWhole: boolean, last?: string | undefined }> {
  if (!isLeft(budget)) return { isWhole: false }
  const end = startId('atmpt_', until)
  let last: string | undefined
  const walked = { from: first, to: end, ascending: true, resultAscending: true, limit: Infinity }
  for await (const { items, end: readTo, reads } of partsOf(db, endpointId, walked, MOST)) {
    budget.requests -= reads
    for (const attempt of items) if (attempt.id < end) add(slots, attempt)
    if (readTo === undefined || readTo >= end) break
    if (readTo > first) last = readTo
    if (last !== undefined && !isLeft(budget)) return { isWhole: false, last }
  }
  return { isWhole: true }
}

function add (slots: Map<number, Sums>, attempt: Attempt): void {
  const at = Math.floor(idTimeMs(attempt.id)! / SLOT_MS) * SLOT_MS
  const sums = slots.get(at) ?? noSums()
  slots.set(at, sums)
  addAttempt(sums, attempt)
}

const itemOf = (endpointId: string, id: string, data: object, at: number): StatsItem =>
  ({ msgId: hashOf(endpointId), id, data: JSON.stringify(data), expiresAt: Math.ceil((at + RETENTION_MS) / 1000) })

async function keepSeen (db: Database, endpointId: string, seen: Seen): Promise<void> {
  await put(db, 'attempts', itemOf(endpointId, SEEN, seen, seen.to))
}
