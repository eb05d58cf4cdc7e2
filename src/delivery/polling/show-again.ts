import type { Destination } from '../../repositories/destinations.js'
import * as feed from '../../repositories/feed.js'
import { timestampOf, type Message } from '../../repositories/messages.js'
import type { Engine } from '../engine.js'

type Again = Pick<Engine, 'db' | 'newId' | 'pollers'>

/**
 * Lets the consumers of a polling endpoint be shown a message once more, after what was accepted until now, whatever its filters say.
 * Other polling endpoints are not shown it.
 */
export async function showAgain (
  { db, newId, pollers }: Again,
  message: Pick<Message, 'appId' | 'id'>,
  { id: sinkId }: Pick<Destination, 'id'>
): Promise<void> {
  const { id: key } = newId('msg_')
  await feed.letComeAgain(db, message, key, sinkId)
  pollers.lookAt(message.appId, timestampOf({ id: key }))
  pollers.wake(message.appId)
}
