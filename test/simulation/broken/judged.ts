import type { Answered, SendResult } from '../../../src/delivery/sending/send-result.js'
import type { Engine } from '../../../src/delivery/engine.js'
import type { Behaviour } from '../network.js'
import type { Plan } from '../plan.js'
import type { Sabotage } from '../world.js'
import { calm, found, message, recoveringSite } from './more.js'
import { calls, reading, repacked, writes } from './wrap.js'
import type { Broken } from './index.js'

interface Last { id: string, status: number, code: number, manual: boolean }

const lastOf = ({ last }: Record<string, unknown>) => last as Last | null

/** Mistakes with the meaning of an answer: for its delivery, its endpoint and its circuit. */
export const judged: Broken[] = [
  {
    name: 'takes failures for successes',
    breaks: ['success-was-answered'],
    sabotage: {
      client: writes('deliveries', input => repacked(input, data => lastOf(data)?.status === 2 && data.lease === null
        ? { ...data, state: 'succeeded', nextAt: null, last: { ...lastOf(data)!, status: 0 } }
        : data))
    }
  },
  {
    name: 'takes successes for failures',
    breaks: ['success-counts'],
    sabotage: {
      client: writes('deliveries', input => repacked(input, data => data.state === 'succeeded' ? { ...data, state: 'exhausted' } : data))
    }
  },
  {
    name: 'records failures as successes',
    breaks: ['recorded-as-answered'],
    sabotage: { client: writes('attempts', input => repacked(input, data => ({ ...data, status: 0 }))) }
  },
  {
    name: 'does not say which attempt the index leaves out until it is settled',
    breaks: ['recorded-is-listed'],
    sabotage: { client: writes('deliveries', input => repacked(input, ({ opened, ...data }) => data)) },
    adjust: plan => Object.assign(plan, { mode: 'queue' })
  },
  {
    name: 'records every attempt as a manual one',
    breaks: ['recorded-as-answered'],
    sabotage: { client: writes('attempts', input => repacked(input, data => ({ ...data, triggerType: 1 }))) }
  },
  {
    name: 'plans retries whatever Retry-After says',
    breaks: ['schedule-is-planned'],
    sabotage: {
      engine: engine => ({
        ...engine, sender: { ...engine.sender, send: async request => answeredAs(await engine.sender.send(request), () => undefined) }
      })
    },
    adjust: plan => behaving(plan, 'busy')
  },
  {
    name: 'plans retries around what Retry-After says, and not behind it',
    breaks: ['schedule-is-planned'],
    sabotage: {
      engine: engine =>
        ({ ...engine, sender: { ...engine.sender, send: async request => answeredAs(await engine.sender.send(request), sooner) } })
    },
    adjust: plan => behaving(plan, 'busy')
  },
  {
    name: 'goes on with other messages whatever Retry-After says',
    breaks: ['spared-as-asked'],
    sabotage: { client: writes('endpoints', input => repacked(input, data => ({ ...data, holdUntil: null }))) },
    adjust (plan) {
      behaving(plan, 'busy')
      Object.assign(plan.settings, { circuitBreaker: false })
      plan.requests = Array.from({ length: 20 }, (_, number) => message(number, 4000 * number))
    }
  },
  {
    name: 'opens a circuit for too few messages',
    breaks: ['circuits-open-for-a-reason'],
    sabotage: circuitOf(circuit => ({ ...circuit, failures: 2 })),
    adjust: plan => cooling(plan, 5)
  },
  {
    name: 'never opens a circuit',
    breaks: ['circuits-open-in-time'],
    sabotage: circuitOf(circuit => ({ ...circuit, failures: 1000 })),
    adjust (plan) {
      cooling(plan, 2)
      Object.assign(plan, { mode: 'alone', hosts: ['server'] })
    }
  },
  {
    name: 'takes a half-open circuit for a closed one',
    breaks: ['half-open-probes-once'],
    sabotage: reading(endpoint => endpoint.circuit?.state === 'half-open' ? { ...endpoint, circuit: null } : endpoint),
    adjust (plan) {
      cooling(plan, 2)
      for (const { phases } of plan.sites) {
        phases.splice(0, phases.length, { at: 0, behaviour: 'failing' }, { at: 3000, behaviour: 'hanging' })
      }
    }
  },
  {
    name: 'lets no circuit cool down for longer',
    breaks: ['circuits-cool-down'],
    sabotage: circuitOf(circuit => ({ ...circuit, maxCooldownMs: circuit.cooldownMs })),
    adjust: plan => cooling(plan, 2)
  },
  {
    name: 'lets out at once what waited for a circuit',
    breaks: ['drains-slowly'],
    sabotage: {
      client: calls('PutItem', 'throttles', async (input, send) => await send({ ...input, Item: { ...input.Item!, next: { N: '1' } } }))
    },
    adjust (plan) {
      cooling(plan, 2)
      Object.assign(plan.settings, {
        deliveryConcurrency: 500, circuitCooldownMs: 1000, circuitMaxCooldownMs: 1000, retryScheduleMs: [8000, 8000, 8000]
      })
      for (const site of plan.sites) site.phases = [{ at: 0, behaviour: 'failing' }, { at: 12_000, behaviour: 'healthy' }]
      plan.requests = Array.from({ length: 120 }, (_, number) => message(number, 10_000 + 20 * number))
    }
  },
  {
    name: 'disables an endpoint sooner than it says',
    breaks: ['disabled-for-a-reason'],
    sabotage: { engine: engine => ({ ...engine, config: { ...engine.config, endpointFailureDisableAfterMs: 20_000 } }) },
    adjust: failingFor
  },
  {
    name: 'never disables an endpoint',
    breaks: ['disabled-in-time'],
    sabotage: { engine: engine => ({ ...engine, config: { ...engine.config, endpointFailureDisableAfterMs: 1e9 } }) },
    adjust: failingFor
  },
  {
    name: 'overlooks channels',
    breaks: ['only-what-is-wanted'],
    sabotage: reading(endpoint => ({ ...endpoint, channels: null })),
    adjust (plan) { for (const site of plan.sites) site.channels = ['blue'] }
  },
  {
    name: 'overlooks some of what was missed',
    breaks: ['tasks-find-all'],
    sabotage: { client: found('messages', items => items.slice(1)) },
    adjust (plan) {
      calm(plan)
      for (const site of plan.sites) Object.assign(site, { eventTypes: null, channels: null, fromNumber: null, phases: [] })
      plan.requests = [
        { kind: 'change', site: 0, change: { disabled: true }, number: 2000, at: 500 },
        ...Array.from({ length: 6 }, (_, number) => message(number, 8000 + 500 * number)),
        { kind: 'change', site: 0, change: { disabled: false }, number: 2001, at: 20_000 },
        { kind: 'task', site: 0, task: 'endpoint.replay', number: 2002, at: 40_000, filter: {} }
      ]
    }
  }
]

