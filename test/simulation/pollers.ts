import type { Application } from '../../src/repositories/applications.js'
import * as applications from '../../src/repositories/applications.js'
import type { Engine } from '../../src/delivery/engine.js'
import { pollConsumer, type Marked, type Page } from '../../src/delivery/polling/consume.js'
import { EARLIEST, type Place } from '../../src/delivery/polling/place.js'
import { readFeed } from '../../src/delivery/polling/read-feed.js'
import { idTimeMs } from '../../src/lib/ids.js'
import type { PlannedPoller } from './plan.js'
import { ConnectionLost, isBug } from './process.js'
import type { World } from './world.js'

/** A program that polls for all messages of the application from the first one on, and the messages that it was shown. */
export interface Poller {
  plan: PlannedPoller
  /** In the order in which they were shown and acknowledged. */
  taken: Shown[]
  /** The latest page, which is not acknowledged yet. */
  page: Shown[]
  /** When it was last shown a message, and when its latest empty poll began; true time, Unix ms. */
  shownAt: number
  idleAt: number
}

export interface Shown {
  id: string
  /** It was sent again to this polling endpoint. */
  isAgain: boolean
  /** When the answer came, true time. */
  at: number
}

interface Answer { shown: Array<Omit<Shown, 'at'>>, place?: Place, iterator?: Marked }

const PATIENCE_MS = 20_000
// A program that was shown nothing for minutes polls less often. Otherwise its polls would be nearly all steps of a simulation whose
// retries take hours.
const LONG_MS = 5 * 60_000
const SELDOM_MS = 60_000

/** Lets every planned poller poll until the end. */
export function startPollers (world: World): void {
  const random = world.random.fork('pollers-act')
  const { timeline, plan } = world

  for (const [index, planned] of plan.pollers.entries()) {
    const poller: Poller = { plan: planned, taken: [], page: [], shownAt: world.start, idleAt: 0 }
    world.pollers.push(poller)
    let place = EARLIEST
    let iterator: Marked | undefined

    const again = (ms: number) => { timeline.at(timeline.now() + ms, poll) }
    const everyMs = () => timeline.now() - poller.shownAt > LONG_MS ? Math.max(SELDOM_MS, planned.everyMs) : planned.everyMs

    const ask = async (engine: Engine): Promise<Answer> => {
      const application = await applications.findCached(engine.db, world.orgId, world.appId) as Application
      const destination = { id: world.sinkIds[planned.sink ?? 0]! }
      // One for each message that is passed, in order; the last may have had no room.
      const passed: boolean[] = []
      const asked = {
        limit: planned.limit,
        sinkId: destination.id,
        wants (_: unknown, isAgain: boolean) {
          passed.push(isAgain)
          return true
        }
      }
      const named = (shown: Page['shown']) => shown.map(({ message: { id } }, at) => ({ id, isAgain: passed[at]! }))
      if (!planned.isConsumer) {
        const { shown, next } = await readFeed(engine, application, place, asked)
        return { shown: named(shown), place: next }
      }
      const page = await pollConsumer(engine, { application, destination, consumerId: `c${index}` }, iterator, asked)
      return { shown: named(page.shown), iterator: page.iterator }
    }

    function poll (): void {
      const serving = world.processes.filter(process => process.isServing)
      if (serving.length === 0) return again(1000)
      const process = random.pick(serving)
      // A program that starts again knows no iterator: messages that it did not acknowledge come again.
      if (planned.isConsumer && random.chance(0.1)) iterator = undefined
      const given = iterator
      const began = timeline.now()
      let isOver = false
      const giveUp = timeline.at(began + PATIENCE_MS, () => {
        isOver = true
        again(500)
      })
      process.serve(ask).then(answer => {
        if (isOver) return
        giveUp()
        take(answer, given, began)
        again(random.integer(everyMs() / 2, everyMs()))
      }, (error: Error & { statusCode?: number }) => {
        if (isOver) return
        giveUp()
        if (isBug(error) || (error.statusCode === undefined && !(error instanceof ConnectionLost))) {
          world.violate('no-surprises', `A poll was answered with 500: ${error.stack}`)
        }
        // An earlier poll, whose answer was lost, may have been further: the poller continues at the place of the server.
        if (error.statusCode === 409) iterator = undefined
        again(random.integer(100, 1000))
      })
    }

    function take (answer: Answer, given: Marked | undefined, began: number): void {
      const now = timeline.now()
      // What it was shown before is acknowledged by the place it asked with. Without one, it is shown again, unless a poll whose
      // answer was lost had acknowledged it.
      const isRepeated = planned.isConsumer && !given && answer.shown[0] && isSame(answer.shown[0], poller.page[0])
      if (!isRepeated) poller.taken.push(...poller.page)
      poller.page = answer.shown.map(one => ({ ...one, at: now }))
      if (answer.shown.length > 0) {
        poller.shownAt = now
        world.note(`poller ${index} is shown ${answer.shown.map(({ id, isAgain }) => isAgain ? `${id} again` : id).join(' ')}`)
      } else poller.idleAt = began
      place = answer.place ?? place
      iterator = answer.iterator
    }

    timeline.at(world.start + planned.at, poll)
  }
}

const isSame = (one: Omit<Shown, 'at'>, other: Shown | undefined) => one.id === other?.id && one.isAgain === other.isAgain

/** All messages that a poller was shown, without repetitions of unacknowledged ones. */
export const shownTo = ({ taken, page }: Poller): Shown[] => [...taken, ...page]

// The longest time between two looks of a process for messages that are not in the list; a crashed process may have had them.
const IDLE_MS = 25_000

/** Whether every poller has polled long enough to be shown all its messages. */
export function isPolledQuiet ({ pollers, outcomes, processes, timeline, history }: World): boolean {
  if (pollers.length === 0) return true
  const now = timeline.now()
  const again = [...history.again.keys()].map(key => idTimeMs(key)!)
  const latest = Math.max(0, ...outcomes.map(({ endedAt }) => endedAt ?? Infinity), ...[...history.again.values()].map(({ at }) => at))
  const times = outcomes.flatMap(({ request, startedAt }) => request.kind === 'message' || request.kind === 'batch'
    ? (request.kind === 'batch' ? request.entries : [request]).map(({ deliverInMs }) => startedAt + (deliverInMs ?? 0))
    : [])
  const slowest = Math.min(...processes.filter(({ isServing }) => isServing).map(({ engine }) => engine.clock.now()), Infinity)
  const isDue = slowest - IDLE_MS > Math.max(0, ...times, ...again)
  return pollers.every(({ shownAt, idleAt }) =>
    isDue && now - Math.max(shownAt, latest) > IDLE_MS && idleAt > Math.max(shownAt, latest) + IDLE_MS - 5000)
}
