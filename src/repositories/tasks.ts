import { RETENTION_MS } from '../facts/periods.js'
import { idTimeMs } from '../lib/ids.js'
import type { TaskItem } from '../models/task-model.js'
import * as configured from './configured.js'
import { get, overRevision, pages, put, type Database, type Range } from './database.js'
import type { Lease } from './deliveries.js'
import { dueWithin, nextDue as nextDueOf, shardOf, type DueSpan } from './due.js'
import type { ImportState } from './import-state.js'
import { page, plainWalk, type ListQuery, type Page, type Walk } from './pagination.js'

export type TaskKind = 'endpoint.recover' | 'endpoint.replay' | 'endpoint.bulk-replay' | 'application.purge_content' |
  'application.stats' | 'event-type.aggregate' | 'message.import'
export type TaskStatus = 'running' | 'finished' | 'failed'

/** What a bulk replay is restricted to. */
export interface ReplayFilter {
  channel?: string | undefined
  eventTypes?: string[] | undefined
  tag?: string | undefined
  /** 0 success, 1 pending, 2 fail, 3 sending, 4 canceled. */
  status?: number | undefined
  /** Of the latest attempt: 0, 100, … 500. */
  statusCodeClass?: number | undefined
}

/** Work on as many things as there are: messages to be sent again to one endpoint, applications to be counted. */
export interface Task {
  orgId: string
  id: string
  rev: number
  kind: TaskKind
  appId: string
  /** Empty, as the application's id may be: the task is about the whole application, or organization. */
  endpointId: string
  /** Unix ms: what lies in [since, until) is looked at, newest first. */
  since: number
  until: number
  filter: ReplayFilter
  status: TaskStatus
  /** Why it failed. */
  reason: string | null
  /** How far it has got: the last id that was looked at. */
  position: string | null
  /** Everything was looked at. */
  isWalked: boolean
  /** Messages whose resend was asked for and not seen to be over. */
  outstanding: string[]
  /** How many were asked for in all. */
  resent: number
  /** Messages whose content was expunged. */
  expunged?: number
  /** The applications that it is about, by ascending id; absent: all of the organization. */
  appIds?: string[] | undefined
  /** What was counted of an application that takes more than one step. */
  counting?: Counting | undefined
  /** How much of an answer the result takes so far. */
  resultBytes?: number
  /** How far an import is. */
  import?: ImportState
  /** Where the endpoint's circuit was open: whether the one resend that is its probe is under way, or over. */
  probe?: 'sent' | 'over'
  /** Batches that were walked. */
  batches: number
  /** How long it waits next for what is outstanding, ms. */
  waitMs: number
  lease: Lease | null
  /** When it goes on, Unix ms; null when it is over. */
  dueAt: number | null
  /** Unix ms. */
  updatedAt: number
}

/** The attempts of an application up to one of an endpoint; `after` null: up to the endpoint's end. */
export interface Counting { appId: string, endpointId: string, after: string | null, count: number }

export type TaskKey = Pick<Task, 'orgId' | 'id'>

/** The task with this id; undefined when there is none. */
export async function read (db: Database, { orgId, id }: TaskKey, now: number): Promise<Task | undefined> {
  const item = await get<TaskItem>(db, 'tasks', { orgId, id })
  return item && item.expiresAt * 1000 > now ? taskOf(item) : undefined
}

/** Stores a new task and returns it; undefined when there is one with its id. */
export async function create (db: Database, task: Task): Promise<Task | undefined> {
  const stored = { ...task, rev: 1 }
  return await configured.create(db, 'tasks', toItem(stored)) ? stored : undefined
}

/** Stores a task over the revision that was read (0: none) and returns it; undefined when another process wrote meanwhile. */
export async function save (db: Database, task: Task): Promise<Task | undefined> {
  const stored = { ...task, rev: task.rev + 1 }
  return await put(db, 'tasks', toItem(stored), overRevision(task.rev, 'id')) ? stored : undefined
}

/** Whether a task is still there: its row may be removed later. */
export const isKept = ({ id }: Pick<Task, 'id'>, now: number) => idTimeMs(id)! + RETENTION_MS > now

/** The tasks of an organization that pass, newest first unless asked otherwise. */
export async function list (db: Database, orgId: string, query: ListQuery, accepts: (task: Task) => boolean): Promise<Page<Task>> {
  const source = async function * ({ from, to, ascending }: Walk, size: number) {
    const range: Range = { hash: ['orgId', orgId], range: ['id', from, to], descending: !ascending, limit: size }
    for await (const items of pages<TaskItem>(db, 'tasks', range)) yield items.map(taskOf)
  }
  return await page(plainWalk(query, 'qtask_', 'descending'), source, task => task.id, accepts)
}

/** Keys of the tasks that go on within a span. */
export const due = async (db: Database, span: DueSpan) => await dueWithin<TaskKey>(db, 'tasks', span)

/** When the next task after an instant goes on, Unix ms; Infinity when none does. */
export const nextDue = async (db: Database, after: number) => await nextDueOf(db, 'tasks', after)

function toItem ({ dueAt, ...task }: Task): object {
  const mark = dueAt === null ? {} : { dueShard: shardOf(task.id), dueAt: Math.ceil(dueAt) }
  return { ...task, ...mark, expiresAt: expiryOf(task) }
}

/** When DynamoDB may remove what is stored of a task, Unix seconds. */
export const expiryOf = ({ id }: Pick<Task, 'id'>) => Math.ceil((idTimeMs(id)! + RETENTION_MS) / 1000)

/** The task that an item is. */
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