/** Endpoints that always behave in one way, for longer than the limit for disabling. */
function failingFor (plan: Plan): void {
  recoveringSite(plan)
  Object.assign(plan.settings, { endpointFailureDisableAfterMs: 60_000 })
  for (const site of plan.sites) site.phases = [{ at: 0, behaviour: 'failing' }]
}

function circuitOf (change: (circuit: Engine['circuit']) => Engine['circuit']): Sabotage {
  return { engine: engine => ({ ...engine, circuit: change(engine.circuit) }) }
}

/** The answer, with a Retry-After that is a tenth shorter. */
type RetryAfter = Answered['retryAfter']

const answeredAs = (result: SendResult, change: (retryAfter: RetryAfter) => RetryAfter): SendResult =>
  result.stage === 'answered' ? { ...result, retryAfter: change(result.retryAfter) } : result

const sooner = (retryAfter: RetryAfter) => retryAfter?.replace(/^\d+$/, seconds => String(Math.floor(0.9 * Number(seconds))))

function behaving (plan: Plan, behaviour: Behaviour): void {
  calm(plan)
  Object.assign(plan.settings, { retryScheduleMs: [5000, 30_000] })
  for (const site of plan.sites) {
    Object.assign(site, {
      eventTypes: null, channels: null, fromNumber: null, retryScheduleMs: null, throttleRate: null, phases: [{ at: 0, behaviour }]
    })
  }
}

/** Endpoints that fail long enough to open their circuits several times. */
export function cooling (plan: Plan, circuitFailures: number): void {
  behaving(plan, 'failing')
  Object.assign(plan.settings, {
    circuitBreaker: true, circuitFailures, circuitCooldownMs: 5000, circuitMaxCooldownMs: 20_000, requestTimeoutMs: 5000
  })
  plan.requests = Array.from({ length: 12 }, (_, number) => message(number, 300 * number))
}
