import { noteIn, startId, withNote } from '../lib/ids.js'
import type { LabelItem } from '../models/label-model.js'
import type { MessageItem } from '../models/message-model.js'
import type { Application } from './applications.js'
import { getMany, pages, type Database, type Range } from './database.js'
import { merge, SCAN_ITEMS } from './merge.js'
import type { MessageFilter } from './messages.js'
import type { Source, Walk } from './pagination.js'

/**
 * The list of an application's messages is one partition, or as many as its shard count says. The id of a message
 * contains the shard count at its creation (a power of two; the exponent is stored) and spreads messages over the
 * shards. So a message's partition follows from its id alone, also after the count has changed. A list merges the
 * shards of every count that was ever used.
 */

/** What a list of messages needs to know of its application. */
export type Listed = Pick<Application, 'id' | 'shardCounts' | 'typesFrom'>

/** A new message id in a shard of the application's present count. */
export function placed (id: string, { messageShards: count = 1 }: Pick<Application, 'messageShards'>): string {
  return count === 1 ? id : withNote(id, Math.log2(count))
}

/** The partition of the message with this id. */
export function listOf (appId: string, id: string): string {
  const { note, spread } = noteIn(id)
  const count = 2 ** note
  return count === 1 ? appId : shardName(appId, count, spread % count)
}

/** The id of the application whose list includes this partition. */
export const applicationOf = (list: string) => list.split('#', 1)[0]!

const shardName = (appId: string, count: number, shard: number) => `${appId}#${count}.${shard}`

const shardsOf = ({ id, shardCounts = [1] }: Listed) => shardCounts.flatMap(count =>
  count === 1 ? [id] : Array.from({ length: count }, (_, shard) => shardName(id, count, shard)))

/** The hash key of the index `byType` for a partition and an event type. */
export const typeKey = (list: string, eventType: string) => `${list}|${eventType}`
const labelKey = (list: string, kind: 'c' | 't', name: string) => `${list}|${kind}|${name}`

/** The labels under which a message can be found: its channels and tags. */
export function labelsOf (list: string, { channels, tags }: { channels: string[] | null, tags: string[] | null }): string[] {
  return [...(channels ?? []).map(name => labelKey(list, 'c', name)), ...new Set((tags ?? []).map(name => labelKey(list, 't', name)))]
}

/** How many messages that are in no index a page of a list by event type reads, at most; fewer when they are large. */
export const UNINDEXED_ITEMS = 10_000
const UNINDEXED_BYTES = 40_000_000
// The items of one read of these.
const READ_ITEMS = 1000

/** Where a source ended before the end of its walk, because it had read enough: the last id that it read. */
export interface Cut { end?: string }

/**
 * The messages of an application in the order of a walk. With a filter, the source may include messages that do not pass it. It sets
 * `cut.end` when a filter by event type had to read more messages without an index than a page may.
 */
export function messagesOf (db: Database, listed: Listed, filter: MessageFilter, cut: Cut = {}): Source<MessageItem> {
  const lists = shardsOf(listed)
  const all = merge(lists.map(list => inPartition<MessageItem>(db, 'messages', { hash: ['list', list] })), item => item.id)
  const index = indexOf(db, lists, listed, filter)
  if (!index) return all
  return async function * (walk, size) {
    let seen = 0
    let last: string | undefined
    for await (const items of all(walk, size)) {
      yield items
      seen += items.length
      last = items.at(-1)?.id ?? last
      if (seen < SCAN_ITEMS || last === undefined) continue
      const isNew = ({ id }: Entry) => id !== last
      for (const part of partsOf(after(walk, last), index.from)) {
        const source = part.isIndexed ? messagesIn(db, listed.id, index.entries(part.walk, size)) : unindexed(all, part.walk, cut)
        // A range includes its bounds, and the last item was yielded before.
        for await (const found of source) yield found.filter(one => isNew(one) && (one.id >= index.from) === part.isIndexed)
        if (cut.end !== undefined) return
      }
      return
    }
  }
}

const after = (walk: Walk, last: string): Walk => walk.ascending ? { ...walk, from: last } : { ...walk, to: last }

interface Part { walk: Walk, isIndexed: boolean }

/** The parts of a walk before and from the id on from which messages are indexed, in walking order. */
function partsOf (walk: Walk, from: string): Part[] {
  const before = { walk: { ...walk, to: walk.to < from ? walk.to : from }, isIndexed: false }
  const since = { walk: { ...walk, from: walk.from > from ? walk.from : from }, isIndexed: true }
  return (walk.ascending ? [before, since] : [since, before]).filter(({ walk: { from, to } }) => from < to)
}

async function * unindexed (all: Source<MessageItem>, walk: Walk, cut: Cut): AsyncGenerator<MessageItem[]> {
  let [items, bytes] = [0, 0]
  for await (const some of all(walk, READ_ITEMS)) {
    yield some
    items += some.length
    bytes += some.reduce((sum, { data, payload }) => sum + data.length + (payload?.length ?? 0), 0)
    const last = some.at(-1)
    if (!last || (items < UNINDEXED_ITEMS && bytes < UNINDEXED_BYTES)) continue
    cut.end = last.id
    return
  }
}

interface Entry { id: string }

/** The entries of an index, and the id from which on all messages are in it. */
interface Index { entries: Source<Entry>, from: string }

/** The index for a filter: one channel, one tag, or the event types; undefined when the filter has none of these. */
function indexOf (db: Database, lists: string[], { typesFrom }: Listed, { channel, tag, eventTypes }: MessageFilter): Index | undefined {
  if (channel !== undefined || tag !== undefined) {
    const keyOf = (list: string) => channel === undefined ? labelKey(list, 't', tag!) : labelKey(list, 'c', channel)
    const labels = lists.map(list => inPartition<LabelItem>(db, 'labels', { hash: ['label', keyOf(list)] }))
    return { entries: merge(labels, entry => entry.id), from: '' }
  }
  if (!eventTypes) return undefined
  const keys = lists.flatMap(list => eventTypes.map(eventType => typeKey(list, eventType)))
  const typed = keys.map(key => inPartition<Entry>(db, 'messages', { hash: ['typeKey', key], index: 'byType' }))
  return { entries: merge(typed, entry => entry.id), from: typesFrom === undefined ? AFTER_ALL : startId('msg_', typesFrom) }
}

// After the id of any message.
const AFTER_ALL = 'msg_~~'

// An index entry without a message remains of a request that died, or of an expired message.
async function * messagesIn (db: Database, appId: string, entries: AsyncIterable<Entry[]>): AsyncGenerator<MessageItem[]> {
  for await (const ids of entries) {
    const items = await getMany<MessageItem>(db, 'messages', ids.map(({ id }) => ({ list: listOf(appId, id), id })))
    const byId = new Map(items.map(item => [item.id, item]))
    yield ids.flatMap(({ id }) => byId.get(id) ?? [])
  }
}

function inPartition<T> (db: Database, table: 'messages' | 'labels', partition: Pick<Range, 'hash' | 'index'>): Source<T> {
  return ({ from, to, ascending }, size) =>
    pages<T>(db, table, { ...partition, range: ['id', from, to], descending: !ascending, limit: size })
}
