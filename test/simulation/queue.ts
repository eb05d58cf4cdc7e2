import { attempt } from '../../src/delivery/attempt.js'
import type { Dispatcher, HandOff } from '../../src/delivery/dispatcher.js'
import type { Engine } from '../../src/delivery/engine.js'
import { fanOut } from '../../src/delivery/fan-out.js'
import { endOf } from '../../src/delivery/shift.js'
import { sweep } from '../../src/delivery/sweep.js'
import { run } from '../../src/delivery/tasks.js'
import type { Delivery } from '../../src/repositories/deliveries.js'
import { MANAGEMENT_ORG } from '../../src/repositories/operational-types.js'
import * as messages from '../../src/repositories/messages.js'
import type { Life } from './clock.js'
import type { StoredMessage } from './history.js'
import type { Process } from './process.js'
import type { Random } from './random.js'
import type { World } from './world.js'

/** What AWS has between the functions: a queue that delays, repeats and reorders, a stream of new messages, a timer. */
export interface Queue {
  /** The hand-off as one process has it. */
  dispatcherOf: (life: Life, random: Random) => Dispatcher
  /** The stream tells of a message. */
  announce: (message: StoredMessage) => void
  start: () => void
  /** Nothing waits, neither here nor in the stream. */
  readonly isEmpty: boolean
  readonly deadLetters: number
}

interface Entry { body: string, receives: number, isOver: boolean }

const MAX_DELAY_MS = 900_000
const SWEEP_MS = 60_000
// How long a sweep may carry on a task.
const TURN_MS = 20_000
const STREAM_RETRY_MS = 1000
const INVOCATION_MS = 60_000
const REDRIVE_MS = 60_000

/** Whose an endpoint is. */
function ownerOf ({ plan, orgId, appId, managementAppId, endpointIds }: World, endpointId: string): Pick<HandOff, 'orgId' | 'appId'> {
  const isManagement = plan.sites[endpointIds.indexOf(endpointId)]?.isManagement
  return isManagement ? { orgId: MANAGEMENT_ORG, appId: managementAppId } : { orgId, appId }
}

export function createQueue (world: World): Queue {
  const { timeline, plan: { queue: plan, faults } } = world
  const random = world.random.fork('queue')
  const entries = new Set<Entry>()
  const untold = new Set<StoredMessage>()
  let dead: Entry[] = []

  const later = (ms: number, step: () => void) => timeline.at(timeline.now() + ms, step)
  const isFaulty = (chance: number) => timeline.now() < faults.until && random.chance(chance)

  function worker (): Process | undefined {
    const alive = world.processes.filter(({ host, life, isServing }) => host === 'function' && life.isAlive && isServing)
    return alive.length > 0 ? random.pick(alive) : undefined
  }

  function put (body: string, delayMs: number): void {
    const entry = { body, receives: 0, isOver: false }
    entries.add(entry)
    show(entry, delayMs)
  }

  function show (entry: Entry, ms: number): void {
    later(ms + random.integer(1, plan.delayMs), () => receive(entry))
    if (isFaulty(plan.duplicate)) later(ms + random.integer(1, 5000), () => receive(entry))
  }

  function receive (entry: Entry): void {
    if (entry.isOver) return
    const process = worker()
    if (!process) return show(entry, 500)
    if (++entry.receives > plan.maxReceives) {
      entries.delete(entry)
      entry.isOver = true
      dead.push(entry)
      return
    }
    // It comes back unless it is deleted before.
    show(entry, plan.visibilityMs)
    void work(process.engine, entry)
  }

  async function work (engine: Engine, entry: Entry): Promise<void> {
    try {
      const body = JSON.parse(entry.body) as Delivery | HandOff
      const end = endOf(await attempt(engine, body, 'rev' in body ? body : undefined), 'rev' in body ? body.nextAt! : body.at)
      if (end !== 'done') put(entry.body, Math.min(MAX_DELAY_MS, Math.max(0, end.backAt - engine.clock.now())))
      if (isFaulty(plan.duplicate)) return
      entry.isOver = true
      entries.delete(entry)
    } catch (error) {
      engine.log.error({ err: error }, 'delivery.failed')
    }
  }

  function tell (message: StoredMessage): void {
    if (!untold.has(message)) return
    const process = worker()
    if (!process) {
      later(500, () => tell(message))
      return
    }
    const cancel = later(INVOCATION_MS, () => tell(message))
    void spread(process.engine, message).then(() => {
      cancel()
      if (isFaulty(plan.duplicate)) {
        later(random.integer(1, 5000), () => tell(message))
        return
      }
      message.fannedOutAt = timeline.now()
      untold.delete(message)
    }, (error: Error) => {
      process.engine.log.error({ err: error }, 'message.fan-out-failed')
      cancel()
      later(STREAM_RETRY_MS, () => tell(message))
    })
  }

  async function spread (engine: Engine, { id, appId }: StoredMessage): Promise<void> {
    const message = await messages.read(engine.db, appId, id, { now: engine.clock.now(), withPayload: false })
    if (message) await fanOut(engine, message)
  }

  async function look (engine: Engine): Promise<void> {
    try {
      const now = engine.clock.now()
      const { deliveries, tasks } = await sweep(engine, { from: 0, until: now, marksUntil: now, limit: 1000, isHeld: () => false, asksNext: false })
      for (const { dueAt: at, endpointId, msgId } of deliveries) await engine.dispatcher.handOff(engine, { ...ownerOf(world, endpointId), endpointId, msgId, at })
      const endsAt = now + TURN_MS
      for (const task of tasks) await run(engine, task, () => engine.clock.now() < endsAt)
    } catch (error) {
      engine.log.error({ err: error as Error }, 'sweep.failed')
    }
  }

  return {
    announce (message) {
      untold.add(message)
      later(random.integer(1, plan.delayMs), () => tell(message))
    },
    get isEmpty () { return entries.size === 0 && untold.size === 0 && dead.length === 0 },
    get deadLetters () { return dead.length },
    start () {
      timeline.at(timeline.now() + SWEEP_MS, function again () {
        const process = worker()
        if (process) void look(process.engine)
        later(SWEEP_MS, again)
      })
      // The operator's part: what ended in the dead-letter queue is put back once the trouble is over.
      timeline.at(faults.until, function again () {
        for (const { body } of dead) put(body, 0)
        dead = []
        later(REDRIVE_MS, again)
      })
    },
    dispatcherOf: (life, own) => {
      const send = async (body: Delivery | HandOff, at: number, now: number) => await new Promise<void>((resolve, reject) => {
        const isLost = isFaulty(plan.drop)
        // A lost hand-off of a stored row costs time; a queue does not lose what it has taken, so that of a new one fails.
        const fails = isLost && 'rev' in body
        later(own.integer(1, 5), () => {
          if (!isLost) put(JSON.stringify(body), Math.min(MAX_DELAY_MS, Math.max(0, at - now)))
          if (life.isAlive) fails ? reject(new Error('The queue does not answer.')) : resolve()
        })
      })
      return {
        isQueue: true,
        isAlone: false,
        begin: async ({ clock }, begun) => { await Promise.all(begun.map(async one => await send(one, one.nextAt!, clock.now()))) },
        handOff: async ({ clock }, handOff) => {
          // Beyond what a queue can delay, the row's due entry is what brings it back.
          if (handOff.at - clock.now() <= MAX_DELAY_MS) await send(handOff, handOff.at, clock.now())
        },
        announce: async () => {}
      }
    }
  }
}
