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

/** An object in the bucket of uploads. */
export interface UploadedObject {
  bucket: string
  key: string
  /** `v:` and the object's version id, or `e:` and its etag. */
  version: string
}

interface Place { orgId: string, app: string, name: string }

/** The event or object belongs to no import, so it must not be repeated. */
export class ForeignEvent extends Error {
  override readonly name = 'ForeignEvent'
}

/** The organization, application and file name in a key `inbox/{org}/{app}/{name}`; throws `ForeignEvent` for any other key. */
export function placeOf (key: string): Place {
  const [inbox, orgId, app, ...names] = key.split('/')
  const name = names.join('/')
  if (inbox !== FILES.inbox || !orgId || !app || name === '') {
    throw new ForeignEvent('The key of an uploaded file is inbox/{org}/{app}/{name}; this one is not.')
  }
  return { orgId, app, name }
}

/** Whether the key is a folder marker of consoles or of Hadoop's tools: it has no content to import. */
const isFolder = (key: string) => key.endsWith('/') || key.endsWith('_$folder$')

/** The result of one step: 'further' ended only for lack of time; 'held': another process has the import; 'stuck' failed. */
export type Turn = 'over' | 'further' | 'held' | 'stuck'

/**
 * Imports an uploaded object with `run`, or continues its import, while `keepOn` returns true. For 90 days the same
 * object is the same import, however often its event arrives.
 *
 * Order: alias of the object, then its task. After a crash in between, the alias names no task: the repeated event
 * stores the task under that id.
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
  // While another process holds the import, that process makes the progress.
  const { lease } = after
  if (lease !== null && lease.owner !== engine.instance && lease.until > engine.clock.now()) return 'held'
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
  // Without such an application the import is stored all the same; its end gives the reason.
  const appId = (await applications.find(db, orgId, app))?.id ?? app
  const fresh = composed({ orgId, appId, id: alias.target }, now)
  return await store(engine, { ...fresh, import: { ...fresh.import, file: key, version, report: reportKey(key) } })
}

/** The import that was created through the API, when the object is its file. */
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
