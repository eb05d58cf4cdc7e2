import { IDEMPOTENCY_MS } from '../../facts/periods.js'
import { ApiError, conflict, ValidationError } from '../../errors.js'
import { eachOf } from '../../lib/parallel.js'
import * as aliases from '../../repositories/aliases.js'
import type { Application } from '../../repositories/applications.js'
import { placed } from '../../repositories/message-lists.js'
import * as messages from '../../repositories/messages.js'
import type { Message } from '../../repositories/messages.js'
import { compose, idempotencyAlias, logAccepted, markOf, refuseLate, type NewMessage } from './accept.js'
import type { Engine, Storage, LoggedStorage } from '../engine.js'
import { acceptUnless, payloadProblems } from './payload-check.js'

export type Refusal = ApiError | ValidationError

export interface Batch {
  /** What to store, or why not, by position. */
  entries: ReadonlyArray<NewMessage | Refusal>
  /** Names the batch in its caller's scope; a repetition gets the ids of the first. */
  key: string | undefined
}

// Messages or fan-outs under way at a time.
const WIDTH = 16
// A larger payload may need the blob store, and be refused there.
const PLAIN_BYTES = 64 * 1024

/** The ids that a batch gives by position, and what is stored under them by now. */
interface Places {
  ids: string[]
  isRepeated: boolean
  stored: ReadonlyMap<string, Message>
  /** When the key was claimed, Unix ms; Infinity when no other request can take the ids. */
  since: number
}

/**
 * Stores the messages of a batch so that each will be delivered, whatever crashes afterwards, and answers for each by
 * position. Throws only what makes all of them fail, such as a database that is away; the batch may then be repeated.
 *
 * Order: the alias of the batch's key with the ids of all its messages, then the messages. A message that nothing names
 * but its fresh id needs no condition and is written with others in one request; one with an eventId or a key of its own
 * is accepted as if it came alone. A repetition reads which ids are stored and writes the others, each on condition that
 * its id is still free, so nothing that was fanned out or expunged since comes back. What it cannot see is a first
 * request that is still writing at that moment: then both write the same messages, which begins no delivery twice.
 */
export async function acceptBatch (engine: Engine, application: Application, { entries, key }: Batch): Promise<Array<Message | Refusal>> {
  const places = key === undefined
    ? fresh(engine, application, entries.length)
    : await reserve(engine, application, { key, count: entries.length })
  const problems = await problemsOf(engine, application, entries, places)
  const answers: Array<Message | Refusal> = []
  const answer = async (position: number) => {
    const entry = entries[position]!
    const stored = places.stored.get(places.ids[position]!)
    if (stored) answers[position] = await replayed(engine, stored)
    else if (isRefusal(entry)) answers[position] = entry
    else if (isPlain(entry)) answers[position] = problems.get(position) ?? compose(application, places.ids[position]!, entry)
    else {
      answers[position] = await orRefusal(acceptUnless(engine, application, {
        input: keyed(entry, key, position),
        problem: problems.get(position)
      }))
    }
  }
  const { first, later } = ordered(entries)
  await eachOf(first, WIDTH, answer)
  // Of two messages with one name, the first is the one that counts.
  await eachOf(later, 1, answer)
  const isNew = (one: Message | Refusal, position: number): one is Message =>
    isPlain(entries[position]!) && !isRefusal(one) && !places.stored.has(one.id)
  refuseLate(engine, places.since)
  const held = await store(engine, answers.filter(isNew), places)
  return answers.map(one => isRefusal(one) ? one : held.get(one.id) ?? one)
}

/** What the event types have against the payloads that are not stored yet, by position. */
async function problemsOf (
  engine: LoggedStorage,
  { orgId }: Application,
  entries: Batch['entries'],
  { ids, stored }: Places
): Promise<Map<number, ValidationError>> {
  const asked = entries.flatMap((entry, position) => isRefusal(entry) || stored.has(ids[position]!) ? [] : [{ entry, position }])
  const problems = await payloadProblems(engine, orgId, asked.map(({ entry }) => entry))
  return new Map(asked.flatMap(({ position }, at) => problems[at] ? [[position, problems[at]] as const] : []))
}

/** The positions of a batch: those of names that stand there for the first time, and those that repeat one. */
function ordered (entries: Batch['entries']): { first: number[], later: number[] } {
  const seen = new Set<string>()
  const isFirst = entries.map(entry => {
    const names = isRefusal(entry)
      ? []
      : [entry.eventId, entry.idempotencyKey].flatMap((name, kind) => name == null ? [] : [`${kind} ${name}`])
    const repeats = names.some(name => seen.has(name))
    for (const name of names) seen.add(name)
    return !repeats
  })
  const positions = [...entries.keys()]
  return { first: positions.filter(position => isFirst[position]), later: positions.filter(position => !isFirst[position]) }
}

