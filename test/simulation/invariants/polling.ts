import { startId } from '../../../src/lib/ids.js'
import type { Invariant } from '../invariants.js'
import { shownTo, type Poller, type Shown } from '../pollers.js'
import type { Outcome, World } from '../world.js'

// Ids of one step of 4 ms are in any order. A message with an eventId may take the id of a rival that came long before and died.
const STEP_MS = 8

/** What a poller was shown, without what was sent again. */
const plainOf = (poller: Poller) => shownTo(poller).filter(({ isAgain }) => !isAgain)

const nameOf = (world: World, poller: Poller) => `Poller ${world.pollers.indexOf(poller)}`

/** Messages that a client knows as accepted. Those without a time or an eventId have their place by the time of their arrival. */
function acceptedBy ({ result, messages }: Outcome): Array<{ id: string, isPlain: boolean }> {
  if (result !== 'done') return []
  return messages.flatMap(({ id, planned }) =>
    id === undefined ? [] : [{ id, isPlain: planned.deliverInMs === null && planned.eventId === null }])
}

/** Polling endpoints show every message once, in one order, and none before its time. */
export const polling: Invariant[] = [
  {
    name: 'polled-is-complete',
    check: world => world.pollers.flatMap(poller => {
      const shown = new Set(plainOf(poller).map(({ id }) => id))
      return world.outcomes.flatMap(acceptedBy).filter(({ id }) => !shown.has(id)).map(({ id }) =>
        `${nameOf(world, poller)} was not shown ${id}.`)
    })
  },
  {
    name: 'polled-once',
    check: world => world.pollers.flatMap(poller => {
      const seen = new Set<string>()
      return plainOf(poller).flatMap(({ id }) => {
        if (seen.has(id)) return [`${nameOf(world, poller)} was shown ${id} again after the poller had acknowledged it.`]
        seen.add(id)
        return []
      })
    })
  },
  {
    name: 'polled-in-one-order',
    check: world => world.pollers.flatMap(poller => {
      const [first] = world.pollers
      const sibling = world.pollers.find(other => sinkOf(world, other) === sinkOf(world, poller))!
      return inOrder(plainOf(poller)) === inOrder(plainOf(first!)) && inOrder(shownTo(poller)) === inOrder(shownTo(sibling))
        ? []
        : [`${nameOf(world, poller)} was shown messages in another order than an earlier poller.`]
    })
  },
  {
    name: 'polled-as-accepted',
    check: world => {
      const { clocks, start, timeline } = world
      if (clocks.spread(start, timeline.now()) > 0) return []
      const accepted = world.outcomes.flatMap(outcome =>
        acceptedBy(outcome).filter(({ isPlain }) => isPlain).map(({ id }) => ({ id, outcome })))
      return world.pollers.flatMap(poller => {
        const places = new Map(plainOf(poller).map(({ id }, place) => [id, place]))
        return accepted.flatMap(before => accepted.filter(after =>
          isAfter(before.outcome, after.outcome) && (places.get(after.id) ?? Infinity) < (places.get(before.id) ?? 0))
          .map(after => `${nameOf(world, poller)} was shown ${after.id} before ${before.id}, which had been accepted before it was sent.`))
      })
    }
  },
  {
    name: 'polled-not-too-soon',
    check: world => world.pollers.flatMap(poller =>
      plainOf(poller).flatMap(shown => tooSoon(world, shown).map(text => `${nameOf(world, poller)} was shown ${shown.id} ${text}.`)))
  },
  {
    name: 'polled-again',
    check: world => world.pollers.flatMap(poller => wronglyAgain(world, poller).map(text => `${nameOf(world, poller)} ${text}`))
  },
  {
    name: 'polled-again-in-its-place',
    check: world => world.clocks.spread(world.start, world.timeline.now()) > 0
      ? []
      : world.pollers.flatMap(poller => againTooEarly(world, poller).map(text => `${nameOf(world, poller)} ${text}`))
  }
]

const inOrder = (shown: Shown[]) => shown.map(({ id }) => id).join(' ')

