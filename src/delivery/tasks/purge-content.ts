import { eachOf } from '../../lib/parallel.js'
import * as applications from '../../repositories/applications.js'
import * as messages from '../../repositories/messages.js'
import type { Task } from '../../repositories/tasks.js'
import type { LoggedStorage } from '../engine.js'
import { expunge } from '../attempt/expunge-payload.js'

// How many messages one step reads, and how many are expunged in parallel.
const BATCH = 250
const WIDTH = 16

/**
 * One step of a task that expunges all messages which an application had when the task began. After a crash before the
 * position is stored, the same messages are read again and turn out to be expunged.
 */
export async function purgeStep (engine: LoggedStorage, task: Task): Promise<Task> {
  const { db, clock } = engine
  const application = await applications.find(db, task.orgId, task.appId)
  if (!application) return { ...task, status: 'failed', reason: 'application deleted' }
  const query = { limit: BATCH, after: task.since, before: task.until, ...(task.position !== null && { iterator: task.position }) }
  const { data, iterator, done } = await messages.list(db, application, query, { now: clock.now(), withPayload: false })
  const left = data.filter(({ payloadExpiresAt }) => payloadExpiresAt > 0)
  await eachOf(left, WIDTH, async message => await expunge(engine, message))
  const progress = { position: iterator ?? task.position, batches: task.batches + 1, expunged: (task.expunged ?? 0) + left.length }
  return { ...task, ...progress, isWalked: done, status: done ? 'finished' : 'running' }
}
