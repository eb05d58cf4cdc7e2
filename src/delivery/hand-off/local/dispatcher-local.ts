import { ApiError } from '../../../errors.js'
import { createHolds } from '../../../lib/held-names.js'
import { createLanes, shareOf, type Lanes } from '../../../lib/lanes.js'
import { createPace, type Pace } from '../../../lib/pace.js'
import { eachOf } from '../../../lib/parallel.js'
import { createTimers } from '../../../lib/timers.js'
import * as deliveries from '../../../repositories/deliveries.js'
import type { Delivery, DeliveryKey } from '../../../repositories/deliveries.js'
import type { Message } from '../../../repositories/messages.js'
import { atRest, take, terms } from '../../attempt/claim.js'
import { attemptBegun, carryOn } from '../../attempt/make-attempt.js'
import { BEGUN_AT_ONCE, type Dispatcher, type Prepared } from '../../dispatcher.js'
import { leaseMs, type Engine } from '../../engine.js'
import { beginnings, fanOut } from '../../attempt/fan-out.js'
import { joinIn } from '../../attempt/join.js'
import * as lifecycle from '../../delivery-lifecycle.js'
import type { Wanted } from '../../match.js'
import { AHEAD_MS, createLookOut, RETRY_MS } from './due-watch.js'
import { createTaskRunner } from '../../tasks/task-runner.js'

export interface LocalOptions {
  /** How many requests this process has open at most. */
  concurrency: number
  /** Whether no other process works on the database. */
  isAlone: boolean
  /** How many deliveries to one endpoint wait or run here, claimed. Five times as many wait by their keys. Default: 2000. */
  laneSize?: number
  /** The same for all endpoints together. Default: 10,000. */
  maxJobs?: number
  /** How many waiting deliveries are claimed at once. Default: as many as the database takes. */
  pace?: Pace
  /** How many entries of each shard one look at the table reads. Default: 1000. */
  lookLimit?: number
}

export interface LocalDispatcher extends Dispatcher {
  /** Takes over what an earlier process left, and from then on everything that is due. */
  start: (engine: Engine) => Promise<void>
  /** While they are held, no attempt begins: deliveries wait in the table. */
  hold: (engine: Engine, isHeld: boolean) => void
  /** Starts no more attempts; resolves when those under way are settled. */
  close: () => Promise<void>
}

// A delivery that a look at the table found is known by its key only.
type Key = DeliveryKey & Partial<Pick<Delivery, 'orgId' | 'appId'>>
interface Job { engine: Engine, key: Key, claimed?: Delivery }

// The room of one endpoint shrinks with the total room left, so that many slow endpoints together still leave room for
// others.
const MAX_JOBS = 10_000
const LANE_SIZE = 2000
// A delivery that waits by its key has no lease that could run out, and takes little memory. So a backlog is read from the
// table once, not again at every look. What finds no room for its key waits in the table, where a look finds it.
const KEYS_A_CLAIM = 5
// A transaction is limited in size; a message for more endpoints is fanned out by its mark.
const MOST_TOGETHER = 50
const MAX_TIMERS = 20_000
const LONGEST_RETRY_MS = 30_000

/**
 * The hand-off of the Node server. Rows with due entries are the durable part; memory holds only when to look. Every
 * burst of work is followed by a look one lease later, so that a row whose end failed in any way is found again.
 */
export function createLocalDispatcher (options: LocalOptions): LocalDispatcher {
  const { isAlone } = options
  const work = createWork(options)

  /** The delivery in the state in which it is first stored: claimed for an attempt now, or waiting. */
  async function placed (engine: Engine, delivery: Delivery): Promise<{ delivery: Delivery, isNow: boolean }> {
    const claim = lifecycle.claim(delivery, terms(engine))
    const waiting = 'claimed' in claim ? await atRest(engine, delivery) : undefined
    const isNow = 'claimed' in claim && !waiting && work.hasRoom(delivery)
    return { delivery: waiting ?? (isNow ? claim.claimed : delivery), isNow }
  }

  async function prepare (engine: Engine, message: Message, wanted: Wanted): Promise<Prepared | undefined> {
    if (!isAlone || !engine.db.transacts || wanted.endpoints.length > MOST_TOGETHER) return undefined
    const begun = await Promise.all(beginnings(engine, message, wanted).map(async delivery => await placed(engine, delivery)))
    // Those that are claimed come first: a claim is equal in no other call.
    const stored = begun.toSorted((a, b) => Number(b.isNow) - Number(a.isNow))
      .map(({ delivery, isNow }) => ({ delivery: deliveries.storedAs(delivery), isNow }))
    const start = () => {
      for (const { delivery, isNow } of stored) {
        if (isNow) work.push({ engine, key: delivery, claimed: delivery })
        else work.schedule(engine, delivery, delivery.dueAt!)
      }
    }
    return { writes: stored.map(({ delivery }) => deliveries.writeOf(engine.db, delivery)), start }
  }

  async function begin (engine: Engine, begun: Delivery): Promise<void> {
    const { delivery, isNow } = await placed(engine, begun)
    const saved = await deliveries.save(engine.db, delivery)
    if (saved && isNow) return work.push({ engine, key: saved, claimed: saved })
    const waits = saved ?? await joinIn(engine, begun)
    if (waits) work.schedule(engine, waits, waits.dueAt!)
    // An earlier run of this fan-out, or another process, began the delivery and finishes it; a look finds it if they died.
    else work.lookIn(engine, leaseMs(engine))
  }

  async function announce (
    engine: Engine,
    message: Message,
    { wanted, retryMs = RETRY_MS }: { wanted?: Wanted | undefined, retryMs?: number } = {}
  ): Promise<void> {
    try {
      await fanOut(engine, message, { known: wanted })
    } catch (error) {
      // The message is stored and marked. This process repeats the fan-out; if it dies, the sweep does.
      engine.log.error({ err: error, msgId: message.id }, 'message.fan-out-failed')
      work.wakeIn(engine, retryMs, () => { void announce(engine, message, { retryMs: Math.min(2 * retryMs, LONGEST_RETRY_MS) }) })
      // A delivery may be stored although its write failed, and the repeated fan-out may not want it any more.
      work.lookIn(engine, leaseMs(engine))
    }
  }

  return {
    isQueue: false,
    isAlone,
    announce: async (engine, message, wanted) => await announce(engine, message, { wanted }),
    begin: async (engine, begun) => { await eachOf(begun, BEGUN_AT_ONCE, async delivery => await begin(engine, delivery)) },
    lookAt: work.lookAt,
    prepare,
    handOff: async (engine, { at, ...key }) => work.schedule(engine, key, at),
    // Alone, every earlier lease belongs to a dead process: its deliveries are due now.
    start: async engine => await work.start(engine, isAlone ? leaseMs(engine) : 0),
    hold: work.hold,
    isHeld: work.isHeld,
    close: work.close
  }
}

