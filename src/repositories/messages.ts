import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { RETENTION_MS } from '../facts/periods.js'
import { DUE } from '../facts/table-definitions.js'
import type { MessageItem } from '../models/message-model.js'
import { decodeItem } from '../models/decode-item.js'
import { idTimeMs } from '../lib/ids.js'
import * as aliases from './aliases.js'
import { get, getMany, MOST_TOGETHER, put, putMany, putTogether, update, type Database, type Write } from './database.js'
import { dueWithin, nextDue as nextDueOf, type DueSpan } from './due.js'
import { applicationOf, labelsOf, listOf, messagesOf, typeKey, type Cut, type Listed } from './message-lists.js'
import { endedAt, loaded, page, timedWalk, type ListQuery, type Page } from './pagination.js'
import { discard, pack, unpack, type Packing } from './payloads.js'
import { isPart } from './parts.js'

export interface Message {
  orgId: string
  appId: string
  id: string
  eventType: string
  eventId: string | null
  channels: string[] | null
  tags: string[] | null
  /** The first attempt waits until this time, Unix ms. */
  deliverAt: number | null
  /** The one endpoint that gets the message (an example). */
  onlyEndpointId: string | null
  /** The payload's bytes as sent; undefined when they are gone, not found by this process, or not asked for. */
  payload: Buffer | undefined
  /** The payload is neither expired nor expunged, but this process does not find it. */
  isUnseen?: true
  /** Whether an answer can show the payload as JSON; a raw payload may be any text. */
  isJson: boolean
  /** The content type of deliveries; absent for application/json. */
  contentType?: string
  /** Unix milliseconds. */
  payloadExpiresAt: number
  /** The key of the request that stored the message. Kept only with an eventId, where requests with different keys may compete. */
  idempotencyKey: string | null
  /** The X-Ray trace of the request that sent the message, if it is sampled: the table's stream carries no trace. */
  trace?: string
  /** The span that stored the message, as the header `traceparent`, where the server has OpenTelemetry. */
  traceparent?: string
  /** Whether the fan-out is not done yet. */
  isMarked?: true
  /** Set when it is stored: whether it gets the key of the index by event type. */
  isTyped?: true
  /** It waits for its `deliverAt` before polling endpoints show it. */
  comesLater?: true
}

interface Data extends Packing, Omit<Message, 'payload' | 'isUnseen' | 'appId' | 'id' | 'isMarked' | 'isTyped'> {}

export interface MessageFilter { channel?: string | undefined, eventTypes?: readonly string[] | undefined, tag?: string | undefined }

export interface ReadOptions { now: number, withPayload: boolean }

const IS_NEW = { expression: 'attribute_not_exists(#id)' }

/** The key of the alias that makes an eventId unique in its application (contract 1.4). */
export const eventIdKey = (appId: string, eventId: string) => `msg|${appId}|${eventId}`

/** When a message was created, Unix ms: its id contains this time. */
export const timestampOf = ({ id }: { id: string }) => idTimeMs(id)!

/** The due entry of a message's fan-out. */
export type Mark = Pick<MessageItem, 'dueShard' | 'dueAt'>

/** From when on a message's retention counts, Unix ms: its creation, or its `deliverAt` if that is later. */
export const keptFrom = (message: Pick<Message, 'id' | 'deliverAt'>) => Math.max(timestampOf(message), message.deliverAt ?? 0)

/**
 * Stores a message once; false when its id is already stored, and 'found' when the stored message is the same. `mark`: the
 * due entry of its fan-out, if it needs one. `along`: writes in the same transaction, where the database `transacts`; the
 * first is equal in no other call.
 */
