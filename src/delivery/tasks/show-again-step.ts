import { startId } from '../../lib/ids.js'
import * as applications from '../../repositories/applications.js'
import * as destinations from '../../repositories/destinations.js'
import { listAfter } from '../../repositories/message-feed.js'
import * as messages from '../../repositories/messages.js'
import type { Task } from '../../repositories/tasks.js'
import type { Engine } from '../engine.js'
import { showsMessage } from '../match.js'
import { showAgain } from '../polling/show-again.js'

// How many messages one step reads.
const BATCH = 100

/** Whether a recovery or replay is of a polling endpoint. */
export const isOfPolling = ({ endpointId }: Pick<Task, 'endpointId'>): boolean => endpointId.startsWith('sink_')

/**
 * One step of a recovery or replay of a polling endpoint: the messages of the time that it is for are shown again, oldest first. After a
 * crash before the position is stored, those of one step are shown twice.
 */
export async function showAgainStep (engine: Engine, task: Task): Promise<Task> {
  const { db, clock } = engine
  const now = clock.now()
  const application = await applications.find(db, task.orgId, task.appId)
  if (!application) return { ...task, status: 'failed', reason: 'application deleted' }
  const destination = await destinations.seek(db, task.appId, task.endpointId)
  if (!destination) return { ...task, status: 'failed', reason: 'endpoint deleted' }
  const after = task.position ?? startId('msg_', task.since)
  const found = await listAfter(db, application, { after, upTo: startId('msg_', task.until), limit: BATCH }, { now, withPayload: false })
  const isOut = ({ deliverAt, payloadExpiresAt }: messages.Message) => (deliverAt ?? 0) <= now && payloadExpiresAt > now
  const wanted = found.filter(message => message.onlyEndpointId === null && isOut(message) && showsMessage(destination, message) &&
    messages.matches(message, task.filter))
  for (const message of wanted) await showAgain(engine, message, destination)
  const isWalked = found.length < BATCH
  return {
    ...task,
    isWalked,
    status: isWalked ? 'finished' : 'running',
    position: found.at(-1)?.id ?? task.position,
    batches: task.batches + 1,
    resent: task.resent + wanted.length
  }
}