// Any number of waiting deliveries may come due at once: they are claimed or put back as fast as the database takes it.
const paceOfDatabase = () => createPace({ isTrouble: error => error instanceof ApiError && error.statusCode === 503 })

function createWork ({ concurrency, isAlone, laneSize = LANE_SIZE, maxJobs = MAX_JOBS, pace = paceOfDatabase(), lookLimit }: LocalOptions) {
  // Deliveries that have a job or a timer here; looks leave them alone.
  const [held, timers, tasks] = [createHolds(), createTimers(), createTaskRunner()]
  const lanes = createLanes<Job>({ total: concurrency, perLane: shareOf(concurrency), run })
  const lookOut = createLookOut({
    isAlone, isHeld: key => held.has(nameOf(key)), take: schedule, takeTask: tasks.take, ...lookLimit !== undefined && { limit: lookLimit }
  })
  let [closed, isOnHold] = [false, false]
  const room = createRoom(lanes, laneSize, maxJobs)

  const lookIn = (engine: Engine, ms: number) => lookOut.lookAt(engine, engine.clock.now() + ms)
  const hasRoom = (key: DeliveryKey) => !closed && !isOnHold && room.forClaim(key)

  function push (job: Job): void {
    if (closed || isOnHold) return // What is on hold has a due entry, which a later look finds.
    if (!job.claimed && !room.forKey(job.key)) return lookIn(job.engine, RETRY_MS)
    if (job.claimed) room.claims++
    held.take(nameOf(job.key))
    lanes.push(job.key.endpointId, job)
  }

  async function run ({ engine, key, claimed }: Job): Promise<void> {
    try {
      const { waitUntil } = claimed
        ? await attemptBegun(engine, claimed)
        : await carryOn(engine, await pace.run(engine.clock, async () => closed ? {} : await take(engine, key)))
      if (waitUntil !== undefined) schedule(engine, key, waitUntil)
    } catch (error) {
      // Nothing was sent, or the lease holds the delivery. The row is still due, and a look finds it.
      const { orgId, appId, endpointId, msgId } = key
      engine.log.error({ err: error, orgId, appId, endpointId, msgId }, 'delivery.failed')
      lookIn(engine, RETRY_MS)
    } finally {
      if (claimed) room.claims--
      held.letGo(nameOf(key))
      lookIn(engine, leaseMs(engine))
    }
  }

  function schedule (engine: Engine, key: Key, at: number): void {
    const now = engine.clock.now()
    if (closed) return
    if (at <= now) return push({ engine, key })
    if (at - now > AHEAD_MS || timers.size >= MAX_TIMERS) return lookOut.lookAt(engine, at)
    held.take(nameOf(key))
    timers.wakeAt(engine.clock, at, () => {
      held.letGo(nameOf(key))
      push({ engine, key })
    })
  }

  function wakeIn (engine: Pick<Engine, 'clock'>, ms: number, wake: () => void): void {
    if (!closed) timers.wakeAt(engine.clock, engine.clock.now() + ms, wake)
  }

  function hold (engine: Engine, isHeld: boolean): void {
    isOnHold = isHeld
    if (!isHeld) lookIn(engine, 0)
  }

  async function close (): Promise<void> {
    closed = true
    timers.cancelAll()
    pace.open()
    await lookOut.close()
    await Promise.all([tasks.close(), lanes.drain()])
  }

  return { push, schedule, hasRoom, lookIn, lookAt: lookOut.lookAt, wakeIn, start: lookOut.start, hold, isHeld: () => isOnHold, close }
}

/** Whether memory has room for one more delivery of an endpoint. `claims`: how many of the jobs are claimed. */
function createRoom (lanes: Lanes<Job>, laneSize: number, maxJobs: number) {
  const isIn = ({ endpointId }: DeliveryKey, perLane: number, share: number) =>
    share < 1 && lanes.sizeOf(endpointId) < Math.max(1, perLane * (1 - share))
  return {
    claims: 0,
    forClaim (key: DeliveryKey): boolean { return isIn(key, laneSize, this.claims / maxJobs) },
    forKey: (key: DeliveryKey) => isIn(key, KEYS_A_CLAIM * laneSize, lanes.size / (KEYS_A_CLAIM * maxJobs))
  }
}

const nameOf = ({ endpointId, msgId }: DeliveryKey) => `${endpointId}/${msgId}`
