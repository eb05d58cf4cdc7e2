import { createHash } from 'node:crypto'
import { DAY_MS, HOUR_MS } from '../../facts/periods.js'
import { ApiError, type ValidationError } from '../../errors.js'
import { FILES } from '../../facts/resource-names.js'
import type { Application } from '../../repositories/applications.js'
import type { FileStore } from '../../repositories/files.js'
import type { ImportState } from '../../repositories/import-state.js'
import * as tasks from '../../repositories/tasks.js'
import type { Task } from '../../repositories/tasks.js'
import type { NewMessage } from '../accept/accept.js'
import { leaseMs, type Engine, type Storage } from '../engine.js'

/** The parts that a host must provide for imports. */
export interface Imports {
  files: FileStore
  /** Loads the code that reads the messages of a file. */
  openReader: () => Promise<ReadEntry>
}

/** Reads the JSON text of a message by the rules of the API; throws 422 when the message breaks them. */
export type ReadEntry = (appId: string, text: string) => NewMessage

export type ImportTask = Task & { import: ImportState }

/** How long a file may be uploaded, ms. */
export const UPLOAD_MS = HOUR_MS
// An upload that began in time may end this much later.
const GRACE_MS = DAY_MS
const MAX_NAME_BYTES = 700

/** The 501 of a deployment without a bucket for uploads (contract 1.6). */
export const notConfigured = () =>
  new ApiError(501, 'not_configured', 'This deployment takes no uploads: POSTHORN_UPLOAD_BUCKET is not set.')

/** When an import without a file is given up, Unix ms. */
export const givenUpAt = ({ import: { uploadUntil } }: ImportTask) => uploadUntil + GRACE_MS

/** Whether the task is an import of messages. */
export const isImport = (task: Task): task is ImportTask => task.import !== undefined

/** The key under which the file of an import is uploaded. */
export const inboxKey = ({ orgId, appId, id }: Pick<Task, 'orgId' | 'appId' | 'id'>) => `${FILES.inbox}/${orgId}/${appId}/${id}`

/**
 * The key of the report on a file: the same name in another folder. A very long name is replaced by its hash, because a
 * key has at most 1024 bytes.
 */
export function reportKey (file: string): string {
  const [, orgId, appId, ...names] = file.split('/')
  const name = names.join('/')
  const short = Buffer.byteLength(name) > MAX_NAME_BYTES ? createHash('sha256').update(name).digest('hex') : name
  return `${FILES.reports}/${orgId}/${appId}/${short}.ndjson`
}

/** Stores an import that waits for its file, with a new id. */
export async function begin (
  engine: Storage & Pick<Engine, 'newId'>,
  { orgId, id: appId }: Pick<Application, 'orgId' | 'id'>
): Promise<ImportTask> {
  const { id, timestampMs: now } = engine.newId('qtask_')
  const task = composed({ orgId, appId, id }, now)
  const key = inboxKey(task)
  const waiting = { ...task, import: { ...task.import, report: reportKey(key) }, dueAt: givenUpAt(task) }
  return asImport(await tasks.create(engine.db, waiting) ?? await tasks.read(engine.db, task, now))
}

/** Stores an import unless it exists; returns the stored one. */
export async function store (engine: Storage, task: ImportTask): Promise<ImportTask> {
  return asImport(await tasks.save(engine.db, task) ?? await tasks.read(engine.db, task, engine.clock.now()))
}

function asImport (stored: Task | undefined): ImportTask {
  if (!stored || !isImport(stored)) throw new Error('The id of an import was in use.')
  return stored
}

/** An import in its first state. */
export function composed (key: Pick<Task, 'orgId' | 'appId' | 'id'>, now: number): ImportTask {
  const state = {
    file: null, version: null, report: '', uploadUntil: now + UPLOAD_MS, at: null, entries: 0, accepted: 0, refused: 0, parts: 0
  }
  return {
    ...key, rev: 0, kind: 'message.import',
    endpointId: '', since: now, until: now, filter: {}, status: 'running', reason: null, position: null, isWalked: false,
    outstanding: [], resent: 0, batches: 0, waitMs: 0, lease: null, dueAt: now, updatedAt: now, import: state
  }
}

/** Stores the key of an import's file, so that the import starts. False when the import has a file already or has ended. */
export async function giveFile (engine: Engine, task: ImportTask, file: string): Promise<boolean> {
  const now = engine.clock.now()
  if (task.import.file !== null || task.status !== 'running') return false
  // A write that returns an error may have been applied. Then only a look at what is due finds the import.
  engine.dispatcher.lookAt?.(engine, now + leaseMs(engine))
  if (!await tasks.save(engine.db, { ...task, import: { ...task.import, file }, dueAt: now, updatedAt: now })) return false
  engine.dispatcher.lookAt?.(engine, now)
  return true
}

/** Why an entry is refused, on one line of at most 1000 characters. */
export const reasonOf = (refusal: ApiError | ValidationError) => refusal.message.slice(0, 1000)
