import type { Invariant } from '../invariants.js'
import { shownTo, type Poller, type Shown } from '../pollers.js'
import type { Outcome, World } from '../world.js'

// Ids of one step of 4 ms are in any order. A message with an eventId may take the id of a rival that came long before and died.
const STEP_MS = 8

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
      const shown = new Set(shownTo(poller).map(({ id }) => id))
      return world.outcomes.flatMap(acceptedBy).filter(({ id }) => !shown.has(id)).map(({ id }) =>
        `${nameOf(world, poller)} was not shown ${id}.`)
    })
  },
  {
    name: 'polled-once',
    check: world => world.pollers.flatMap(poller => {
      const seen = new Set<string>()
      return shownTo(poller).flatMap(({ id }) => {
        if (seen.has(id)) return [`${nameOf(world, poller)} was shown ${id} again after the poller had acknowledged it.`]
        seen.add(id)
        return []
      })
    })
  },
  {
    name: 'polled-in-one-order',
    check: world => {
      const [first, ...others] = world.pollers
      if (!first) return []
      const order = shownTo(first).map(({ id }) => id).join(' ')
      return others.filter(other => shownTo(other).map(({ id }) => id).join(' ') !== order).map(other =>
        `${nameOf(world, other)} was shown messages in another order than the first poller.`)
    }
  },
  {
    name: 'polled-as-accepted',
    check: world => {
      const { clocks, start, timeline } = world
      if (clocks.spread(start, timeline.now()) > 0) return []
      const accepted = world.outcomes.flatMap(outcome =>
        acceptedBy(outcome).filter(({ isPlain }) => isPlain).map(({ id }) => ({ id, outcome })))
      return world.pollers.flatMap(poller => {
        const places = new Map(shownTo(poller).map(({ id }, place) => [id, place]))
        return accepted.flatMap(before => accepted.filter(after =>
          isAfter(before.outcome, after.outcome) && (places.get(after.id) ?? Infinity) < (places.get(before.id) ?? 0))
          .map(after => `${nameOf(world, poller)} was shown ${after.id} before ${before.id}, which had been accepted before it was sent.`))
      })
    }
  },
  {
    name: 'polled-not-too-soon',
    check: world => world.pollers.flatMap(poller =>
      shownTo(poller).flatMap(shown => tooSoon(world, shown).map(text => `${nameOf(world, poller)} was shown ${shown.id} ${text}.`)))
  }
]

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