export async function insert (db: Database, message: Message, mark: Mark = {}, along: readonly Write[] = []): Promise<boolean | 'found'> {
  const { item, packing, labels } = await toItem(db, message, mark)
  // Labels are written first. A crash in between leaves a label without a message, which readers skip.
  await Promise.all(labels.map(async label => await put(db, 'labels', label)))
  const write = { table: 'messages', item, condition: IS_NEW } as const
  // The message of a repetition of this request is the same, and its deliveries are not. So these tell whose write was applied.
  if (along.length > 0 ? await putTogether(db, [write, ...along], along[0]) : await put(db, 'messages', item, write.condition)) {
    // Each delivery in `along` reads the message once. How many deliveries a due mark leads to is not known here.
    db.recent?.keep(message, mark.dueAt === undefined ? along.length : Infinity)
    return true
  }
  // An earlier try of this write may have been applied; the message may have been fanned out and expunged since.
  const stored = await get<MessageItem>(db, 'messages', { list: item.list, id: item.id })
  // Another stored message does not name the blob of this call, so that blob is removed.
  if (!stored || (JSON.parse(stored.data) as Data).blob !== packing.blob) await discard(db, packing)
  return stored !== undefined && isSame(stored, item) && 'found'
}

/** A message with the due mark of its fan-out, or with the writes that are stored together with it. */
export interface Fresh { message: Message, mark?: Mark | undefined, along?: readonly Write[] }

/**
 * Stores messages with new ids in as few requests as possible. Throws 503 when not all could be stored. No message may have been stored,
 * and expunged, before. Returns those that may not be stored: another request stored some of them, or this call was repeated.
 */
export async function insertFresh<F extends Fresh> (db: Database, fresh: readonly F[]): Promise<F[]> {
  const stored = await Promise.all(fresh.map(async one => ({ one, ...await toItem(db, one.message, one.mark ?? {}) })))
  await putMany(db, 'labels', stored.flatMap(({ labels }) => labels))
  const together = db.transacts ? stored.filter(({ one }) => !one.mark) : []
  await putMany(db, 'messages', stored.filter(one => !together.includes(one)).map(({ item }) => item))
  const refused = (await Promise.all(groupsOf(together).map(async group => await insertGroup(db, group)))).flat()
  for (const one of fresh) if (!refused.includes(one)) db.recent?.keep(one.message, one.mark ? Infinity : one.along?.length ?? 0)
  return refused
}

interface Stored<F> { one: F, item: MessageItem }

/** Puts as many messages, each with its other writes, into a transaction as it takes. */
function groupsOf<S extends Stored<Fresh>> (stored: readonly S[]): S[][] {
  const groups: S[][] = []
  let room = 0
  for (const each of stored) {
    const writes = 1 + (each.one.along?.length ?? 0)
    if (writes > room) {
      groups.push([])
      room = MOST_TOGETHER
    }
    groups.at(-1)!.push(each)
    room -= writes
  }
  return groups
}

async function insertGroup<F extends Fresh> (db: Database, group: ReadonlyArray<Stored<F>>): Promise<F[]> {
  const writes = group.flatMap(({ item, one }): Write[] => [{ table: 'messages', item, condition: IS_NEW }, ...one.along ?? []])
  return await putTogether(db, writes) ? [] : group.map(({ one }) => one)
}

function isSame (stored: MessageItem, item: MessageItem): boolean {
  const [theirs, ours] = [stored, item].map(({ data }) => {
    const { payloadExpiresAt, deflated, blob, parts, ...rest } = JSON.parse(data) as Data
    return { payloadExpiresAt, blob, rest: JSON.stringify(rest) }
  }) as [Described, Described]
  const isContent = theirs.blob === ours.blob && Buffer.compare(stored.payload ?? NOTHING, item.payload ?? NOTHING) === 0
  return theirs.rest === ours.rest && (theirs.payloadExpiresAt === 0 || isContent)
}

interface Described { payloadExpiresAt: number, blob: string | undefined, rest: string }

const NOTHING = Buffer.alloc(0)

async function toItem (db: Database, message: Message, mark: Mark) {
  const { appId, id, payload, isUnseen, isTyped, ...rest } = message
  const until = keptFrom(message) + RETENTION_MS
  const { payload: bytes, ...packing } = await pack(db, id, payload!, {
    expiresAt: message.payloadExpiresAt, outlives: message.payloadExpiresAt < until
  })
  const data: Data = { ...rest, ...packing }
  const expiresAt = Math.ceil(until / 1000)
  const list = listOf(appId, id)
  const typed = isTyped && { typeKey: typeKey(list, message.eventType) }
  const item: MessageItem = {
    list, id, data: JSON.stringify(data, omitNull), expiresAt, ...typed, ...(bytes && { payload: bytes }), ...mark
  }
  return { item, packing, labels: labelsOf(list, message).map(label => ({ label, id, expiresAt })) }
}