const sinkOf = ({ sinkIds }: World, { plan }: Poller) => sinkIds[plan.sink ?? 0]

/** Each resend that was stored is shown once to every poller of its polling endpoint and to no other; what was answered is stored. */
function wronglyAgain (world: World, poller: Poller): string[] {
  const again = shownTo(poller).filter(({ isAgain }) => isAgain)
  const stored = [...world.history.again.values()].filter(({ sinkId }) => sinkId === sinkOf(world, poller))
  const ids = new Set([...again.map(({ id }) => id), ...stored.map(({ msgId }) => msgId), ...world.history.messages.keys()])
  return [...ids].flatMap(id => {
    const times = again.filter(shown => shown.id === id).length
    const asked = stored.filter(({ msgId }) => msgId === id)
    const least = answered(world, poller, id) + walked(world, poller, id)
    if (times !== asked.length) return [`was shown ${id} again ${times} times; ${asked.length} resends are stored.`]
    return times < least ? [`was shown ${id} again ${times} times after ${least} resends.`] : []
  })
}

const numberOf = (world: World, id: string) => world.outcomes.flatMap(({ messages }) => messages).find(one => one.id === id)?.planned.number

/** How many resends of a message to the polling endpoint of a poller were answered. */
function answered (world: World, { plan }: Poller, id: string): number {
  const number = numberOf(world, id)
  return world.outcomes.filter(({ request, result, startedAt }) => request.kind === 'show-again' && request.of === number &&
    request.sink === (plan.sink ?? 0) && result === 'done' && hasCome(world, id, startedAt)).length
}

// Only then a resend finds it.
const hasCome = ({ outcomes }: World, id: string, at: number) =>
  outcomes.some(({ endedAt, messages }) => endedAt !== undefined && endedAt < at && messages.some(one => one.id === id))

/** How many tasks have sent again, to the polling endpoint of a poller, all messages that were stored by then. */
function walked (world: World, poller: Poller, id: string): number {
  const message = world.history.messages.get(id)!
  if (message.appId !== world.appId || message.deliverAt !== null || message.isExpunged) return 0
  return [...world.history.tasks.values()].filter(([first, ...rest]) => {
    const { status, endpointId, since, until } = (rest.at(-1) ?? first!).value
    return status === 'finished' && endpointId === sinkOf(world, poller) && message.at < first!.at &&
      id >= startId('msg_', since) && id < startId('msg_', until)
  }).length
}

/** What was shown again before a message that had been accepted before the first resend. */
function againTooEarly (world: World, poller: Poller): string[] {
  const shown = shownTo(poller)
  const accepted = world.outcomes.flatMap(outcome =>
    acceptedBy(outcome).filter(({ isPlain }) => isPlain).map(({ id }) => ({ id, endedAt: outcome.endedAt! })))
  return [...new Set(shown.filter(({ isAgain }) => isAgain).map(({ id }) => id))].flatMap(id => {
    const number = numberOf(world, id)
    const asked = Math.min(...world.outcomes.filter(({ request }) => 'sink' in request && request.sink === (poller.plan.sink ?? 0) &&
      (request.kind === 'show-all-again' || request.of === number)).map(({ startedAt }) => startedAt))
    const place = shown.findIndex(one => one.isAgain && one.id === id)
    const late = accepted.filter(one => asked - one.endedAt >= STEP_MS && shown.findIndex(({ id }) => id === one.id) > place)
    return late.map(one => `was shown ${id} again before ${one.id}, which had been accepted before the resend.`)
  })
}

const isAfter = (before: Outcome, after: Outcome) => after.startedAt - before.endedAt! >= STEP_MS

// By the clock that is furthest ahead: once a process has let it come, every other one shows it.
function tooSoon ({ history, clocks, start }: World, { id, at }: Shown): string[] {
  const message = history.messages.get(id)
  if (!message || message.at > at) return ['before it was stored']
  return message.deliverAt !== null && message.deliverAt > at + Math.max(...clocks.instances()
    .map(instance => clocks.within(instance, start, at).most), 0)
    ? ['before its time']
    : []
}
