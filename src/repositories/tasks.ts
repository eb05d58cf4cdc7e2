import { RETENTION_MS } from '../facts/periods.js'
import { idTimeMs } from '../lib/ids.js'
import type { TaskItem } from '../models/task-model.js'
import { announce } from './attention-rows.js'
import * as configured from './configured.js'
import { get, overRevision, pages, put, type Database, type Range } from './database.js'
import type { Lease } from './deliveries.js'
import { dueWithin, nextDue as nextDueOf, shardOf, type DueSpan } from './due.js'
import type { ImportState } from './import-state.js'
import { page, plainWalk, type ListQuery, type Page, type Walk } from './pagination.js'

export type TaskKind = 'endpoint.recover' | 'endpoint.replay' | 'endpoint.bulk-replay' | 'endpoint.cancel-messages' |
  'application.purge_content' | 'application.stats' | 'event-type.aggregate' | 'message.import'
export type TaskStatus = 'running' | 'finished' | 'failed'

/** The filter of a bulk replay. */
export interface ReplayFilter {
  channel?: string | undefined
  eventTypes?: string[] | undefined
  tag?: string | undefined
  /** 0 success, 1 pending, 2 fail, 3 sending, 4 canceled. */
  status?: number | undefined
  /** The class of the latest attempt's status code: 0, 100, … 500. */
  statusCodeClass?: number | undefined
}

/** Background work on many objects, such as messages to send again to one endpoint, or applications to count. */
export interface Task {
  orgId: string
  id: string
  rev: number
  kind: TaskKind
  appId: string
  /** Empty, like the application's id, when the task concerns a whole application or organization. */
  endpointId: string
  /** Unix ms: the task reads [since, until), newest first. */
  since: number
  until: number
  filter: ReplayFilter
  status: TaskStatus
  /** Why the task failed. */
  reason: string | null
  /** The last id that was read. */
  position: string | null
  /** Whether everything was read. */
  isWalked: boolean
  /** Messages whose resend was asked for and has not ended, as far as is known. */
  outstanding: string[]
  /** How many resends were asked for in total. */
  resent: number
  /** The number of messages that were expunged. */
  expunged?: number
  /** The number of deliveries that were canceled. */
  canceled?: number
  /** The applications of the task, by ascending id; absent: all of the organization. */
  appIds?: string[] | undefined
  /** The count so far for an application that takes more than one step. */
  counting?: Counting | undefined
  /** The size of the result so far, in an answer, bytes. */
  resultBytes?: number
  /** The progress of an import. */
  import?: ImportState
  /** When the endpoint's circuit was open: whether the one resend that is its probe is under way, or has ended. */
  probe?: 'sent' | 'over'
  /** The number of batches read. */
  batches: number
  /** How long the task waits next for outstanding resends, ms. */
  waitMs: number
  lease: Lease | null
  /** When the task continues, Unix ms; null when it has ended. */
  dueAt: number | null
  /** Unix ms. */
  updatedAt: number
}

/** The count of an application's attempts up to an attempt of an endpoint; `after` null: up to the last one of that endpoint. */
export interface Counting { appId: string, endpointId: string, after: string | null, count: number }

export type TaskKey = Pick<Task, 'orgId' | 'id'>

/** The task with this id; undefined when there is none. */
export async function read (db: Database, { orgId, id }: TaskKey, now: number): Promise<Task | undefined> {
  const item = await get<TaskItem>(db, 'tasks', { orgId, id })
  return item && item.expiresAt * 1000 > now ? taskOf(item) : undefined
}

/** Stores a new task and returns it; undefined when its id exists. */
export async function create (db: Database, task: Task): Promise<Task | undefined> {
  const stored = { ...task, rev: 1 }
  return await configured.create(db, 'tasks', toItem(stored)) ? stored : undefined
}

/**
 * Stores a task on condition that its revision is unchanged (0: does not exist), and returns it; undefined when another
 * process wrote meanwhile.
 */
export async function save (db: Database, task: Task): Promise<Task | undefined> {
  const stored = { ...task, rev: task.rev + 1 }
  await announce(db, stored)
  return await put(db, 'tasks', toItem(stored), overRevision(task.rev, 'id')) ? stored : undefined
}

/** Whether a task is still kept; its item may be removed later. */
export const isKept = ({ id }: Pick<Task, 'id'>, now: number) => idTimeMs(id)! + RETENTION_MS > now

/** The tasks of an organization that `accepts` takes; the newest first by default. */
export async function list (db: Database, orgId: string, query: ListQuery, accepts: (task: Task) => boolean): Promise<Page<Task>> {
  const source = async function * ({ from, to, ascending }: Walk, size: number) {
    const range: Range = { hash: ['orgId', orgId], range: ['id', from, to], descending: !ascending, limit: size }
    for await (const items of pages<TaskItem>(db, 'tasks', range)) yield items.map(taskOf)
  }
  return await page(plainWalk(query, 'qtask_', 'descending'), source, task => task.id, accepts)
}

/** The keys of tasks that continue within a span. */
export const due = async (db: Database, span: DueSpan) => await dueWithin<TaskKey>(db, 'tasks', span)

/** When the next task after an instant continues, Unix ms; Infinity when there is none. */
export const nextDue = async (db: Database, after: number) => await nextDueOf(db, 'tasks', after)

function toItem ({ dueAt, ...task }: Task): object {
  const mark = dueAt === null ? {} : { dueShard: shardOf('tasks', task.id), dueAt: Math.ceil(dueAt) }
  return { ...task, ...mark, expiresAt: expiryOf(task) }
}

/** When DynamoDB may remove a task's items, Unix seconds. */
export const expiryOf = ({ id }: Pick<Task, 'id'>) => Math.ceil((idTimeMs(id)! + RETENTION_MS) / 1000)

/** The task in an item. */
export function taskOf ({ dueShard, expiresAt, counting, import: file, ...task }: TaskItem): Task {
  return {
    reason: null,
    position: null,
    lease: null,
    dueAt: null,
    ...task,
    ...(counting && { counting: { ...counting, after: counting.after ?? null } }),
    ...(file && { import: { ...file, file: file.file ?? null, version: file.version ?? null, at: file.at ?? null } })
  }
}
