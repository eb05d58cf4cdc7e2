import { RETENTION_MS } from '../facts/periods.js'
import { startId } from '../lib/ids.js'
import type { MessageItem } from '../models/message-model.js'
import type { Application } from './applications.js'
import type { Database } from './database.js'
import { messagesOf } from './message-lists.js'
import { fromItem, type Message, type ReadOptions } from './messages.js'

export interface Stretch {
  /** Exclusive. */
  after: string
  /** Inclusive; absent: no bound. */
  upTo?: string
  /** At most so many; absent: all. */
  limit?: number
}

// One read of the database.
const READ_ITEMS = 250
const LAST = 'msg_~'

/** The messages of an application between two ids, oldest first, read consistently; those that have expired are left out. */
export async function listAfter (
  db: Database,
  application: Pick<Application, 'id' | 'shardCounts'>,
  { after: asked, upTo = LAST, limit = Infinity }: Stretch,
  options: ReadOptions
): Promise<Message[]> {
  // What is older has expired, though it may still be there.
  const oldest = startId('msg_', options.now - RETENTION_MS)
  const after = asked > oldest ? asked : oldest
  if (after >= upTo) return []
  const size = Math.min(limit, READ_ITEMS) + 1
  const walk = { from: after, to: upTo, ascending: true, resultAscending: true, limit: size }
  const found: MessageItem[] = []
  for await (const items of messagesOf(db, application, {})(walk, size)) {
    found.push(...items.filter(({ id }) => id > after && id <= upTo))
    if (found.length >= limit) break
  }
  const live = found.slice(0, limit).filter(({ expiresAt }) => expiresAt * 1000 > options.now)
  return await Promise.all(live.map(async item => await fromItem(db, item, options)))
}
