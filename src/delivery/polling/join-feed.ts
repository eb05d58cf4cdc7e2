import type { Application } from '../../repositories/applications.js'
import * as feed from '../../repositories/feed.js'
import { timestampOf, type Message } from '../../repositories/messages.js'
import type { Engine, Storage } from '../engine.js'
import { sealed } from './segments.js'

type Fed = Pick<Application, 'id' | 'shardCounts' | 'polledSince'>
type Joined = Pick<Message, 'appId' | 'id' | 'deliverAt' | 'onlyEndpointId' | 'comesLater'>

/**
 * Ensures, before the 202, that polls will return stored messages. It costs one read for all of them, and nothing when the
 * application has no polling endpoint. `isReplay`: the messages may have been stored long ago.
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
  if (application.polledSince === undefined) return
  const fed = messages.filter(({ onlyEndpointId }) => onlyEndpointId === null)
  const ids = fed.map(({ id }) => id).sort()
  const [lowest, highest] = [ids[0], ids.at(-1)]
  if (lowest === undefined || highest === undefined) return
  const last = await feed.segmentBefore(engine.db, application.id, highest)
  const isAhead = !last || last.to < lowest
  for (const message of fed) {
    if (message.comesLater) await comeLater(engine, message)
    else if (!isAhead && await isMissed(engine, application, message, isReplay)) await comeNow(engine, message)
  }
  engine.pollers.wake(application.id)
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
