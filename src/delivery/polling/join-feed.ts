import { eachOf } from '../../lib/parallel.js'
import type { Application } from '../../repositories/applications.js'
import * as feed from '../../repositories/feed.js'
import { timestampOf, type Message } from '../../repositories/messages.js'
import type { Engine, Storage } from '../engine.js'
import { sealed } from './segments.js'

// How many scheduled messages of a batch are noted at the same time.
const WIDTH = 16

type Fed = Pick<Application, 'id' | 'shardCounts' | 'polledSince'>
type Joined = Pick<Message, 'appId' | 'id' | 'deliverAt' | 'onlyEndpointId' | 'comesLater'>

/**
 * Ensures, before the 202, that polls will return stored messages. It costs one read for all of them, and nothing when the
 * application has no polling endpoint; a scheduled message costs a read and a write, because the
 * application may get a polling endpoint before the message's time.
 * `isReplay`: the messages may have been stored long ago.
 *
 * A poll misses a message that is stored after the poll has read the list; such a message is added to a later segment. Both sides
 * write before they read, so one of them sees the other: a poll writes its segment and reads the list; accept writes the message and
 * reads the segment.
 */
export async function joinFeed (
  engine: Storage & Pick<Engine, 'pollers'>,
  application: Fed,
  messages: readonly Joined[],
  isReplay = false
): Promise<void> {
  const isPolled = application.polledSince !== undefined
  const fed = messages.filter(({ onlyEndpointId, comesLater }) => onlyEndpointId === null && (isPolled || comesLater))
  if (fed.length === 0) return
  const [scheduled, others] = [fed.filter(({ comesLater }) => comesLater), fed.filter(({ comesLater }) => !comesLater)]
  await eachOf(scheduled, WIDTH, async message => await comeLater(engine, message))
  const isAhead = others.length === 0 || await areAhead(engine, application, others)
  for (const message of others) {
    if (!isAhead && await isMissed(engine, application, message, isReplay)) await comeNow(engine, message)
  }
  engine.pollers.wake(application.id)
}

/** Whether all segments end before the first of the messages. */
async function areAhead ({ db }: Storage, { id }: Fed, messages: readonly Joined[]): Promise<boolean> {
  const ids = messages.map(({ id }) => id).sort()
  const last = await feed.segmentBefore(db, id, ids.at(-1)!)
  return !last || last.to < ids[0]!
}

async function comeLater ({ db, pollers }: Storage & Pick<Engine, 'pollers'>, message: Joined): Promise<void> {
  const own = await feed.segmentBefore(db, message.appId, message.id)
  if (own?.moved.includes(message.id)) return
  await feed.letCome(db, message, message.deliverAt!)
  pollers.lookAt(message.appId, message.deliverAt!)
}

async function comeNow ({ db, clock, pollers }: Storage & Pick<Engine, 'pollers'>, message: Joined): Promise<void> {
  await feed.letCome(db, message, timestampOf(message))
  pollers.lookAt(message.appId, clock.now())
}

/** Whether the segment of a message's id is sealed without this message. */
async function isMissed (engine: Storage, application: Fed, { appId, id }: Joined, isReplay: boolean): Promise<boolean> {
  const own = await feed.segmentBefore(engine.db, appId, id)
  if (!own || own.to < id || own.moved.includes(id)) return false
  if (own.isOld) return !isReplay
  const { ids = [] } = await sealed(engine, application, own)
  return !ids.includes(id)
}
