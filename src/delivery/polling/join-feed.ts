import type { Application } from '../../repositories/applications.js'
import * as feed from '../../repositories/feed.js'
import { timestampOf, type Message } from '../../repositories/messages.js'
import type { Engine, Storage } from '../engine.js'
import { sealed } from './segments.js'

type Fed = Pick<Application, 'id' | 'shardCounts' | 'polledSince'>
type Joined = Pick<Message, 'appId' | 'id' | 'deliverAt' | 'onlyEndpointId' | 'comesLater'>

/**
 * Makes sure that the feed of an application will show messages that were stored, before their requests are answered: one read for
 * all of them, and nothing where the application has no polling endpoint. `isReplay`: they may have been stored long ago.
 *
 * A poll passes a message that is stored only after it read the list: such a message is let come into a later segment. Both sides
 * write before they read, so one of them sees the other: the poll its segment and then the list, this the message and then the segment.
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

/** Whether the segment that a message's id lies in shows other messages and not this one. */
async function isMissed (engine: Storage, application: Fed, { appId, id }: Joined, isReplay: boolean): Promise<boolean> {
  const own = await feed.segmentBefore(engine.db, appId, id)
  if (!own || own.to < id || own.moved.includes(id)) return false
  if (own.isOld) return !isReplay
  const { ids = [] } = await sealed(engine, application, own)
  return !ids.includes(id)
}
