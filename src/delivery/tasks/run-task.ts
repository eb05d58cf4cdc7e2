import { ApiError } from '../../errors.js'
import { eachOf } from '../../lib/parallel.js'
import * as applications from '../../repositories/applications.js'
import * as deliveries from '../../repositories/deliveries.js'
import type { Delivery } from '../../repositories/deliveries.js'
import * as endpoints from '../../repositories/endpoints.js'
import type { Endpoint } from '../../repositories/endpoints.js'
import * as tasks from '../../repositories/tasks.js'
import type { Task, TaskKey } from '../../repositories/tasks.js'
import { restOf } from '../endpoint-health/admission.js'
import { cancelStep } from './cancel-messages.js'
import { nextBatch, type Candidate, type Field } from './messages-to-recover.js'
import { leaseMs, type Engine, type LoggedStorage, type ConfiguredStorage } from '../engine.js'
import { ELSEWHERE_MS, importFile, tidy } from '../import/import-file.js'
import { isImport, type ImportTask } from '../import/import-task.js'
import * as lifecycle from '../delivery-lifecycle.js'
import { purgeStep } from './purge-content.js'
import { isOfPolling, showAgainStep } from './show-again-step.js'
import { usageStep } from './usage.js'

/** Runs tasks. Recover, replay-missing and bulk-replay ask for one manual attempt of each message that they find. */

// A task waits while more of its resends than this are outstanding, before it asks for another batch.
const GO_ON_BELOW = 250
// A shorter wait is spent with the lease held; a longer one in the table.
const SHORT_WAIT_MS = 1000
const FIRST_WAIT_MS = 100
// How old the stored progress may become while the task runs; much less than its lease.
const TELL_MS = 5000
const LONGEST_WAIT_MS = 30_000
const RETRY_MS = 1000
// How many resends of a batch are asked for in parallel: a task leaves most of the database to other work.
const ASKED_AT_ONCE = 20
// How many outstanding deliveries are read in parallel.
const LOOK = 25
// How many tasks a delivery remembers, so that a batch that is read again asks for no attempt twice.
const MAX_REMEMBERED = 10

export type NewTask = Pick<Task, 'kind' | 'since' | 'until' | 'filter' | 'appIds'>

/** Stores a task. From then on no crash loses it. */
export async function begin (
  engine: Engine,
  { orgId, appId, id: endpointId }: Pick<Endpoint, 'orgId' | 'appId' | 'id'>,
  wanted: NewTask
): Promise<Task> {
  const { id, timestampMs: now } = engine.newId('qtask_')
  const progress = {
    status: 'running' as const, reason: null, position: null, isWalked: wanted.since >= wanted.until, outstanding: [], resent: 0, batches: 0
  }
  const task = {
    ...wanted, ...progress, orgId, id, rev: 0, appId, endpointId, waitMs: FIRST_WAIT_MS, lease: null, dueAt: now, updatedAt: now
  }
  // A write that returns an error may have been applied. Then only a look at what is due finds the task.
  engine.dispatcher.lookAt?.(engine, now + leaseMs(engine))
  // The answer may have been lost, and a worker may have started. The id is new, so a stored task with it is this one.
  const stored = await tasks.create(engine.db, task) ?? await tasks.read(engine.db, task, now)
  if (!stored) throw new Error('A new id was in use.')
  engine.dispatcher.lookAt?.(engine, now)
  engine.log.info({ orgId, appId, endpointId, taskId: id, task: task.kind }, 'task.begun')
  return stored
}

/**
 * Continues a task while `keepOn` returns true, unless another process has it. What is left waits in the table until
 * `waitUntil`. Work that cannot stop at once continues while `isOpen` returns true.
 *
 * Order of a step: the deliveries with the task's id and their due entries, then the task's position. After a crash in
 * between, the batch is read again, and deliveries with the task's id are skipped. Throws when the database is away.
 */
export async function run (engine: Engine, key: TaskKey, keepOn: () => boolean, isOpen = keepOn): Promise<{ waitUntil?: number }> {
  const current = await tasks.read(engine.db, key, engine.clock.now())
  if (!current || current.status !== 'running') return {}
  const { lease } = current
  const isHeld = lease !== null && lease.until > engine.clock.now() && lease.owner !== engine.instance && !engine.dispatcher.isAlone
  if (isHeld) return { waitUntil: lease.until }
  const claimed = await save(engine, current)
  if (!claimed) return afterLease(engine)
  return isImport(claimed) ? await carryOn(engine, claimed, { keepOn, isOpen }) : await goOn(engine, claimed, keepOn)
}

