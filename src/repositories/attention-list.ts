import type { ApplicationItem } from '../models/application-model.js'
import type { AttentionItem } from '../models/attention-model.js'
import type { EndpointItem } from '../models/endpoint-model.js'
import type { TaskItem } from '../models/task-model.js'
import { notFound } from '../errors.js'
import {
  dismiss as hide, isProxyFailing, namingOf, needOf, needsOf, PREFIX, read, type AttentionKind, type EndpointKind, type TaskKind
} from './attention-rows.js'
import { getMany, pages, type Database, type Range } from './database.js'
import * as endpoints from './endpoints.js'
import type { Endpoint } from './endpoints.js'
import { page, plainWalk, type ListQuery, type Page, type Walk } from './pagination.js'
import { taskOf, type Task } from './tasks.js'

/** An entry with the current state of its endpoint or task. */
export type Attention = { id: string, since: number, row: AttentionItem } & (
  | { kind: EndpointKind, endpoint: Endpoint, application: ApplicationItem }
  | { kind: TaskKind, task: Task, application: ApplicationItem | undefined }
  | { kind: 'proxy-failing' }
)

/** The problems of an organization that need a person, the latest first. Rows whose problem never began, or has ended, are left out. */
export async function list (
  db: Database,
  orgId: string,
  query: Pick<ListQuery, 'limit' | 'iterator'>,
  now: number
): Promise<Page<Attention>> {
  const source = async function * ({ from, to, ascending }: Walk, size: number) {
    const range: Range = { hash: ['orgId', orgId], range: ['id', from, to], descending: !ascending, limit: size }
    for await (const rows of pages<AttentionItem>(db, 'tasks', range)) yield await whatIsSo(db, orgId, rows, now)
  }
  return await page(plainWalk(query, PREFIX, 'descending'), source, entry => entry.id)
}

/**
 * Dismisses an entry: it is not listed until its problem ends and begins again. Throws a 404 when it is not listed. Exhausted messages
 * are counted from zero.
 */
export async function dismiss (db: Database, orgId: string, id: string, now: number): Promise<void> {
  const row = namingOf(id) && await read(db, orgId, id)
  const [entry] = row ? await whatIsSo(db, orgId, [row], now) : []
  if (!entry) throw notFound('Attention')
  if (entry.kind === 'delivery-exhausted') await forgetExhausted(db, entry.endpoint)
  else await hide(db, orgId, id)
}

// The row goes with it.
async function forgetExhausted (db: Database, endpoint: Endpoint): Promise<void> {
  await endpoints.updateState(db, endpoint, ({ exhaustedSince }) =>
    exhaustedSince === endpoint.exhaustedSince ? { exhaustedSince: undefined } : undefined)
}

/** The entries of an organization's rows whose problem exists: three requests for up to a hundred rows. */
async function whatIsSo (db: Database, orgId: string, rows: AttentionItem[], now: number): Promise<Attention[]> {
  const listed = rows.filter(row => !row.isDismissed && row.expiresAt * 1000 > now)
  const [endpointsOf, tasksOf, applicationsOf] = await Promise.all([
    getMany<EndpointItem>(db, 'endpoints', distinct(listed, ({ appId, endpointId: id }) => appId && id ? { appId, id } : undefined)),
    getMany<TaskItem>(db, 'tasks', distinct(listed, ({ taskId: id }) => id ? { orgId, id } : undefined)),
    getMany<ApplicationItem>(db, 'applications', distinct(listed, ({ appId: id }) => id ? { orgId, id } : undefined))
  ])
  const found = {
    endpoints: new Map(endpointsOf.map(item => [item.id, endpoints.endpointOf(item)])),
    tasks: new Map(tasksOf.filter(item => item.expiresAt * 1000 > now).map(item => [item.id, taskOf(item)])),
    applications: new Map(applicationsOf.filter(item => item.deletedAt === undefined).map(item => [item.id, item]))
  }
  return listed.flatMap(row => entryOf(row, found, now) ?? [])
}

function distinct<K extends Record<string, string>> (rows: AttentionItem[], keyOf: (row: AttentionItem) => K | undefined): K[] {
  const keys = rows.map(keyOf).filter(key => key !== undefined)
  return [...new Map(keys.map(key => [Object.values(key).join('/'), key])).values()]
}

interface Found {
  endpoints: Map<string, Endpoint>
  tasks: Map<string, Task>
  applications: Map<string, ApplicationItem>
}

function entryOf (row: AttentionItem, { endpoints, tasks, applications }: Found, now: number): Attention | undefined {
  const naming = namingOf(row.id)
  if (!naming) return undefined
  const { kind, since } = naming
  if (kind === 'proxy-failing') return isProxyFailing(row, now) ? { id: row.id, kind, since: row.since!, row } : undefined
  const application = applications.get(row.appId ?? '')
  const task = tasks.get(row.taskId ?? '')
  if (task) return isNeed(kind, since, needOf(task)) ? { id: row.id, kind: kind as TaskKind, since, row, task, application } : undefined
  const endpoint = endpoints.get(row.endpointId ?? '')
  if (!endpoint || !application || !needsOf(endpoint).some(need => isNeed(kind, since, need))) return undefined
  return { id: row.id, kind: kind as EndpointKind, since, row, endpoint, application }
}

const isNeed = (kind: AttentionKind, since: number, need: ReturnType<typeof needOf> | ReturnType<typeof needsOf>[number]) =>
  need?.kind === kind && need.since === since
