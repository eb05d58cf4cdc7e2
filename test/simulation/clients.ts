import type { PlannedRequest } from './plan.js'
import { ConnectionLost, isBug } from './process.js'
import { perform } from './requests.js'
import type { AcceptedMessage, Outcome, World } from './world.js'

const BACKOFF_MS = 1000

/**
 * Makes every planned request at its time, as a client of the API would: what is not answered, or with a 5xx, is made
 * again until it is answered, if it can safely be; a client that waited too long does not wait for the first answer.
 */
export function startClients (world: World): void {
  const random = world.random.fork('clients')
  const { timeline } = world
  for (const request of world.plan.requests) {
    const outcome: Outcome = {
      request, startedAt: world.start + request.at, endedAt: undefined, tries: 0, result: undefined, status: undefined, messages: []
    }
    world.outcomes.push(outcome)
    timeline.at(world.start + request.at, () => tryOnce(outcome))
  }

  function tryOnce (outcome: Outcome): void {
    if (outcome.result) return
    const serving = world.processes.filter(process => process.isServing)
    if (serving.length === 0) return retry(outcome)
    const process = random.pick(serving)
    const number = ++outcome.tries
    world.note(`client asks ${process.engine.instance} for ${outcome.request.kind} ${outcome.request.number}`)
    const giveUp = timeline.at(timeline.now() + random.integer(2000, 15_000), () => {
      if (outcome.tries === number) fail(outcome)
    })
    process.serve(async engine => await perform(world, engine, outcome.request)).then(accepted => {
      giveUp()
      end(outcome, { result: 'done', status: 202, messages: accepted })
    }, (error: Error) => {
      giveUp()
      const { statusCode } = error as { statusCode?: number }
      if (isBug(error) || (statusCode === undefined && !(error instanceof ConnectionLost))) {
        world.violate('no-surprises', `A request was answered with 500: ${error.stack}`)
      }
      if (statusCode !== undefined && statusCode < 500) return end(outcome, { result: 'refused', status: statusCode, messages: [] })
      if (outcome.tries === number) fail(outcome)
    })
  }

  function fail (outcome: Outcome): void {
    if (outcome.result) return
    if (isRepeatable(outcome.request)) return retry(outcome)
    end(outcome, { result: 'given up', status: undefined, messages: [] })
  }

  function retry (outcome: Outcome): void {
    timeline.at(timeline.now() + random.integer(100, BACKOFF_MS), () => tryOnce(outcome))
  }

  function end (outcome: Outcome, answer: Pick<Outcome, 'result' | 'status' | 'messages'>): void {
    world.note(`client has ${answer.status} for ${outcome.request.kind} ${outcome.request.number}: ${answer.messages.map(
      ({ id, status }) => id ?? status
    ).join(' ')} ${answer.result}`)
    for (const [index, { id, planned: { number } }] of answer.messages.entries()) {
      const before: AcceptedMessage | undefined = outcome.messages[index]
      if (id !== undefined && before?.id !== undefined && id !== before.id && !mayBeTwo(world, outcome)) {
        world.violate('stored-once', `Request ${number} was answered with two messages: ${before.id} and ${id}.`)
      }
    }
    if (outcome.result === 'done') return
    Object.assign(outcome, answer, { endedAt: timeline.now() })
  }
}

const isRepeatable = (request: PlannedRequest) =>
  request.kind !== 'task' && request.kind !== 'show-all-again' && request.kind !== 'purge' &&
    ((request.kind !== 'message' && request.kind !== 'batch') || request.key !== undefined)

// For so long a request that is on its way keeps its name (src/repositories/aliases.ts); what it takes to be that late is in doubt.
const LEASE_MS = 60_000
const DOUBT_MS = 20_000

/**
 * Of two tries at once that go to processes whose clocks differ by a minute, one may take the other for dead, and both
 * may store: a late process and a wrong clock cannot be told apart.
 */
export const mayBeTwo = ({ clocks, timeline }: World, { startedAt, endedAt }: Pick<Outcome, 'startedAt' | 'endedAt'>) =>
  clocks.spread(startedAt, endedAt ?? timeline.now()) >= LEASE_MS - DOUBT_MS
