import { RETENTION_MS } from '../../facts/periods.js'
import * as applications from '../../repositories/applications.js'
import type { Application } from '../../repositories/applications.js'
import * as endpointAttempts from '../../repositories/endpoint-attempts.js'
import * as endpoints from '../../repositories/endpoints.js'
import * as results from '../../repositories/task-results.js'
import type { Counting, Task } from '../../repositories/tasks.js'
import type { Engine, Storage } from '../engine.js'

/** The usage of an organization's applications: how many attempts were made for each, and which event types its endpoints name. */

export interface AppStats { appId: string, appUid: string | null, messageDestinations: number }
export interface AppEventTypes { appId: string, explicitlySubscribedEventTypes: string[], hasCatchAllEndpoint: boolean }

// One step reads this many applications and makes this many counting requests, each of which reads up to 1 MB.
const BATCH = 50
const REQUESTS = 50
// The result of a step is one item, which may have 400 KB at most.
const PART_BYTES = 390_000
// A Lambda function answers with 6 MB at most, with the quotes escaped.
const ANSWER_BYTES = 5_400_000

const TOO_LARGE = { status: 'failed', reason: 'the result is larger than an answer can be' } as const

/** One step of a task that reads all applications. Its result is stored before its position. */
export async function usageStep (engine: Storage, task: Task): Promise<Task> {
  const { some, end, isLast } = await nextApplications(engine, task)
  const { found, left, counting } = await look(engine, task, some)
  const position = left.length === 0 ? end : some[some.length - left.length - 1]?.id ?? task.position
  const isWalked = isLast && left.length === 0
  const text = JSON.stringify(found)
  const resultBytes = (task.resultBytes ?? 0) + Buffer.byteLength(JSON.stringify(text))
  if (resultBytes > ANSWER_BYTES || Buffer.byteLength(text) > PART_BYTES) return { ...task, ...TOO_LARGE }
  await results.write(engine.db, task, found)
  return { ...task, position, counting, resultBytes, isWalked, batches: task.batches + 1, status: isWalked ? 'finished' : 'running' }
}

/** The next applications, and the id up to which they are complete. */
async function nextApplications (
  { db }: Pick<Engine, 'db'>,
  { orgId, appIds, position }: Task
): Promise<{ some: Application[], end: string | null, isLast: boolean }> {
  if (!appIds) {
    const query = { limit: BATCH, order: 'ascending', ...(position !== null && { iterator: position }) } as const
    const { data, iterator, done } = await applications.listForWork(db, orgId, query)
    return { some: data, end: iterator ?? position, isLast: done }
  }
  const left = position === null ? appIds : appIds.filter(id => id > position)
  const ids = left.slice(0, BATCH)
  const some = await Promise.all(ids.map(async id => await applications.find(db, orgId, id)))
  return { some: some.filter(application => application !== undefined), end: ids.at(-1) ?? position, isLast: ids.length === left.length }
}

/** The results of applications, one after the other; `left` are those that did not fit into this step. */
async function look (
  engine: Storage,
  task: Task,
  some: Application[]
): Promise<{ found: object[], left: Application[], counting: Counting | undefined }> {
  const found: object[] = []
  const budget = { requests: REQUESTS }
  let bytes = 0
  for (const application of some) {
    const left = some.slice(found.length)
    const entry = task.kind === 'application.stats'
      ? await statsOf(engine, { task, application, budget })
      : await eventTypesOf(engine, application)
    if ('after' in entry) return { found, left, counting: entry }
    bytes += Buffer.byteLength(JSON.stringify(entry)) + 1
    if (bytes > PART_BYTES && found.length > 0) return { found, left, counting: undefined }
    found.push(entry)
  }
  return { found, left: [], counting: undefined }
}

interface Count { task: Task, application: Application, budget: { requests: number } }

/** The number of attempts made for an application in the task's range; or how far the count got when the budget is used up. */
async function statsOf (
  { db, clock }: Storage,
  { task, application: { id: appId, uid: appUid }, budget }: Count
): Promise<AppStats | Counting> {
  const range = { since: Math.max(task.since, clock.now() - RETENTION_MS), until: task.until }
  let counted = task.counting?.appId === appId ? task.counting : { appId, endpointId: '', after: null, count: 0 }
  if (range.since >= range.until) return { appId, appUid, messageDestinations: counted.count }
  const { endpointId: begun, after: begunAt } = counted
  // Deleted endpoints count too: their messages were sent.
  const ids = (await endpoints.all(db, appId)).map(({ id }) => id)
  for (const endpointId of ids.filter(id => id > begun || (id === begun && begunAt !== null))) {
    let after = endpointId === begun ? begunAt : null
    do {
      if (budget.requests-- <= 0) return counted
      const { count, last } = await endpointAttempts.countSome(db, endpointId, { ...range, after })
      after = last
      counted = { appId, endpointId, after, count: counted.count + count }
    } while (after !== null)
  }
  return { appId, appUid, messageDestinations: counted.count }
}

async function eventTypesOf ({ db }: Pick<Engine, 'db'>, { id: appId }: Application): Promise<AppEventTypes> {
  const all = await endpoints.live(db, appId)
  const named = new Set(all.flatMap(({ eventTypes }) => eventTypes ?? []))
  return {
    appId,
    explicitlySubscribedEventTypes: [...named].sort(),
    hasCatchAllEndpoint: all.some(({ eventTypes }) => eventTypes === null)
  }
}
