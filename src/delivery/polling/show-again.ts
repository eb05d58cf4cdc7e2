import type { Destination } from '../../repositories/destinations.js'
import * as feed from '../../repositories/feed.js'
import type { Message } from '../../repositories/messages.js'
import type { Engine } from '../engine.js'

type Again = Pick<Engine, 'clock' | 'db' | 'newId' | 'pollers'>

/**
 * Lets the consumers of a polling endpoint be shown a message once more, after what was accepted until now, whatever its filters say.
 * Other polling endpoints are not shown it.
 */
export async function showAgain (
  { clock, db, newId, pollers }: Again,
  message: Pick<Message, 'appId' | 'id'>,
  { id: sinkId }: Pick<Destination, 'id'>
): Promise<void> {
  const { id: key } = newId('msg_')
  await feed.letComeAgain(db, message, key, sinkId)
  // Not at the time of the key, whose steps of 4 ms begin before the latest look.
  pollers.lookAt(message.appId, clock.now())
  pollers.wake(message.appId)
}