async function carryOn (
  engine: Engine,
  claimed: ImportTask,
  going: { keepOn: () => boolean, isOpen: () => boolean }
): Promise<{ waitUntil?: number }> {
  const next = await importFile(engine, claimed, { ...going, save: async task => await save(engine, task) }).catch(broken)
  if (!next) return afterLease(engine)
  if (next.status === 'running') {
    const left = await letGo(engine, next, next.waitMs)
    // Another process may be able to continue, such as one that has the file: the first process that looks takes the task.
    return next.waitMs < ELSEWHERE_MS || engine.dispatcher.isAlone ? left : {}
  }
  if (!await end(engine, next)) return afterLease(engine)
  await tidy(engine, next)
  return {}

  // A file that cannot be read now, for lack of a permission for example, is not given up: it is tried later.
  function broken (error: unknown): ImportTask {
    if (error instanceof ApiError && error.statusCode === 503) throw error
    engine.log.error({ err: error, orgId: claimed.orgId, taskId: claimed.id }, 'task.broken')
    return { ...claimed, waitMs: Math.min(2 * claimed.waitMs + RETRY_MS, LONGEST_WAIT_MS) }
  }
}

async function goOn (engine: Engine, claimed: Task, keepOn: () => boolean): Promise<{ waitUntil?: number }> {
  let task: Task | undefined = claimed
  while (task) {
    const next = await stepOrFail(engine, task)
    if (next.status !== 'running') {
      return await end(engine, next) ? {} : afterLease(engine)
    }
    const { waitMs } = next
    const isWaiting = hasToWait(next)
    if (!keepOn() || (isWaiting && waitMs > SHORT_WAIT_MS)) return await letGo(engine, next, isWaiting ? waitMs : 0)
    // A crash loses no outstanding deliveries: they are read again. So a batch is stored at once, other progress now and then.
    const isWorth: boolean = next.batches > task.batches || engine.clock.now() - task.updatedAt > TELL_MS
    task = isWorth ? await save(engine, next) : next
    if (isWaiting) await sleep(engine, waitMs)
  }
  // Our lease had run out, and another process has the task.
  return afterLease(engine)
}

const hasToWait = ({ isWalked, probe, outstanding }: Task) => isWalked || probe === 'sent' || outstanding.length > GO_ON_BELOW

// The process that has a task works on it until its lease ends. It may be this one, after a write that returned an error.
const afterLease = (engine: Pick<Engine, 'config' | 'clock'>) => ({ waitUntil: engine.clock.now() + leaseMs(engine) })

async function stepOrFail (engine: Engine, task: Task): Promise<Task> {
  try {
    return await step(engine, task)
  } catch (error) {
    if (error instanceof ApiError && error.statusCode === 503) throw error
    engine.log.error({ err: error, orgId: task.orgId, taskId: task.id }, 'task.broken')
    return { ...task, status: 'failed', reason: 'internal error' }
  }
}

/** Asks for one batch, if not too many resends are outstanding, and looks at those before. */
async function step (engine: Engine, task: Task): Promise<Task> {
  if (task.kind === 'endpoint.cancel-messages') return await cancelStep(engine, task)
  if (task.kind === 'application.purge_content') return await purgeStep(engine, task)
  if (task.kind === 'application.stats' || task.kind === 'event-type.aggregate') return await usageStep(engine, task)
  if (isOfPolling(task)) return await showAgainStep(engine, task)
  const field = await fieldOf(engine, task)
  if (typeof field === 'string') return { ...task, status: 'failed', reason: field }
  const outstanding = await stillOutstanding(engine, task)
  const waitMs = outstanding.length < task.outstanding.length ? FIRST_WAIT_MS : Math.min(2 * task.waitMs, LONGEST_WAIT_MS)
  if (task.isWalked) return { ...task, outstanding, waitMs, status: outstanding.length === 0 ? 'finished' : 'running' }
  if (outstanding.length > (task.probe === 'sent' ? 0 : GO_ON_BELOW)) return { ...task, outstanding, waitMs }
  return await askBatch(engine, { ...task, outstanding }, field)
}

async function askBatch (engine: Engine, task: Task, field: Field): Promise<Task> {
  const { outstanding } = task
  const { found, position, isWalked } = await nextBatch(engine, task, field)
  const isAtRest = task.probe === undefined && restOf(engine, field.endpoint) !== undefined
  const probed = isAtRest ? await askFirst(engine, task, found) : undefined
  if (probed !== undefined) {
    return { ...task, probe: 'sent', resent: task.resent + 1, outstanding: [...outstanding, probed], waitMs: FIRST_WAIT_MS }
  }
  const asked = await eachOf(found, ASKED_AT_ONCE, async candidate => await ask(engine, task, candidate))
  const fresh = asked.filter(msgId => msgId !== undefined)
  const progress = { resent: task.resent + fresh.length, batches: task.batches + 1, position: position ?? task.position, isWalked }
  // A batch in which nothing is to be asked for leaves the probe to the next one.
  const isProbeLeft = isAtRest && fresh.length === 0
  const probe = isProbeLeft ? {} : { probe: 'over' as const }
  return { ...task, ...progress, ...probe, outstanding: [...outstanding, ...fresh], waitMs: FIRST_WAIT_MS }
}

