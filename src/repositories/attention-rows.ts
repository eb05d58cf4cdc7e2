import { ApiError } from '../errors.js'
import { DAY_MS } from '../facts/periods.js'
import type { AttentionItem } from '../models/attention-model.js'
import { get, overRevision, put, remove, update, type Database } from './database.js'
import type { Endpoint } from './endpoints.js'
import type { Task } from './tasks.js'

/**
 * Rows of what may need a person, sparse, in the organization's partition of the tasks. A row is stored before the change of
 * the endpoint or the task that makes it true, and removed after the change that ends it. So a crash in between leaves
 * at most a row without its problem: a list compares each row with its endpoint or task (`attention-list.ts`).
 */

export type EndpointKind = 'circuit-open' | 'endpoint-disabled' | 'delivery-exhausted'
export type TaskKind = 'task-failed' | 'import-failed' | 'import-refusals'
export type AttentionKind = EndpointKind | TaskKind | 'proxy-failing'

/** The parts of a row's id; `since` is Unix ms, and orders the list. */
export interface Naming { kind: AttentionKind, since: number }

export const PREFIX = 'attn_'
const KEPT_MS = 30 * DAY_MS
const DIGITS = 13
// A problem without a start time comes first in the list.
const PROXY_ID = `${PREFIX}${'9'.repeat(DIGITS)}_proxy-failing`

/** The id of the row of a problem; `subject`: the id of the endpoint or task that has it. */
export const idOf = ({ kind, since }: Naming, subject: string) =>
  `${PREFIX}${String(Math.floor(since)).padStart(DIGITS, '0')}_${kind}_${subject}`

/** The parts of an id; undefined when it is not the id of a row. */
export function namingOf (id: string): Naming | undefined {
  const [, since, kind] = /^attn_(\d{13})_([a-z-]+)(?:_|$)/.exec(id) ?? []
  return kind === undefined ? undefined : { kind: kind as AttentionKind, since: Number(since) }
}

const expiryAfter = (at: number) => Math.ceil((at + KEPT_MS) / 1000)

/** The problems of an endpoint that need a person, as rows. */
export function needsOf ({ deletedAt, disabled, stopped, circuit, exhaustedSince }: Endpoint): Array<Naming & { kind: EndpointKind }> {
  if (deletedAt !== undefined) return []
  return [
    ...(circuit && circuit.state !== 'closed' ? [{ kind: 'circuit-open' as const, since: Math.floor(circuit.since) }] : []),
    ...(disabled && stopped ? [{ kind: 'endpoint-disabled' as const, since: Math.floor(stopped.at) }] : []),
    ...(exhaustedSince === undefined ? [] : [{ kind: 'delivery-exhausted' as const, since: Math.floor(exhaustedSince) }])
  ]
}

/** The problem of a task that needs a person; undefined when there is none. */
export function needOf ({ kind, status, updatedAt, import: file }: Task): Naming & { kind: TaskKind } | undefined {
  const since = Math.floor(updatedAt)
  if (status === 'failed') return { kind: kind === 'message.import' ? 'import-failed' : 'task-failed', since }
  return status === 'finished' && file !== undefined && file.refused > 0 ? { kind: 'import-refusals', since } : undefined
}

/** A message that was exhausted `at`, Unix ms. */
export interface Exhausted {
  messageId: string
  at: number
  /** Set by `around`: the message began the row and is counted in it. */
  isCounted?: boolean
}

/**
 * Writes an endpoint with its rows around it: those that begin before, those that end after; false when the write lost. `exhausted`: the
 * message that begins the row of exhausted messages, if one begins.
 */
export async function around (
  db: Database,
  [before, after]: readonly [Endpoint, Endpoint],
  write: () => Promise<boolean>,
  exhausted?: Exhausted
): Promise<boolean> {
  const { orgId, appId, id } = after
  const [old, now] = [needsOf(before), needsOf(after)]
  const begun = now.filter(need => !old.some(one => isSame(one, need)))
  const over = old.filter(need => !now.some(one => isSame(one, need)))
  if (exhausted) exhausted.isCounted = false
  await Promise.all(begun.map(async need => {
    const isCounted = need.kind === 'delivery-exhausted' && exhausted !== undefined
    const isBegun = await begin(db, need, { orgId, appId, id, endpointId: id, ...(isCounted && countedFirst(exhausted)) })
    if (isCounted) exhausted.isCounted = isBegun
  }))
  // The row of a write that lost may be the one of the write that won: it stays, and is not shown if it is not so.
  if (!await write()) return false
  await Promise.all(over.map(async need => await drop(db, orgId, idOf(need, id))))
  return true
}

const isSame = (one: Naming, other: Naming) => one.kind === other.kind && one.since === other.since

type About = Omit<AttentionItem, 'expiresAt'>

const countedFirst = ({ messageId, at }: Exhausted) => ({ messageId, last: at, count: 1 })

async function begin (db: Database, need: Naming, about: About): Promise<boolean> {
  const row: AttentionItem = { ...about, id: idOf(need, about.id), expiresAt: expiryAfter(about.last ?? need.since) }
  return await put(db, 'tasks', row, overRevision(0, 'id'))
}

// A row that stays is not listed, so a failure to remove it does not fail the caller.
async function drop (db: Database, orgId: string, id: string): Promise<void> {
  try {
    await remove(db, 'tasks', { orgId, id })
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
  }
}

/** Stores the row of a task that needs a person, if it does. Runs before the write of the task. */
export async function announce (db: Database, task: Task): Promise<void> {
  const need = needOf(task)
  const { orgId, appId, id } = task
  if (need) await begin(db, need, { orgId, appId, id, taskId: id })
}

/** Counts a message that was exhausted in the row that an earlier one began. The same message twice in a row counts once. */
export async function countExhausted (
  db: Database,
  { orgId, appId, id: endpointId, exhaustedSince }: Endpoint,
  { messageId, at }: Exhausted
): Promise<void> {
  if (exhaustedSince === undefined) return
  await update(db, 'tasks', { orgId, id: idOf({ kind: 'delivery-exhausted', since: exhaustedSince }, endpointId) }, {
    set: { appId, endpointId, messageId, last: at, expiresAt: expiryAfter(at) },
    add: { count: 1 },
    condition: { expression: 'attribute_not_exists(#messageId) OR #messageId <> :messageId', values: { ':messageId': messageId } }
  })
}

/** A proxy counts as failing for this time after its last failure, ms. */
export const PROXY_LASTS_MS = 15 * 60_000

/** Stores that an organization's requests do not get through the proxy. */
export async function noteProxy (db: Database, orgId: string, now: number): Promise<void> {
  const known = await read(db, orgId, PROXY_ID)
  const row = known && isProxyFailing(known, now) ? known : { orgId, id: PROXY_ID, since: now }
  await put(db, 'tasks', { ...row, last: now, expiresAt: expiryAfter(now) } satisfies AttentionItem)
}

/** Whether a row of a failing proxy still counts. */
export const isProxyFailing = ({ last }: AttentionItem, now: number): boolean => last !== undefined && last + PROXY_LASTS_MS > now

/** A row; undefined when there is none. */
export async function read (db: Database, orgId: string, id: string): Promise<AttentionItem | undefined> {
  return await get<AttentionItem>(db, 'tasks', { orgId, id })
}

/** Dismisses a row for as long as its problem lasts; false when there is no such row. */
export async function dismiss (db: Database, orgId: string, id: string): Promise<boolean> {
  return await update(db, 'tasks', { orgId, id }, { set: { isDismissed: true }, condition: { expression: 'attribute_exists(#id)' } })
}
