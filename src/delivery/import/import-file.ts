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
  /** Stores how far the import is under our lease; undefined when another process has it. */
  save: (task: Task) => Promise<Task | undefined>
  /** Whether to go on; false asks to make room for others. */
  keepOn: () => boolean
  /** Whether to go on at all: false ends it at the next batch. */
  isOpen: () => boolean
}

/** A part of a file that is accepted together; `problem` says why nothing follows. */
interface Batch { entries: Entry[], problem?: FileProblem }

// What one request may bring, and what it may take in memory.
const BATCH = 100
const BATCH_BYTES = 4 * 1024 * 1024
// How often it is stored how far an import is: what lies between is recognized by its keys and costs reads.
const SAVE_EVERY = 1000
const SAVE_EVERY_MS = 5000
// To find the place in a compressed file takes time: a turn is worth at least so many times of that.
const WORTH = 4
// A file of which nothing is acceptable is another file than was meant.
const HOPELESS = 10_000
export const ELSEWHERE_MS = 15_000
const LONGEST_ELSEWHERE_MS = 15 * 60_000

/**
 * Carries an import on from where its task says it is, and returns the task as it is then, to be stored; undefined when
 * another process has it. Each entry is accepted as a request's would be, a hundred at a time, under a key derived from the
 * file and the first entry's number.
 *
 * Order: a batch of messages, refused entries as a part of the report, then the task's position. A crash in between
 * reads the same batches again: the keys give the same answers (for twelve hours), and the part is written over.
 * Throws when the database or the store of files is away; then it is gone on with at the last position.
 */
export async function importFile (engine: Engine, task: ImportTask, carrying: Carrying): Promise<ImportTask | undefined> {
  const { imports, clock } = engine
  const wait = (waitMs: number): ImportTask => ({ ...task, waitMs: Math.max(0, waitMs) })
  // A host that cannot reach the files leaves it to those that can.
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

/** Whether another server may have the file on its disk, as one did before 0.2: then it waits for as long as files are kept. */
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

/** Removes what is not needed any more after an import was stored as over. */
export async function tidy ({ imports, log }: Pick<Engine, 'imports' | 'log'>, task: ImportTask): Promise<void> {
  // A bucket keeps its files as long as its lifecycle rules say, and no function may delete them.
  if (!imports || imports.files.uploadUrl) return
  try {
    await removeParts(imports.files, task)
    if (task.import.file !== null) await imports.files.remove(task.import.file)
  } catch (err) {
    log.warn({ err, taskId: task.id }, 'import.not-tidied')
  }
}

async function open (
  { files, read }: Imports,
  { appId, import: { file, version, at } }: ImportTask,
  isOpen: () => boolean
): Promise<OpenFile | undefined> {
  // The first bytes are asked for before anything is promised: a file that is gone is no broken file.
  const first = at === null || at.format.isGzip ? 0 : at.position.offset
  const bytes = await files.get(file!, { version, offset: first })
  return bytes &&
    await openEntries({ open: async () => bytes, isOpen, name: file!, read: text => read(appId, text), ...(at && { from: at }) })
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
    const answers = await accepted(engine, application, current, entries)
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

/** Called when a batch is found, says after it whether to stop; what it took to find the place is made good first. */
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
  // Of an object with versions or an etag it is what the object is; a file of one's own has its import's name.
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