const isRefusal = (entry: object): entry is Refusal => entry instanceof ApiError || entry instanceof ValidationError
const isPlain = (entry: NewMessage | Refusal): entry is NewMessage =>
  !isRefusal(entry) && entry.eventId === null && entry.idempotencyKey === undefined && entry.payload.length <= PLAIN_BYTES

// A message's own key comes first: it may have been sent outside of this batch.
const keyed = (entry: NewMessage, key: string | undefined, position: number): NewMessage =>
  key === undefined || entry.idempotencyKey !== undefined ? entry : { ...entry, idempotencyKey: idempotencyAlias(key, String(position)) }

function fresh (engine: Pick<Engine, 'newId'>, application: Application, count: number): Places {
  const ids = Array.from({ length: count }, () => placed(engine.newId('msg_').id, application))
  return { ids, isRepeated: false, stored: new Map(), since: Infinity }
}

/** The ids that the key stands for: our own, or those of the request that had it first. */
async function reserve (
  engine: Storage & Pick<Engine, 'newId'>,
  application: Application,
  { key, count }: { key: string, count: number }
): Promise<Places> {
  const { db, clock } = engine
  const now = clock.now()
  const ours = { ...fresh(engine, application, count), since: now }
  const alias = {
    key, target: ours.ids[0]!, at: now, expiresAt: Math.ceil((now + IDEMPOTENCY_MS) / 1000), answer: Buffer.from(JSON.stringify(ours.ids))
  }
  const held = await aliases.claim(db, alias, now)
  if (held.target === alias.target) return ours
  const ids = JSON.parse(Buffer.from(held.answer!).toString()) as string[]
  if (ids.length !== count) throw conflict(`The idempotency key was used for a batch of ${ids.length} messages.`)
  const found = await messages.readMany(db, application.id, ids, { now, withPayload: true })
  // A request that died before it stored anything: its messages begin their time of life now.
  const isDead = found.length === 0 && now - held.at > aliases.LEASE_MS
  if (isDead && await aliases.replace(db, alias, held.target)) return ours
  // Once something of it is stored, no other batch takes the key.
  const since = found.length === 0 ? held.at : Infinity
  return { ids, isRepeated: true, stored: new Map(found.map(message => [message.id, message])), since }
}

// The first request may have died before the fan-out.
async function replayed (engine: Engine, message: Message): Promise<Message> {
  if (message.isMarked) await engine.dispatcher.announce(engine, message)
  return message
}

/** Stores messages and has them delivered; those that a rival stored meanwhile are returned, by id, as they are. */
async function store (engine: Engine, composed: Message[], { isRepeated }: Places): Promise<Map<string, Message>> {
  if (composed.length === 0) return new Map()
  const { db, clock } = engine
  const began = clock.now()
  const marked = await Promise.all(composed.map(async message => ({ message, mark: undefined, ...await markOf(engine, message) })))
  // A write that seems to fail may have been applied: then only a look at the marks finds the messages.
  const firstDue = Math.min(...marked.map(({ mark }) => mark?.dueAt ?? Infinity))
  if (firstDue < Infinity) engine.dispatcher.lookAt?.(engine, firstDue)
  if (!isRepeated) await messages.insertFresh(db, marked)
  const rivals = await eachOf(marked, WIDTH, async ({ message, mark, wanted }) => {
    if (isRepeated && !await messages.insert(db, message, mark)) return message
    if (mark) await engine.dispatcher.announce(engine, message, wanted)
    logAccepted(engine, message, mark !== undefined)
    engine.meter.count('accepted')
    engine.meter.observe('acceptTime', (clock.now() - began) / 1000)
    return undefined
  })
  const lost = rivals.filter(message => message !== undefined)
  if (lost.length === 0) return new Map()
  const held = await messages.readMany(db, lost[0]!.appId, lost.map(({ id }) => id), { now: clock.now(), withPayload: true })
  return new Map(held.map(message => [message.id, message]))
}

async function orRefusal (accepting: Promise<Message>): Promise<Message | Refusal> {
  try {
    return await accepting
  } catch (error) {
    const isOwnFault = error instanceof ValidationError || (error instanceof ApiError && error.statusCode < 500)
    if (!isOwnFault) throw error
    return error
  }
}
