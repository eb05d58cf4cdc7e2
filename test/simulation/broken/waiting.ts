import type { SendResult } from '../../../src/delivery/sending/send-result.js'
import type { Pace } from '../../../src/lib/pace.js'
import type { Item } from '../../../src/dynamodb/embedded/items.js'
import { nameOf } from '../history.js'
import type { Plan, PlannedRequest } from '../plan.js'
import type { Sabotage, World } from '../world.js'
import { cooling } from './judged.js'
import { calm, message } from './more.js'
import { calls, repacked, writes } from './wrap.js'
import type { Broken } from './index.js'

/** Mistakes with waiting deliveries: when they are sent, how many at once, and which reason is stored. */
export const waiting: Broken[] = [
  {
    name: 'lets what a person asked for wait for its circuit',
    breaks: ['asked-is-sent-at-once'],
    sabotage: { client: writes('deliveries', input => repacked(input, ({ askedAt, ...data }) => data)) },
    adjust: plan => resting(plan, [{ kind: 'resend', number: 2000, of: 3, site: 0, at: 30_000 }])
  },
  {
    name: 'lets what was asked for by a task wait for its circuit',
    breaks: ['asked-is-sent-at-once'],
    sabotage: {
      client: writes('deliveries', input =>
        repacked(input, data => (data.tasks as unknown[] | undefined)?.length ? { ...data, askedAt: undefined } : data))
    },
    adjust: plan => resting(plan, [recovery])
  },
  {
    name: 'makes a probe of everything that a person asks for',
    breaks: ['asked-is-answered-once'],
    sabotage: { client: writes('endpoints', input => repacked(input, data => ({ ...data, circuit: unprobed(data.circuit) }))) },
    adjust: plan =>
      resting(plan, Array.from({ length: 8 }, (_, n) => ({ kind: 'resend' as const, number: 2000 + n, of: n, site: 0, at: 30_000 })))
  },
  {
    name: 'recovers all at once behind an open circuit',
    breaks: ['recoveries-probe-first'],
    sabotage: { client: writes('tasks', input => repacked(input, data => ({ ...data, probe: 'over' }))) },
    adjust: plan => resting(plan, [recovery])
  },
  {
    name: 'lets all that waits for a circuit come back at once',
    breaks: ['put-back-is-spread'],
    sabotage: { engine: engine => ({ ...engine, admission: { ...engine.admission, spread: { timeOf: wished => wished } } }) },
    adjust: crowding
  },
  {
    name: 'takes up at once all that is due',
    breaks: ['taken-up-a-few-at-a-time'],
    sabotage: { pace: unpaced() },
    adjust (plan) {
      crowding(plan)
      Object.assign(plan.settings, { circuitBreaker: false })
      for (const site of plan.sites) site.phases = []
      for (const request of plan.requests) if (request.kind === 'message') request.deliverInMs = 30_000 - request.at
    }
  },
  {
    name: 'leaves to its lease what a dead process had claimed, if it is not taken up at the first look',
    breaks: ['dead-claims-are-taken-up'],
    sabotage: { client: (client, world) => calls('Query', 'deliveries', lookingOnce(world))(client, world) },
    adjust (plan) {
      calm(plan)
      Object.assign(plan, {
        mode: 'alone', hosts: ['server'], laneSize: 6, inlineLimit: undefined,
        crashes: [{ at: 2500, host: 0, downMs: 500, isGraceful: false }]
      })
      Object.assign(plan.settings, { circuitBreaker: false, requestTimeoutMs: 5000, deliveryConcurrency: 20 })
      for (const site of plan.sites) {
        Object.assign(site, {
          eventTypes: null, channels: null, fromNumber: null, throttleRate: null,
          phases: [{ at: 0, behaviour: 'hanging' }, { at: 2500, behaviour: 'healthy' }]
        })
      }
      plan.requests = Array.from({ length: 40 }, (_, number) => message(number, 20 * number))
    }
  },
  {
    name: 'does not say what a delivery waits for',
    breaks: ['waits-for-a-reason'],
    sabotage: heldFor(() => undefined),
    adjust: plan => cooling(plan, 3)
  },
  {
    name: 'says of all that waits that it waits for a rate',
    breaks: ['waits-for-a-reason'],
    sabotage: heldFor(() => 'rate'),
    adjust (plan) {
      resting(plan, [])
      for (const site of plan.sites) site.phases = [{ at: 0, behaviour: 'failing' }]
    }
  },
  {
    name: 'says of what was sent that it still waits',
    breaks: ['waits-for-a-reason'],
    sabotage: {
      client: (client, world) =>
        writes('deliveries', input => repacked(input, (data, item) => stillWaiting(world, data, item)))(client, world)
    },
    adjust: plan => cooling(plan, 3)
  },
  {
    name: 'takes a proxy that is down for the endpoint',
    breaks: ['recorded-is-sent'],
    sabotage: {
      engine: engine => ({
        ...engine,
        sender: { ...engine.sender, send: async request => blamed(await engine.sender.send(request)) }
      })
    },
    adjust (plan) {
      calm(plan)
      Object.assign(plan, { proxyDown: 0.5 })
      plan.faults.until = 20_000
    }
  }
]

