import type { Delivery, DeliveryKey } from '../repositories/deliveries.js'
import * as deliveries from '../repositories/deliveries.js'
import * as messages from '../repositories/messages.js'
import { createLanes } from '../lib/lanes.js'
import { attempt, attemptClaimed, terms } from './attempt.js'
import type { Dispatcher } from './dispatcher.js'
import { leaseMs, type Engine } from './engine.js'
import { fanOut } from './fan-out.js'
import * as lifecycle from './lifecycle.js'
import { sweep } from './sweep.js'

export interface LocalOptions {
  /** Requests in flight in this process. */
  concurrency: number
  /** Whether no other process works on the database. */
  isAlone: boolean
}

export interface LocalDispatcher extends Dispatcher {
  /** Takes up what an earlier process left behind, and from then on what is due. */
  start: (engine: Engine) => Promise<void>
  /** Starts nothing more and resolves when what is under way is settled. */
  close: () => Promise<void>
}

interface Job { key: DeliveryKey, claimed?: Delivery }

// An endpoint's share of the requests in flight, so that a slow one leaves room for the others.
const LANE_SHARE = 0.1
const MIN_LANE = 4
// Beyond these the rest waits in the table, where the sweep finds it.
const MAX_JOBS = 10_000
const MAX_TIMERS = 20_000
const LONGEST_TIMER_MS = 15 * 60_000
// How often a process that is not alone looks for what others left behind; one that is alone knows when to look.
const OTHERS_MS = 15_000
const RETRY_MS = 1000

/**
 * The hand-off of the Node server: rows with due entries are the durable part, memory only remembers when to look.
 * Nothing polls: a timer waits for the earliest due entry that memory does not hold.
 */
export function createLocalDispatcher ({ concurrency, isAlone }: LocalOptions): LocalDispatcher {
  // Deliveries that wait or run here; the sweep leaves them alone.
  const held = new Set<string>()
  const timers = new Set<() => void>()
  const lanes = createLanes<Job>({ total: concurrency, perLane: Math.max(MIN_LANE, Math.round(concurrency * LANE_SHARE)), run })
  let engine: Engine
  let closed = false
  let sweepAt = Infinity
  let cancelSweep = () => {}
  let sweeping: Promise<void> | undefined

  function push (job: Job): void {
    if (closed) return
    if (lanes.size >= MAX_JOBS) return lookAt(engine.clock.now() + RETRY_MS)
    held.add(nameOf(job.key))
    lanes.push(job.key.endpointId, job)
  }

  async function run (job: Job): Promise<void> {
    try {
      const { waitUntil } = job.claimed ? await runClaimed(job.claimed) : await attempt(engine, job.key)
      held.delete(nameOf(job.key))
      if (waitUntil !== undefined) schedule(job.key, waitUntil)
    } catch (error) {
      // Nothing was sent, or its lease holds it: the row is still due, and the sweep brings it back.
      engine.log.error({ err: error, ...job.key }, 'delivery.failed')
      held.delete(nameOf(job.key))
      lookAt(engine.clock.now() + RETRY_MS)
    }
  }

  // A claim that waited long for its turn may run out during the attempt: then it is renewed first.
  async function runClaimed (claimed: Delivery) {
    const now = engine.clock.now()
    if (claimed.lease!.until - now > leaseMs(engine) / 2) return await attemptClaimed(engine, claimed)
    const until = now + leaseMs(engine)
    const renewed = await deliveries.save(engine.db, { ...claimed, lease: { owner: engine.instance, until }, dueAt: until })
    return renewed ? await attemptClaimed(engine, renewed) : await attempt(engine, claimed)
  }

  function schedule (key: DeliveryKey, at: number): void {
    const now = engine.clock.now()
    if (at <= now) return push({ key })
    if (at - now > LONGEST_TIMER_MS || timers.size >= MAX_TIMERS) return lookAt(at)
    held.add(nameOf(key))
    wakeAt(at, () => push({ key }))
  }

  function wakeAt (at: number, wake: () => void): void {
    const cancel = engine.clock.wakeAt(at, () => {
      timers.delete(cancel)
      wake()
    })
    timers.add(cancel)
  }

  /** Makes sure that a sweep runs at this time or before. */
  function lookAt (at: number): void {
    if (closed || at >= sweepAt) return
    cancelSweep()
    sweepAt = at
    cancelSweep = engine.clock.wakeAt(at, () => { void look(0) })
  }

  async function look (beyond: number): Promise<void> {
    sweepAt = Infinity
    if (sweeping) return lookAt(engine.clock.now() + 10)
    sweeping = lookNow(beyond)
    await sweeping
    sweeping = undefined
  }

  async function lookNow (beyond: number): Promise<void> {
    try {
      const room = Math.max(100, Math.floor((MAX_JOBS - lanes.size) / 2))
      const found = await sweep(engine, { until: engine.clock.now() + beyond, limit: room, isHeld: key => held.has(nameOf(key)) })
      for (const key of found.deliveries) push({ key })
      lookAt(Math.min(found.nextDueAt, isAlone ? Infinity : engine.clock.now() + OTHERS_MS))
    } catch (error) {
      engine.log.error({ err: error }, 'sweep.failed')
      lookAt(engine.clock.now() + RETRY_MS)
    }
  }

  async function beginOne (delivery: Delivery): Promise<void> {
    const claim = lifecycle.claim(delivery, terms(engine))
    const isNow = 'claimed' in claim && lanes.size < MAX_JOBS
    const saved = await deliveries.save(engine.db, isNow ? claim.claimed : delivery)
    if (!saved) return
    if (isNow) push({ key: saved, claimed: saved })
    else schedule(saved, delivery.nextAt!)
  }

  async function announce (message: messages.Message): Promise<void> {
    try {
      await fanOut(engine, message)
    } catch (error) {
      // The message is stored and marked: its fan-out is tried again here, and by the sweep if this process dies.
      engine.log.error({ err: error, msgId: message.id }, 'message.fan-out-failed')
      if (!closed) wakeAt(engine.clock.now() + RETRY_MS, () => { void announce(message) })
    }
  }

  return {
    isQueue: false,
    isAlone,
    announce,
    begin: async begun => { await Promise.all(begun.map(beginOne)) },
    handOff: async ({ at, endpointId, msgId }) => { schedule({ endpointId, msgId }, at) },
    async start (withEngine) {
      engine = withEngine
      // Alone, every lease is a dead process's: what they hold is due now.
      await look(isAlone ? leaseMs(engine) : 0)
    },
    async close () {
      closed = true
      cancelSweep()
      for (const cancel of timers) cancel()
      await sweeping
      await lanes.drain()
    }
  }
}

const nameOf = ({ endpointId, msgId }: DeliveryKey) => `${endpointId}/${msgId}`
