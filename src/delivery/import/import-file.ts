import { DAY_MS, RETENTION_MS } from '../../facts/periods.js'
import { FileProblem } from '../../lib/file-problem.js'
import * as applications from '../../repositories/applications.js'
import type { Application } from '../../repositories/applications.js'
import type { ImportState } from '../../repositories/import-state.js'
import type { Task } from '../../repositories/tasks.js'
import { idempotencyAlias } from '../accept/accept.js'
import { acceptBatch, type Refusal } from '../accept/accept-batch.js'
import type { Engine } from '../engine.js'
import { NotReached, openEntries, type Entry, type OpenFile } from './entries.js'
import { removeParts, writePart, writeReport, type RefusedEntry } from './import-report.js'
import { givenUpAt, reasonOf, type Imports, type ImportTask } from './import-task.js'

export interface Carrying {
  /** Stores the import's progress under our lease; returns undefined when another process has the import. */
  save: (task: Task) => Promise<Task | undefined>
  /** Whether to continue; false asks to make room for other tasks. */
  keepOn: () => boolean
  /** Whether there is time at all; false ends the import at the next batch. */
  isOpen: () => boolean
}

/** Entries of a file that are accepted together. `problem`: why nothing follows. */
interface Batch { entries: Entry[], problem?: FileProblem }

// The most entries and bytes of one batch: what one request may bring, and what may be held in memory.
const BATCH = 100
const BATCH_BYTES = 4 * 1024 * 1024
// How often progress is stored. After a crash, entries since then are recognized by their keys, which costs reads.
const SAVE_EVERY = 1000
const SAVE_EVERY_MS = 5000
// Finding the position in a compressed file takes time: one step then works at least this many times as long.
const WORTH = 4
// When so many entries are all refused, the file is not the one that was meant.
const HOPELESS = 10_000
export const ELSEWHERE_MS = 15_000
const LONGEST_ELSEWHERE_MS = 15 * 60_000

/**
 * Continues an import at the position of its task, and returns the task's next state, to be stored; undefined when
 * another process has it. Entries are accepted like those of a request, up to a hundred at a time, with an idempotency
 * key made from the file and the number of the first entry.
 *
 * Order: the messages of a batch, a part of the report with refused entries, then the task's position. After a crash in
 * between, the same batches are read again: their keys give the same answers for twelve hours, and the part is
 * overwritten. Throws when the database or the file store is away; the import then continues from its last position.
 */
export async function importFile (engine: Engine, task: ImportTask, carrying: Carrying): Promise<ImportTask | undefined> {
  const { imports, clock } = engine
  const wait = (waitMs: number): ImportTask => ({ ...task, waitMs: Math.max(0, waitMs) })
  // A host that cannot reach the files leaves the import to hosts that can.
  if (!imports) return wait(DAY_MS)
  if (task.import.file === null) {
    return clock.now() < givenUpAt(task)
      ? wait(givenUpAt(task) - clock.now())
      : { ...task, status: 'failed', reason: 'No file was uploaded.' }
  }
  const application = await applications.find(engine.db, task.orgId, task.appId)
  if (!application) return await ended(engine, task, 'There is no such application.')
  try {
    const opened = await open(imports, task, carrying.isOpen)
    if (opened) return await walk(engine, { application, task, opened, imports, carrying })
    return isElsewhere(engine, task) ? wait(elsewhereMs(engine, task)) : await ended(engine, task, 'The file is gone, or was replaced.')
  } catch (error) {
    return await stopped(engine, task, error)
  }
}

/**
 * Whether another server may have the file on its disk, as servers before 0.2 did: then the import waits as long as
 * files are kept.
 */
function isElsewhere ({ imports, dispatcher, clock }: Pick<Engine, 'clock' | 'dispatcher' | 'imports'>, task: ImportTask): boolean {
  return imports!.files.uploadUrl === undefined && !dispatcher.isAlone && clock.now() < task.since + RETENTION_MS
}

function elsewhereMs ({ log, random }: Pick<Engine, 'random' | 'log'>, { orgId, appId, id: taskId, waitMs }: ImportTask): number {
  log.error({ orgId, appId, taskId }, 'import.file-not-found')
  return Math.min(LONGEST_ELSEWHERE_MS, Math.max(ELSEWHERE_MS, waitMs)) * (1 + random())
}

async function stopped (engine: Pick<Engine, 'imports' | 'log'>, task: ImportTask, error: unknown): Promise<ImportTask> {
  if (error instanceof NotReached) {
    const { orgId, appId, id: taskId, import: { at } } = task
    engine.log.warn({ orgId, appId, taskId, offset: at?.position.offset }, 'import.place-not-reached')
    return { ...task, waitMs: 0 }
  }
  if (!(error instanceof FileProblem)) throw error
  return await ended(engine, task, error.message)
}

/** Removes the file and the parts of the report after the end of an import was stored. A failure is logged. */
export async function tidy ({ imports, log }: Pick<Engine, 'imports' | 'log'>, task: ImportTask): Promise<void> {
  // Files in a bucket are deleted by its lifecycle rules; no function has the permission.
  if (!imports || imports.files.uploadUrl) return
  try {
    await removeParts(imports.files, task)
    if (task.import.file !== null) await imports.files.remove(task.import.file)
  } catch (err) {
    log.warn({ err, taskId: task.id }, 'import.not-tidied')
  }
}