// The batch of the probe. It is counted at once: when it has ended, the batch may not find it any more.
const PROBE_BATCH = -1

/** Asks for one resend of a batch alone, as the probe of an open circuit. The others follow when it has ended. */
async function askFirst (engine: Engine, task: Task, found: Candidate[]): Promise<string | undefined> {
  for (const candidate of found) {
    const msgId = await ask(engine, { ...task, batches: PROBE_BATCH }, candidate, true)
    if (msgId !== undefined) return msgId
  }
  return undefined
}

async function fieldOf ({ db }: Pick<Engine, 'db'>, { orgId, appId, endpointId }: Task): Promise<Field | string> {
  const application = await applications.find(db, orgId, appId)
  if (!application) return 'application deleted'
  const endpoint = await endpoints.seek(db, appId, endpointId)
  if (!endpoint) return 'endpoint deleted'
  return endpoint.disabled ? 'endpoint disabled' : { application, endpoint }
}

// Resends end roughly in the order in which they were asked for, so a look reads little more than those that have ended
// since. Those that have not ended move to the end of the list, so that the next look reads others.
async function stillOutstanding ({ db }: Pick<Engine, 'db'>, { endpointId, outstanding }: Task): Promise<string[]> {
  for (let at = 0; at < outstanding.length; at += LOOK) {
    const some = outstanding.slice(at, at + LOOK)
    const isOpen = await Promise.all(some.map(async msgId => ((await deliveries.read(db, { endpointId, msgId }))?.resends ?? 0) > 0))
    if (isOpen.includes(true)) return [...outstanding.slice(at + LOOK), ...some.filter((_, index) => isOpen[index])]
  }
  return []
}

/** Asks for one manual attempt unless this task did so before. Returns the message's id when it belongs to this batch. */
async function ask (
  engine: Engine,
  { id, batches: batch }: Task,
  { subject, delivery, isStill }: Candidate,
  isUrgent = false
): Promise<string | undefined> {
  const { orgId, appId, endpointId, msgId } = subject
  const at = engine.clock.now()
  let current: Delivery | undefined = delivery
  for (;;) {
    const mark = current?.tasks?.find(one => one.id === id)
    // Asked for by this batch before a crash, or by an earlier batch for another failed attempt of the same message.
    if (mark) return mark.batch === batch ? msgId : undefined
    const asked = lifecycle.askResend(current, subject, at, isUrgent)
    const saved = await deliveries.save(engine.db, { ...asked, tasks: [...asked.tasks ?? [], { id, batch }].slice(-MAX_REMEMBERED) })
    if (saved) {
      await engine.dispatcher.handOff(engine, { orgId, appId, endpointId, msgId, at: saved.dueAt ?? at })
      return msgId
    }
    current = await deliveries.read(engine.db, subject)
    // For example, another task of the same kind has asked for it first.
    if (isStill && !isStill(current)) return undefined
  }
}

/** Saves a task under our lease, which keeps other processes away and makes the task due again if we die. */
async function save (engine: ConfiguredStorage & Pick<Engine, 'instance'>, task: Task): Promise<Task | undefined> {
  const now = engine.clock.now()
  const until = now + leaseMs(engine)
  return await tasks.save(engine.db, { ...task, lease: { owner: engine.instance, until }, dueAt: until, updatedAt: now })
}

async function letGo (engine: ConfiguredStorage, task: Task, waitMs: number): Promise<{ waitUntil?: number }> {
  const now = engine.clock.now()
  const waitUntil = now + waitMs
  return await tasks.save(engine.db, { ...task, lease: null, dueAt: waitUntil, updatedAt: now }) ? { waitUntil } : afterLease(engine)
}

/** Stores the end of a task; false when another process has it. */
async function end (engine: LoggedStorage, task: Task): Promise<boolean> {
  const { orgId, appId, endpointId, id: taskId, kind, status, reason, resent } = task
  const isSaved = await tasks.save(engine.db, { ...task, outstanding: [], lease: null, dueAt: null, updatedAt: engine.clock.now() })
  if (isSaved) engine.log.info({ orgId, appId, endpointId, taskId, task: kind, status, reason, resent }, 'task.ended')
  return isSaved !== undefined
}

const sleep = async ({ clock }: Pick<Engine, 'clock'>, ms: number) =>
  await new Promise<void>(resolve => { clock.wakeAt(clock.now() + ms, resolve) })
