import { deliver } from '../../src/delivery/hand-off/sqs/deliver-batch.js'
import { createSqsDispatcher, type SqsDispatcher } from '../../src/delivery/hand-off/sqs/dispatcher-sqs.js'
import { MAX_DELAY_MS } from '../../src/delivery/hand-off/sqs/queue-entry.js'
import type { Queue as Sqs, QueueEntry, Received } from '../../src/delivery/hand-off/sqs/queue.js'
import type { Engine } from '../../src/delivery/engine.js'
import { fanOut } from '../../src/delivery/attempt/fan-out.js'
import { createHanded, sweepToQueue, type Handed } from '../../src/delivery/hand-off/sqs/sweep-queue.js'
import * as messages from '../../src/repositories/messages.js'
import type { Life } from './clock.js'
import type { StoredMessage } from './history.js'
import type { Process } from './process.js'
import type { Random } from './random.js'
import { inRole } from './roles.js'
import type { World } from './world.js'

/** The parts of AWS between the functions: a queue that delays, repeats and reorders, a stream of new messages, a timer. */
export interface Queue {
  /** The hand-off of one process. */
  dispatcherOf: (process: { life: Life, instance: string }, random: Random) => SqsDispatcher
  /** The stream reports a message. */
  announce: (message: StoredMessage) => void
  start: () => void
  /** Whether queue and stream are empty. */
  readonly isEmpty: boolean
  readonly deadLetters: number
}

interface Entry {
  id: string
  body: string
  receives: number
  /** The time from which it can be received, by true time. */
  visibleAt: number
  /** The number of the latest delivery of the entry; earlier ones no longer count. */
  showing: number
}

const SWEEP_MS = 60_000
// The timeout of each function (src/facts/functions.ts).
const DELIVER_MS = 70_000
const SWEEP_LASTS_MS = 55_000
const STREAM_RETRY_MS = 1000
const INVOCATION_MS = 60_000
const REDRIVE_MS = 60_000
const MOST_RECEIVED = 10

export function createQueue (world: World): Queue {
  const { timeline, plan: { queue: plan, faults } } = world
  const random = world.random.fork('queue')
  const entries = new Map<string, Entry>()
  const untold = new Set<StoredMessage>()
  const queues = new Map<Engine['instance'], { sqs: Sqs, handed: Handed }>()
  let dead: Entry[] = []
  let names = 0

  const later = (ms: number, step: () => void) => timeline.at(timeline.now() + ms, step)
  const isFaulty = (chance: number) => timeline.now() < faults.until && random.chance(chance)

  function worker (): Process | undefined {
    const alive = world.processes.filter(({ host, life, isServing }) => host === 'function' && life.isAlive && isServing)
    return alive.length > 0 ? random.pick(alive) : undefined
  }

  function put (body: string, delayMs: number): void {
    const id = `entry-${++names}`
    const entry = { id, body, receives: 0, visibleAt: 0, showing: 0 }
    entries.set(id, entry)
    show(entry, delayMs)
  }

  /** From this time on a receiver may get the entry. Lambda polls a little later. */
  function show (entry: Entry, ms: number): void {
    entry.visibleAt = timeline.now() + ms
    const showing = ++entry.showing
    later(ms + random.integer(1, plan.delayMs), () => { if (entry.showing === showing) invoke(entry) })
    // It may be received twice.
    if (isFaulty(plan.duplicate)) later(ms + random.integer(1, 5000), () => invoke(entry))
  }

  function invoke (entry: Entry): void {
    if (!entries.has(entry.id)) return
    const process = worker()
    if (!process) return show(entry, 500)
    const received = take(entry)
    if (received) void work(process.engine, received)
  }

  /** Receives an entry. It comes back unless it is removed before. */
  function take (entry: Entry): Received | undefined {
    if (++entry.receives > plan.maxReceives) {
      entries.delete(entry.id)
      dead.push(entry)
      return undefined
    }
    show(entry, plan.visibilityMs)
    return { id: entry.id, body: entry.body, receiptHandle: entry.id, receives: entry.receives }
  }

  async function work (engine: Engine, received: Received): Promise<void> {
    const failed = await deliver({ engine: inRole(world, 'deliver', engine), queue: queues.get(engine.instance)!.sqs, endsAt: engine.clock.now() + DELIVER_MS }, [received])
    if (failed.length === 0 && !isFaulty(plan.duplicate)) entries.delete(received.id)
  }

  /** The queue as one process calls it: each call takes time, and may fail before or after it had its effect. */
  function sqsOf (life: Life, own: Random): Sqs {
    const call = async <T>(carryOut: () => T) => await new Promise<T>((resolve, reject) => {
      const [isLost, isUnanswered] = [isFaulty(plan.drop), isFaulty(plan.drop / 4)]
      later(own.integer(1, 5), () => {
        const result = isLost ? undefined : carryOut()
        if (!life.isAlive) return
        if (isLost || isUnanswered) reject(new Error('The queue does not answer.'))
        else resolve(result as T)
      })
    })
    return {
      // The delays of SQS are whole seconds.
      send: async ({ body, delayMs }: QueueEntry) =>
        await call(() => put(body, 1000 * Math.ceil(Math.min(MAX_DELAY_MS, Math.max(0, delayMs)) / 1000))),
      showAgain: async received => await call(() => {
        for (const { receiptHandle, seconds } of received) {
          const entry = entries.get(receiptHandle)
          if (entry) show(entry, 1000 * seconds)
        }
      }),
      receive: async () => await call(() => [...entries.values()].filter(({ visibleAt }) => visibleAt <= timeline.now())
        .slice(0, MOST_RECEIVED).flatMap(entry => take(entry) ?? [])),
      remove: async handles => await call(() => { for (const handle of handles) entries.delete(handle) }),
      close: () => {}
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
    if (message) await fanOut(inRole(world, 'fan-out', engine), message)
  }

  async function look (engine: Engine): Promise<void> {
    try {
      const dispatcher = createSqsDispatcher(queues.get(engine.instance)!.sqs)
      await sweepToQueue(inRole(world, 'sweep', engine), { dispatcher, endsAt: engine.clock.now() + SWEEP_LASTS_MS, handed: queues.get(engine.instance)!.handed })
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
      // The operator's work: entries of the dead-letter queue are put back after the trouble.
      timeline.at(faults.until, function again () {
        for (const { body } of dead) put(body, 0)
        dead = []
        later(REDRIVE_MS, again)
      })
    },
    dispatcherOf ({ life, instance }, own) {
      const sqs = sqsOf(life, own)
      queues.set(instance, { sqs, handed: createHanded({ now: timeline.now }, 1000) })
      return createSqsDispatcher(sqs)
    }
  }
}
