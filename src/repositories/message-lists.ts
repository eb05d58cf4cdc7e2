import { noteIn, withNote } from '../lib/ids.js'
import type { LabelItem } from '../models/label-model.js'
import type { MessageItem } from '../models/message-model.js'
import type { Application } from './applications.js'
import { getMany, pages, type Database, type Range } from './database.js'
import { merge } from './merge.js'
import type { MessageFilter } from './messages.js'
import type { Source, Walk } from './pagination.js'

/**
 * The list of an application's messages is one partition, or as many as its shard count says. The id of a message
 * contains the shard count at its creation (a power of two; the exponent is stored) and spreads messages over the
 * shards. So a message's partition follows from its id alone, also after the count has changed. A list merges the
 * shards of every count that was ever used.
 */

type Listed = Pick<Application, 'id' | 'shardCounts'>

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

// A filtered list first reads this many items of the list itself, which is consistent; after them it reads the index.
const SCAN_ITEMS = 1000

/** The messages of an application in the order of a walk. With a filter, the source may include messages that do not pass it. */
export function messagesOf (db: Database, listed: Listed, filter: MessageFilter): Source<MessageItem> {
  const lists = shardsOf(listed)
  const all = merge(lists.map(list => inPartition<MessageItem>(db, 'messages', { hash: ['list', list] })), item => item.id)
  const index = indexOf(db, lists, filter)
  if (!index) return all
  return async function * (walk, size) {
    let seen = 0
    let last: string | undefined
    for await (const items of all(walk, size)) {
      yield items
      seen += items.length
      last = items.at(-1)?.id ?? last
      if (seen < SCAN_ITEMS || last === undefined) continue
      // A range includes its bounds, and the last item was yielded before.
      for await (const found of messagesIn(db, listed.id, index(after(walk, last), size))) yield found.filter(({ id }) => id !== last)
      return
    }
  }
}

const after = (walk: Walk, last: string): Walk => walk.ascending ? { ...walk, from: last } : { ...walk, to: last }

interface Entry { id: string }

/** The index for a filter: one channel, one tag, or the event types; undefined when the filter has none of these. */
function indexOf (db: Database, lists: string[], { channel, tag, eventTypes }: MessageFilter): Source<Entry> | undefined {
  if (channel !== undefined || tag !== undefined) {
    const keyOf = (list: string) => channel === undefined ? labelKey(list, 't', tag!) : labelKey(list, 'c', channel)
    return merge(lists.map(list => inPartition<LabelItem>(db, 'labels', { hash: ['label', keyOf(list)] })), entry => entry.id)
  }
  if (!eventTypes) return undefined
  const keys = lists.flatMap(list => eventTypes.map(eventType => typeKey(list, eventType)))
  return merge(keys.map(key => inPartition<Entry>(db, 'messages', { hash: ['typeKey', key], index: 'byType' })), entry => entry.id)
}

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
