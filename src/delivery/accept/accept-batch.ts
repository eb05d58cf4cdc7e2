import { IDEMPOTENCY_MS } from '../../facts/periods.js'
import { ApiError, conflict, ValidationError } from '../../errors.js'
import { eachOf } from '../../lib/parallel.js'
import * as aliases from '../../repositories/aliases.js'
import type { Application } from '../../repositories/applications.js'
import { placed } from '../../repositories/message-lists.js'
import * as messages from '../../repositories/messages.js'
import type { Message } from '../../repositories/messages.js'
import { begin, compose, idempotencyAlias, logAccepted, markOf, prepare, refuseLate, type Marking, type NewMessage } from './accept.js'
import type { Prepared } from '../dispatcher.js'
import type { Engine, Storage, LoggedStorage } from '../engine.js'
import { countingFailure, measureAccepted } from '../metrics.js'
import { joinFeed } from '../polling/join-feed.js'
import { traced, type Span } from '../telemetry.js'
import { acceptUnless, payloadProblems } from './payload-check.js'

export type Refusal = ApiError | ValidationError

export interface Batch {
  /** For each position: the message to store, or why it is refused. */
  entries: ReadonlyArray<NewMessage | Refusal>
  /** The batch's idempotency key in its caller's scope. A repeated request gets the ids of the first. */
  key: string | undefined
}

// How many messages or fan-outs of one batch are processed at the same time.
const WIDTH = 16
// A larger payload may have to go to the blob store, which may refuse it. Such a message is accepted alone.
const PLAIN_BYTES = 64 * 1024

/** The message id of each position, and the messages that are already stored under these ids. */
interface Places {
  ids: string[]
  isRepeated: boolean
  stored: ReadonlyMap<string, Message>
  /** When the key was claimed, Unix ms; Infinity when no other request can take the ids. */
  since: number
}

/**
 * Stores the messages of a batch and answers for each position. After this returns, no crash loses a delivery of them.
 * Throws only errors that concern all messages, such as a database that is away; the request may then be repeated.
 *
 * Order: the alias of the batch's key with the ids of all messages, then the messages. A message with a fresh id and no
 * other name needs no condition; several of these are written in one request. A message with an eventId or a key is
 * accepted as if it came alone. A repeated request reads which ids are stored and writes the others, each on condition
 * that its id is free. So a message that was fanned out or expunged since does not come back. The repeated request
 * cannot see a first request that is still writing. Then both write the same messages, and no delivery begins twice.
 */
export async function acceptBatch (engine: Engine, application: Application, batch: Batch): Promise<Array<Message | Refusal>> {
  return await traced(engine, telemetry => telemetry.accept(application, batch.entries.length),
    async span => await takeBatch(engine, application, batch, span))
}

async function takeBatch (
  engine: Engine,
  application: Application,
  { entries, key }: Batch,
  span: Span | undefined
): Promise<Array<Message | Refusal>> {
  const places = key === undefined
    ? fresh(engine, application, entries.length)
    : await reserve(engine, application, { key, count: entries.length })
  const problems = await problemsOf(engine, application, entries, places)
  const answers: Array<Message | Refusal> = []
  const answer = async (position: number) => {
    const entry = entries[position]!
    const stored = places.stored.get(places.ids[position]!)
    if (stored) answers[position] = await replayed(engine, application, stored)
    else if (isRefusal(entry)) answers[position] = entry
    else if (isPlain(entry)) {
      answers[position] = problems.get(position) ?? compose(engine, application, { id: places.ids[position]!, input: entry, span })
    } else {
      answers[position] = await orRefusal(acceptUnless(engine, application, {
        input: keyed(entry, key, position),
        problem: problems.get(position)
      }))
    }
  }
  const { first, later } = ordered(entries)
  await eachOf(first, WIDTH, answer)
  // Messages of one batch may share an eventId or a key. The first of them is stored first, so it wins.
  await eachOf(later, 1, answer)
  const isNew = (one: Message | Refusal, position: number): one is Message =>
    isPlain(entries[position]!) && !isRefusal(one) && !places.stored.has(one.id)
  refuseLate(engine, places.since)
  const composed = answers.filter(isNew)
  const held = await countingFailure(engine.meter, async () => await store(engine, application, composed, places), composed.length)
  return answers.map(one => isRefusal(one) ? one : held.get(one.id) ?? one)
}