const recovery: PlannedRequest = { kind: 'task', task: 'endpoint.recover', site: 0, number: 2000, at: 30_000, filter: {} }

/** Endpoints whose circuits open soon and stay open for a minute, with resends and tasks meanwhile. */
function resting (plan: Plan, asked: PlannedRequest[]): void {
  cooling(plan, 5)
  Object.assign(plan.settings, {
    circuitCooldownMs: 90_000, circuitMaxCooldownMs: 90_000, requestTimeoutMs: 1000, deliveryConcurrency: 500
  })
  Object.assign(plan, { mode: 'alone', hosts: ['server'], appThrottleRate: null, inlineLimit: undefined, indexLagMs: 0 })
  for (const site of plan.sites) site.phases.push({ at: 60_000, behaviour: 'healthy' })
  plan.requests.push(...asked)
}

/** More messages than the limit for one second, at endpoints whose circuits open. */
function crowding (plan: Plan): void {
  cooling(plan, 2)
  Object.assign(plan, { mode: 'alone', hosts: ['server'], appThrottleRate: null, inlineLimit: undefined, indexLagMs: 0 })
  Object.assign(plan.settings, {
    deliveryConcurrency: 500, circuitCooldownMs: 1000, circuitMaxCooldownMs: 1000, retryScheduleMs: [8000, 8000, 8000]
  })
  plan.sites = [{ ...plan.sites[0]!, phases: [{ at: 0, behaviour: 'failing' }, { at: 8000, behaviour: 'healthy' }] }]
  plan.requests = Array.from({ length: 150 }, (_, number) => message(number, 2000 + 10 * number))
}

function unprobed (circuit: unknown): unknown {
  const { probedAt, ...rest } = (circuit ?? {}) as { probedAt?: number }
  return circuit && rest
}

function unpaced (): Pace {
  return { run: async (_clock, call) => await call(), open: () => {} }
}

/** Only the first look of a process finds deliveries that are still claimed. */
function lookingOnce ({ history, timeline }: World): Parameters<typeof calls>[2] {
  const shards = 4
  let looks = 0
  return async (input, send) => {
    const output = await send(input) as { Items: Item[] }
    if (input.IndexName !== 'due' || ++looks <= shards) return output
    const isHeld = ({ endpointId, msgId }: Item) => {
      const delivery = history.deliveries.get(nameOf({ endpointId: endpointId!.S!, msgId: msgId!.S! }))?.at(-1)?.value
      return (delivery?.lease?.until ?? 0) > timeline.now()
    }
    return { ...output, Items: output.Items.filter(item => !isHeld(item)) }
  }
}

function heldFor (change: () => string | undefined): Sabotage {
  return { client: writes('deliveries', input => repacked(input, data => data.heldUntil === null ? data : { ...data, heldFor: change() })) }
}

function stillWaiting ({ history }: World, data: Record<string, unknown>, { endpointId, msgId }: Item): Record<string, unknown> {
  const before = history.deliveries.get(nameOf({ endpointId: endpointId!.S!, msgId: msgId!.S! }))?.at(-1)?.value
  return before?.heldFor && data.lease === null && data.heldUntil === null
    ? {
        ...data, heldUntil: before.heldUntil, heldFor: before.heldFor
      }
    : data
}

const blamed = (result: SendResult): SendResult => result.stage === 'unsent'
  ? { stage: 'unanswered', statusCode: 0, body: '', durationMs: 1, retryAfter: undefined, failure: 'connection' }
  : result