/** The message with this id; undefined when it is gone or never existed. */
export async function read (db: Database, appId: string, id: string, options: ReadOptions): Promise<Message | undefined> {
  const item = await get<MessageItem>(db, 'messages', { list: listOf(appId, id), id })
  return item && item.expiresAt * 1000 > options.now ? await fromItem(db, item, options) : undefined
}

/** The message with this id in the first of these applications that has it; one request for each hundred. */
export async function readIn (db: Database, appIds: readonly string[], id: string, options: ReadOptions): Promise<Message | undefined> {
  const items = await getMany<MessageItem>(db, 'messages', appIds.map(appId => ({ list: listOf(appId, id), id })), CARRIED)
  const item = items.find(item => item.expiresAt * 1000 > options.now)
  return item && await fromItem(db, item, options)
}

/** The message with its payload, for an attempt. A message that this process has just stored needs no call of the database. */
export async function readForAttempt (db: Database, appId: string, id: string, now: number): Promise<Message | undefined> {
  return db.recent?.get(id, now) ?? await read(db, appId, id, { now, withPayload: true })
}

// The attributes that a message without its payload is made from.
const CARRIED = ['list', 'id', 'data', 'expiresAt', DUE.hash]

/** The existing messages with these ids (all different), in any order. */
export async function readMany (db: Database, appId: string, ids: readonly string[], options: ReadOptions): Promise<Message[]> {
  const keys = ids.map(id => ({ list: listOf(appId, id), id }))
  const items = await getMany<MessageItem>(db, 'messages', keys, options.withPayload ? undefined : CARRIED)
  const live = items.filter(item => item.expiresAt * 1000 > options.now)
  return await Promise.all(live.map(async item => await fromItem(db, item, options)))
}

/** The message with this id or eventId; undefined when there is none. */
export async function find (db: Database, appId: string, idOrEventId: string, options: ReadOptions): Promise<Message | undefined> {
  if (idOrEventId.startsWith('msg_')) return await read(db, appId, idOrEventId, options)
  const alias = await aliases.read(db, eventIdKey(appId, idOrEventId), options.now)
  return alias && await read(db, appId, alias.target, options)
}

/**
 * The messages of an application that pass the filter, newest first. A page by event type that reads many messages without an index is
 * cut, perhaps without items, and says that more may follow.
 */
export async function list (
  db: Database,
  application: Listed,
  query: ListQuery & MessageFilter,
  options: ReadOptions
): Promise<Page<Message>> {
  const isFiltered = [query.channel, query.eventTypes, query.tag].some(one => one !== undefined)
  const accepts = (item: MessageItem) => item.expiresAt * 1000 > options.now && (!isFiltered || matches(JSON.parse(item.data), query))
  const walk = timedWalk(query, 'msg_')
  const cut: Cut = {}
  const read = await page(walk, messagesOf(db, application, query, cut), item => item.id, accepts)
  const found = read.done ? endedAt(read, cut.end, walk.ascending) : read
  return await loaded(found, item => item.id, async item => {
    const message = await fromItem(db, item, options)
    return { item: message, bytes: message.payload?.length ?? 0 }
  })
}

/** Whether a message passes the filters of a list. */
export function matches (
  data: Partial<Pick<Message, 'channels' | 'eventType' | 'tags'>>,
  { channel, eventTypes, tag }: MessageFilter
): boolean {
  if (channel !== undefined && !data.channels?.includes(channel)) return false
  if (tag !== undefined && !data.tags?.includes(tag)) return false
  return eventTypes === undefined || eventTypes.includes(data.eventType!)
}

/**
 * Removes a message's payload permanently. Order: the item, then the blob or parts. A crash in between leaves these
 * until their expiry.
 */