/** The validation problems of the payloads that are not stored yet, by position. */
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

/** Splits the positions: in `first` an eventId or key appears for the first time, in `later` it repeats one of the batch. */
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

// The message's own key wins over one derived from the batch's key: the message may have been sent outside of this batch.
const keyed = (entry: NewMessage, key: string | undefined, position: number): NewMessage =>
  key === undefined || entry.idempotencyKey !== undefined ? entry : { ...entry, idempotencyKey: idempotencyAlias(key, String(position)) }

function fresh (engine: Pick<Engine, 'newId'>, application: Application, count: number): Places {
  const ids = Array.from({ length: count }, () => placed(engine.newId('msg_').id, application))
  return { ids, isRepeated: false, stored: new Map(), since: Infinity }
}

/** The ids that the key stands for: new ids of this request, or those of the request that claimed the key first. */
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
  // The first request died before it stored a message. This one takes over the key; retention begins with its ids.
  const isDead = found.length === 0 && now - held.at > aliases.LEASE_MS
  if (isDead && await aliases.replace(db, alias, held.target)) return ours
  // Once a message of the batch is stored, no other batch can take over the key.
  const since = found.length === 0 ? held.at : Infinity
  return { ids, isRepeated: true, stored: new Map(found.map(message => [message.id, message])), since }
}

// The first request may have died before the fan-out.
async function replayed (engine: Engine, application: Application, message: Message): Promise<Message> {
  await joinFeed(engine, application, [message], true)
  if (message.isMarked) await engine.dispatcher.announce(engine, message)
  return message
}

/** Stores messages and starts their fan-out. Returns, by id, the messages that another request stored first. */
async function store (
  engine: Engine,
  application: Application,
  composed: Message[],
  { isRepeated, since }: Places
): Promise<Map<string, Message>> {
  if (composed.length === 0) return new Map()
  const { db, clock } = engine
  const began = clock.now()
  const marked = await Promise.all(composed.map(async message => ({ message, ...await markOf(engine, message) })))
  // A write that returns an error may have been applied. Then only a look at the due marks, or at the deliveries, finds the messages.
  const firstDue = Math.min(...marked.map(({ mark }) => mark?.dueAt ?? Infinity))
  if (firstDue < Infinity) engine.dispatcher.lookAt?.(engine, firstDue)
  const ready = await Promise.all(marked.map(async one => await withDeliveries(engine, one)))
  // Deciding the filters about all messages may have taken long.
  refuseLate(engine, since)
  const left = new Set(isRepeated ? ready : await messages.insertFresh(db, ready))
  const rivals = await eachOf(ready, WIDTH, async one => {
    const { message, mark, along, wanted, start } = one
    const inserted = !left.has(one) || await messages.insert(db, message, mark, along)
    if (!inserted) return message
    if (start) begin({ start }, inserted)
    else if (mark) await engine.dispatcher.announce(engine, message, wanted)
    logAccepted(engine, message, wanted !== undefined)
    measureAccepted(engine, message, clock.now() - began)
    return undefined
  })
  await joinFeed(engine, application, composed, isRepeated)
  const lost = rivals.filter(message => message !== undefined)
  if (lost.length === 0) return new Map()
  const held = await messages.readMany(db, lost[0]!.appId, lost.map(({ id }) => id), { now: clock.now(), withPayload: true })
  return new Map(held.map(message => [message.id, message]))
}

interface Ready extends Marking { message: Message, along?: Prepared['writes'], start?: Prepared['start'] }

/** Where the dispatcher can, a message is stored with its deliveries and needs no mark. */
async function withDeliveries (engine: Engine, { message, mark, wanted }: Ready): Promise<Ready> {
  const prepared = await prepare(engine, message, wanted)
  if (prepared) return { message, wanted: wanted!, along: prepared.writes, start: prepared.start }
  return { message, ...(mark && { mark }), ...(wanted && { wanted }) }
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
