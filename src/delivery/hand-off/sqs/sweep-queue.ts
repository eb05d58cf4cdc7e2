import { createGate, eachOf } from '../../../lib/parallel.js'
import * as deliveries from '../../../repositories/deliveries.js'
import type { DeliveryKey } from '../../../repositories/deliveries.js'
import * as messages from '../../../repositories/messages.js'
import * as tasks from '../../../repositories/tasks.js'
import type { TaskKey } from '../../../repositories/tasks.js'
import type { SqsDispatcher } from './dispatcher-sqs.js'
import type { Engine } from '../../engine.js'
import { PAYLOADS_AT_ONCE } from '../../attempt/fan-out.js'
import { measureDue, measureNoneDue } from '../../metrics.js'
import { finishFanOut } from '../sweep.js'
import { run } from '../../tasks/run-task.js'
import { RecentMap } from '../../../lib/recent-map.js'

export interface Round {
  dispatcher: Pick<SqsDispatcher, 'handOver'>
  /** When the round has to end, Unix ms. */
  endsAt: number
  /** What earlier rounds handed over. */
  handed: Handed
  /** How many entries of each shard one read returns. Default: 250. */
  page?: number
}

/** The deliveries that were handed over recently, each with its due time. The queue holds them, however long that takes. */
export type Handed = RecentMap<string, number>

// For so long a hand-off counts as being in the queue; after that it may have been lost.
const TRUSTED_MS = 10 * 60_000
// Further due deliveries are handed over again in every round. This many take a tenth of the function's memory.
const MAX_HANDED = 200_000
/** An empty memory of hand-offs. A simulation gives its time, and a smaller size, because a large cache takes long to create. */
export const createHanded = (clock: { now: () => number } = performance, most = MAX_HANDED): Handed =>
  new RecentMap({ most, ttlMs: TRUSTED_MS, now: () => clock.now() })

// Half of the minute until the next round. What is due by then is handed over with its delay.
const AHEAD_MS = 30_000
const PAGE = 250
// So many pages of each shard are read at once: 256,000 entries, which take 200 MB of the function's memory.
const MOST_PAGES = 64
const HAND_OFFS_AT_ONCE = 200
const FAN_OUTS_AT_ONCE = 20
const TASKS_AT_ONCE = 8
// The longest time of one step of a task, and of the end of a round.
const GOODBYE_MS = 8000

/**
 * One round of the sweep in AWS. In this order, as far as time allows: puts due deliveries into the queue, does marked
 * fan-outs, continues tasks, measures the backlog. It leaves nothing half done: what the round does not reach is still
 * due in the next one.
 */
export async function sweepToQueue (engine: Engine, round: Round): Promise<void> {
  const { clock, db, log } = engine
  const began = clock.now()
  const lastBegin = Math.max(round.endsAt - GOODBYE_MS, (began + round.endsAt) / 2)
  const hasTime = () => clock.now() < lastBegin
  const { count: handedOver, seen } = await handOverDue(engine, round, hasTime)
  const fanOuts = await finishMarked(engine, { until: began, page: round.page ?? PAGE, hasTime })
  const waiting = await tasks.due(db, { from: 0, until: began, limit: PAGE })
  await eachOf(waiting.keys, TASKS_AT_ONCE, async task => { if (hasTime()) await carryOn(engine, task, hasTime) })
  // An idle stage is read once a minute, not twice.
  if (seen === 0 && fanOuts === 0 && hasTime()) measureNoneDue(engine.meter)
  else await measureDue(engine)
  const found = { deliveries: handedOver, fanOuts, tasks: waiting.keys.length }
  if (Object.values(found).some(count => count > 0)) log.info({ ...found, durationMs: clock.now() - began }, 'sweep.completed')
}

/** Returns how many due deliveries it saw, and how many of them it handed over. */
async function handOverDue (
  engine: Engine,
  { dispatcher, handed, page = PAGE }: Round,
  hasTime: () => boolean
): Promise<{ count: number, seen: number }> {
  const until = engine.clock.now() + AHEAD_MS
  let count = 0
  let seen = 0
  for (let [from, limit] = [0, page]; from < Infinity && hasTime();) {
    const found = await deliveries.due(engine.db, { from, until, limit })
    seen += found.keys.length
    const fresh = found.keys.filter(key => handed.get(nameOf(key)) !== key.dueAt)
    await eachOf(fresh, HAND_OFFS_AT_ONCE, async key => {
      if (!hasTime()) return
      const { endpointId, msgId, dueAt: at } = key
      await dispatcher.handOver(engine, { endpointId, msgId, at })
      handed.set(nameOf(key), at)
      count++
    });
    [from, limit] = next(found, { from, limit, page })
  }
  return { count, seen }
}

/** Does marked fan-outs as far as time allows; after an outage, these may be all of its messages. Returns how many it tried. */
async function finishMarked (
  engine: Engine,
  { until, page, hasTime }: { until: number, page: number, hasTime: () => boolean }
): Promise<number> {
  // The index may still show marks that are done. A failed fan-out is tried again in the next round.
  const seen = new Set<string>()
  const gate = createGate(PAYLOADS_AT_ONCE)
  for (let [from, limit] = [0, page]; from < Infinity && hasTime();) {
    const found = await messages.due(engine.db, { from, until, limit })
    await eachOf(found.keys.filter(({ id }) => !seen.has(id)), FAN_OUTS_AT_ONCE, async mark => {
      if (!hasTime()) return
      seen.add(mark.id)
      await finishFanOut(engine, mark, { gate })
    });
    [from, limit] = next(found, { from, limit, page })
  }
  return seen.size
}

// Of one millisecond more may be due than a page has, such as many messages with one `deliverAt`: then more of it is read. What is beyond
// `MOST_PAGES` waits for a later round, after those of the millisecond that were handed over have left the index.
function next ({ seenTo }: { seenTo: number }, { from, limit, page }: { from: number, limit: number, page: number }): [number, number] {
  if (seenTo > from) return [seenTo, page]
  return limit < MOST_PAGES * page ? [from, 2 * limit] : [from + 1, page]
}

/** A task that fails stays due, and does not stop other tasks. */
async function carryOn (engine: Engine, task: TaskKey, keepOn: () => boolean): Promise<void> {
  try {
    await run(engine, task, keepOn)
  } catch (error) {
    engine.log.error({ err: error, orgId: task.orgId, taskId: task.id }, 'task.interrupted')
  }
}

const nameOf = ({ endpointId, msgId }: DeliveryKey) => `${endpointId}/${msgId}`