async function open (
  { files, openReader }: Imports,
  { appId, import: { file, version, at } }: ImportTask,
  isOpen: () => boolean
): Promise<OpenFile | undefined> {
  // The first bytes are requested first: a missing file must not be reported as a damaged one.
  const first = at === null || at.format.isGzip ? 0 : at.position.offset
  const bytes = await files.get(file!, { version, offset: first })
  if (!bytes) return undefined
  const read = await openReader()
  return await openEntries({ open: async () => bytes, isOpen, name: file!, read: text => read(appId, text), ...(at && { from: at }) })
}

interface Walk { application: Application, task: ImportTask, opened: OpenFile, imports: Imports, carrying: Carrying }

async function walk (engine: Engine, { application, task, opened, imports, carrying }: Walk): Promise<ImportTask | undefined> {
  const { clock } = engine
  const isOver = createPace(clock.now, carrying)
  let current: ImportTask = { ...task, import: { ...task.import, at: { format: opened.format, position: opened.position } } }
  let stored = current
  let refused: RefusedEntry[] = []
  const flushed = async () => ({ ...current, import: { ...current.import, parts: await writePart(imports.files, current, refused) } })
  for await (const { entries, problem } of batches(opened.entries)) {
    const stop = isOver()
    // An import may take long, and its application may change meanwhile.
    const present = await applications.findCached(engine.db, task.orgId, task.appId) ?? application
    const answers = await accepted(engine, present, current, entries)
    refused.push(...refusedOf(current, entries, answers))
    current = { ...current, import: after(current.import, entries, answers) }
    const { entries: seen, accepted: taken } = current.import
    if (problem) return await ended(engine, current, problem.message, refused)
    if (taken === 0 && seen >= HOPELESS) return await ended(engine, current, `None of the first ${seen} entries can be accepted.`, refused)
    if (stop()) return { ...await flushed(), batches: current.batches + 1, waitMs: 0 }
    if (seen - stored.import.entries < SAVE_EVERY && clock.now() - stored.updatedAt < SAVE_EVERY_MS) continue
    const saved = await carrying.save({ ...await flushed(), batches: current.batches + 1 }) as ImportTask | undefined
    if (!saved) return undefined
    current = stored = saved
    refused = []
  }
  return await ended(engine, current, null, refused)
}

/**
 * Called with each batch; the result, called after the batch, says whether to stop. The time that finding the position
 * took is made up for first.
 */
function createPace (now: () => number, { keepOn, isOpen }: Carrying): () => () => boolean {
  const began = now()
  let foundAt: number | undefined
  return () => {
    foundAt ??= now()
    const worthUntil = foundAt + WORTH * (foundAt - began)
    return () => !isOpen() || (!keepOn() && now() >= worthUntil)
  }
}

async function * batches (entries: AsyncIterable<Entry>): AsyncGenerator<Batch> {
  let held: Entry[] = []
  let bytes = 0
  try {
    for await (const entry of entries) {
      held.push(entry)
      bytes += entry.bytes
      if (held.length < BATCH && bytes < BATCH_BYTES) continue
      yield { entries: held }
      held = []
      bytes = 0
    }
  } catch (error) {
    if (!(error instanceof FileProblem)) throw error
    return yield { entries: held, problem: error }
  }
  if (held.length > 0) yield { entries: held }
}

type Answers = Awaited<ReturnType<typeof acceptBatch>>

async function accepted (
  engine: Engine,
  application: Application,
  { id, import: { file, version, entries: before } }: ImportTask,
  entries: Entry[]
): Promise<Answers> {
  if (entries.length === 0) return []
  // An object with a version or etag is identified by these. An uploaded file has the name of its import.
  const scope = version === null ? id : JSON.stringify([engine.config.uploadBucket, file, version])
  return await acceptBatch(engine, application, {
    entries: entries.map(({ input }) => input),
    key: idempotencyAlias('import', scope, String(before))
  })
}

const isRefused = (answer: Answers[number]): answer is Refusal => answer instanceof Error

function refusedOf ({ import: { entries: before } }: ImportTask, entries: Entry[], answers: Answers): RefusedEntry[] {
  return answers.flatMap((answer, at) => isRefused(answer)
    ? [{ line: entries[at]!.line, entry: before + at + 1, status: answer.statusCode, reason: reasonOf(answer) }]
    : [])
}

function after (state: ImportState, entries: Entry[], answers: Answers): ImportState {
  const refused = answers.filter(isRefused).length
  const last = entries.at(-1)
  return {
    ...state,
    at: last ? { ...state.at!, position: last.next } : state.at,
    entries: state.entries + entries.length,
    accepted: state.accepted + entries.length - refused,
    refused: state.refused + refused
  }
}

async function ended (
  { imports, log }: Pick<Engine, 'imports' | 'log'>,
  task: ImportTask,
  reason: string | null,
  refused: readonly RefusedEntry[] = []
): Promise<ImportTask> {
  const over: ImportTask = { ...task, status: reason === null ? 'finished' : 'failed', reason }
  await writeReport(imports!.files, over, refused)
  const { orgId, appId, id: taskId, import: { entries, accepted } } = over
  log.info({ orgId, appId, taskId, status: over.status, entries, accepted, refused: entries - accepted }, 'import.ended')
  return over
}