export async function expunge (db: Database, appId: string, id: string): Promise<void> {
  const list = listOf(appId, id)
  const item = await get<MessageItem>(db, 'messages', { list, id })
  if (!item) return
  const { blob, deflated, parts, ...data } = JSON.parse(item.data) as Data
  const change = { set: { data: JSON.stringify({ ...data, payloadExpiresAt: 0 }, omitNull) }, remove: ['payload'] }
  // Removed before the write, which may be applied although it fails, and after it, because the message may be cached meanwhile.
  db.recent?.forget(id)
  await update(db, 'messages', { list, id }, { ...change, condition: { expression: 'attribute_exists(#id)' } })
  db.recent?.forget(id)
  await discard(db, { blob, parts })
}

/** Sets the mark of a stored message's fan-out; false when the message is gone. */
export async function setMark (db: Database, { appId, id }: Pick<Message, 'appId' | 'id'>, mark: Required<Mark>): Promise<boolean> {
  // Without the condition, a removed message would come back as an item with nothing but a mark.
  return await update(db, 'messages', { list: listOf(appId, id), id }, {
    set: { ...mark },
    condition: { expression: 'attribute_exists(#id)' }
  })
}

/** Removes the mark of a message whose fan-out is done. */
export async function clearMark (db: Database, { appId, id }: Pick<Message, 'appId' | 'id'>): Promise<void> {
  const condition = { expression: 'attribute_exists(#id)' }
  await update(db, 'messages', { list: listOf(appId, id), id }, { set: {}, remove: [DUE.hash, DUE.range], condition })
}

/** The keys of messages whose fan-out is due within a span. */
export const due = async (db: Database, span: DueSpan) => await dueWithin<Pick<MessageItem, 'list' | 'id'>>(db, 'messages', span)

/** When the next fan-out after an instant is due, Unix ms; Infinity when there is none. */
export const nextDue = async (db: Database, after: number) => await nextDueOf(db, 'messages', after)

/**
 * The message in a record of the table's stream, without its payload; undefined when the item is a part of a large
 * payload or file. Throws a TypeError when it is neither.
 */
export function fromImage (image: Record<string, unknown>): Message | undefined {
  // In a stream the payload's bytes are base64 text, and the caller does not need them.
  const { payload: _, ...rest } = image
  const { list, id, data, dueShard } = decodeItem(rest as Record<string, AttributeValue>)
  if (typeof list === 'string' && isPart({ list })) return undefined
  if (typeof list !== 'string' || typeof id !== 'string' || typeof data !== 'string') throw new TypeError('The record shows no message.')
  const { deflated, blob, parts, ...carried } = JSON.parse(data) as Data
  return { ...ABSENT, ...carried, appId: applicationOf(list), id, payload: undefined, ...(dueShard !== undefined && { isMarked: true }) }
}

/** A message as its item has it, with its payload or without. */
export async function fromItem (db: Database, item: MessageItem, { now, withPayload }: ReadOptions): Promise<Message> {
  const { deflated, blob, parts, ...data } = JSON.parse(item.data) as Data
  const isThere = withPayload && data.payloadExpiresAt > now
  const payload = isThere ? await unpack(db, item, { deflated, blob, parts }) : undefined
  const isUnseen = isThere && !payload && await isKept(db, item, now)
  return {
    ...ABSENT, ...data, appId: applicationOf(item.list), id: item.id, payload, ...(isUnseen && { isUnseen }),
    ...(item.dueShard !== undefined && { isMarked: true })
  }
}

/** Whether a message's payload is still kept: it may have been expunged while it was read. */
async function isKept (db: Database, { list, id }: MessageItem, now: number): Promise<boolean> {
  const item = await get<MessageItem>(db, 'messages', { list, id })
  return item !== undefined && (JSON.parse(item.data) as Data).payloadExpiresAt > now
}

const ABSENT = { eventId: null, channels: null, tags: null, deliverAt: null, onlyEndpointId: null, isJson: true, idempotencyKey: null }
const omitNull = (key: string, value: unknown) => value === null || (key === 'isJson' && value === true) ? undefined : value
