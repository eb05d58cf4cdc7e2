import { RETENTION_MS } from '../../facts/periods.js'
import { FILES } from '../../facts/resource-names.js'
import { isId } from '../../lib/ids.js'
import * as aliases from '../../repositories/aliases.js'
import * as applications from '../../repositories/applications.js'
import * as tasks from '../../repositories/tasks.js'
import { idempotencyAlias } from '../accept/accept.js'
import type { Engine, Storage } from '../engine.js'
import { composed, isImport, reportKey, store, type ImportTask } from './import-task.js'
import type { run as runTask } from '../tasks/run-task.js'

/** An object that was put into the bucket of uploads. */
export interface UploadedObject {
  bucket: string
  key: string
  /** `v:` and its version id, or `e:` and its etag. */
  version: string
}

interface Place { orgId: string, app: string, name: string }

/** Why an event or an object is none of an import: to be told of it again does not help. */
export class ForeignEvent extends Error {
  override readonly name = 'ForeignEvent'
}

/** Whose file a key `inbox/{org}/{app}/{name}` is; throws `ForeignEvent` for any other key. */
export function placeOf (key: string): Place {
  const [inbox, orgId, app, ...names] = key.split('/')
  const name = names.join('/')
  if (inbox !== FILES.inbox || !orgId || !app || name === '') {
    throw new ForeignEvent('The key of an uploaded file is inbox/{org}/{app}/{name}; this one is not.')
  }
  return { orgId, app, name }
}

/** Whether a key is what consoles, and Hadoop's tools, make as a folder: it has nothing to import, wherever it stands. */
const isFolder = (key: string) => key.endsWith('/') || key.endsWith('_$folder$')

/** What a turn came to: `further` is one that ended for want of time alone, `stuck` what another process has or what failed. */
export type Turn = 'over' | 'further' | 'stuck'

/**
 * Imports an uploaded object by `run`, or goes on with it, while `keepOn` says so. The same object is the same import for 90 days,
 * however often it is told of.
 *
 * Order: alias of the object, then its task. A crash in between leaves an alias that names no task: the repetition
 * stores the task under its id.
 */
export async function importObject (engine: Engine, object: UploadedObject, run: typeof runTask, keepOn: () => boolean): Promise<Turn> {
  const { uploadBucket } = engine.config
  if (object.bucket !== uploadBucket) throw new ForeignEvent('The object is of another bucket than POSTHORN_UPLOAD_BUCKET names.')
  if (isFolder(object.key)) {
    engine.log.info({ key: object.key }, 'import.folder')
    return 'over'
  }
  const place = placeOf(object.key)
  const task = await taskOf(engine, object, place)
  if (task.status === 'running') await run(engine, task, keepOn)
  const after = await tasks.read(engine.db, task, engine.clock.now())
  if (after?.status !== 'running') return 'over'
  // While another process holds it, that process is further.
  return !keepOn() && after.lease === null && after.import!.entries > task.import.entries ? 'further' : 'stuck'
}

async function taskOf (engine: Storage & Pick<Engine, 'newId'>, object: UploadedObject, place: Place): Promise<ImportTask> {
  const { db, clock } = engine
  const { bucket, key, version } = object
  const { orgId, app } = place
  const now = clock.now()
  const asked = await askedFor(engine, object, place)
  if (asked) return asked
  const id = engine.newId('qtask_').id
  const expiresAt = Math.ceil((now + RETENTION_MS) / 1000)
  const alias = await aliases.claim(db, { key: idempotencyAlias('import', bucket, key, version), target: id, at: now, expiresAt }, now)
  const held = await tasks.read(db, { orgId, id: alias.target }, now)
  if (held && isImport(held)) return held
  // An application that is not there has an import all the same, which says so.
  const appId = (await applications.find(db, orgId, app))?.id ?? app
  const fresh = composed({ orgId, appId, id: alias.target }, now)
  return await store(engine, { ...fresh, import: { ...fresh.import, file: key, version, report: reportKey(key) } })
}

/** The import that was asked for through the API, when the object is its file. */
async function askedFor (
  { db, clock }: Storage,
  { key, version }: UploadedObject,
  { orgId, app, name }: Place
): Promise<ImportTask | undefined> {
  const now = clock.now()
  const task = isId('qtask_', name) ? await tasks.read(db, { orgId, id: name }, now) : undefined
  if (!task || !isImport(task) || task.appId !== app) return undefined
  if (task.import.version === version) return task
  if (task.import.file !== null || task.status !== 'running') return undefined
  return await tasks.save(db, {
    ...task,
    import: { ...task.import, file: key, version },
    dueAt: now,
    updatedAt: now
  }) as ImportTask | undefined
}
