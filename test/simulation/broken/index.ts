import { accept, idempotencyAlias } from '../../../src/delivery/accept/accept.js'
import type { Engine } from '../../../src/delivery/engine.js'
import type { SendRequest } from '../../../src/delivery/sending/sender.js'
import { conflict } from '../../../src/errors.js'
import * as aliases from '../../../src/repositories/aliases.js'
import * as messages from '../../../src/repositories/messages.js'
import type { Plan } from '../plan.js'
import type { Options } from '../run.js'
import type { Sabotage, World } from '../world.js'
import { cooling, judged } from './judged.js'
import { more } from './more.js'
import { polling } from './polling.js'
import { waiting } from './waiting.js'
import { calls, reading, repacked, unconditional, writes, type Input } from './wrap.js'

/** An engine with one mistake, and the invariants that may detect it. */
export interface Broken {
  /** What the mistake is. */
  name: string
  /** At least one of these has to be violated. */
  breaks: string[]
  sabotage: Sabotage
  /** Makes plans in which the mistake matters. */
  adjust?: (plan: Plan) => void
}

const delivered = 'succeeded'

const withSender = (change: (engine: Engine, request: SendRequest) => ReturnType<Engine['sender']['send']>): Sabotage => ({
  engine: engine => ({ ...engine, sender: { ...engine.sender, send: async request => await change(engine, request) } })
})

const withDispatcher = (change: (engine: Engine) => Partial<Engine['dispatcher']>): Sabotage => ({
  engine: engine => ({ ...engine, dispatcher: { ...engine.dispatcher, ...change(engine) } })
})

/** Every invariant has at least one broken engine that violates it. */
export const broken: Broken[] = [
  {
    name: 'saves a delivery over whatever is stored',
    breaks: ['writes-in-turn'],
    sabotage: { client: writes('deliveries', unconditional) }
  },
  {
    name: 'begins a delivery again over the one that exists',
    breaks: ['writes-in-turn'],
    sabotage: { client: writes('deliveries', input => input.Item!.rev!.N === '1' ? unconditional(input) : input) }
  },
  {
    name: 'claims what others hold',
    breaks: ['leases-are-kept', 'one-at-a-time'],
    sabotage: { client: calls('GetItem', 'deliveries', async (input, send) => without('lease', await send(input))) }
  },
  {
    name: 'claims for too short a time',
    breaks: ['claimed-before-sent'],
    sabotage: {
      client: writes('deliveries', input =>
        repacked(input, data => data.lease === null ? data : { ...data, lease: { ...data.lease as object, until: 1 } }))
    }
  },
  {
    name: 'sends without a claim',
    breaks: ['claimed-before-sent'],
    sabotage: { client: writes('deliveries', input => repacked(input, data => ({ ...data, lease: null }))) }
  },
  {
    name: 'sends twice at once',
    breaks: ['one-at-a-time'],
    sabotage: withSender(async ({ sender }, request) => (await Promise.all([sender.send(request), sender.send(request)]))[0])
  },
  {
    name: 'settles before it records',
    breaks: ['recorded-before-settled'],
    sabotage: { client: calls('PutItem', 'attempts', async (input, send) => { void send(input).catch(() => {}); return {} }) }
  },
  {
    name: 'does not record failures',
    breaks: ['recorded-before-settled', 'sent-is-recorded'],
    sabotage: { client: calls('PutItem', 'attempts', async (input, send) => dataOf(input).status === 2 ? {} : await send(input)) }
  },
  {
    name: 'records what was not answered',
    breaks: ['recorded-is-sent'],
    sabotage: { client: writes('attempts', input => repacked(input, data => ({ ...data, responseStatusCode: 299 }))) }
  },
  {
    name: 'records and forgets to settle now and then',
    breaks: ['recorded-is-settled', 'comes-to-rest'],
    sabotage: {
      client: calls('PutItem', 'deliveries', async (input, send) =>
        dataOf(input).attempts === 1 && dataOf(input).lease === null ? {} : await send(input))
    }
  },
  {
    name: 'makes an attempt more of every success',
    breaks: ['no-request-too-many', 'sent-is-recorded'],
    sabotage: withSender(async ({ sender }, request) => { await sender.send(request); return await sender.send(request) })
  },
  {
    name: 'undoes a success',
    breaks: ['ends-are-final'],
    sabotage: {
      client: writes('deliveries', input =>
        repacked(input, data => data.state === delivered && Number(input.Item!.rev!.N) > 2 ? { ...data, state: 'exhausted' } : data))
    },
    adjust: plan => plan.requests.push(...plan.requests.filter(({ kind }) => kind === 'message').map(({ number, at }) =>
      ({ kind: 'resend' as const, number: number + 1000, of: number, site: 0, at: at + 5000 })))
  },
  {
    name: 'forgets the resends that were asked for',
    breaks: ['resends-are-made'],
    sabotage: { client: writes('deliveries', input => repacked(input, data => data.lease === null ? data : { ...data, resends: 0 })) },
    adjust: plan => plan.requests.push(...plan.requests.filter(({ kind }) => kind === 'message').map(({ number, at }) =>
      ({ kind: 'resend' as const, number: number + 1000, of: number, site: 0, at: at + 5000 })))
  },
  {
    name: 'says that the fan-out is done before it is',
    breaks: ['accepted-is-delivered'],
    sabotage: withDispatcher(({ dispatcher }) => ({
      async begin (engine, begun) {
        const [first] = begun
        if (first && !dispatcher.isQueue) await messages.clearMark(engine.db, { appId: first.appId, id: first.msgId })
        await dispatcher.begin(engine, begun)
      }
    }))
  },
  {
    name: 'forgets an endpoint in the fan-out',
    breaks: ['accepted-is-delivered'],
    sabotage: withDispatcher(({ dispatcher }) => ({ begin: async (engine, begun) => await dispatcher.begin(engine, begun.slice(1)) }))
  },
  {
    name: 'answers before it stores',
    breaks: ['accepted-is-stored'],
    sabotage: { client: calls('PutItem', 'messages', async (input, send) => { void send(input).catch(() => {}); return {} }) }
  },
  {
    name: 'stores a repeated request again',
    breaks: ['stored-once'],
    sabotage: {
      accept: async (engine, application, input) =>
        await accept(engine, application, { ...input, idempotencyKey: idempotencyAlias(String(engine.clock.now())) })
    }
  },
  {
    name: 'lets two messages have one eventId',
    breaks: ['stored-once'],
    sabotage: { client: writes('aliases', unconditional) }
  },
  {
    name: 'refuses the repetition of a request that died',
    breaks: ['no-limbo'],
    sabotage: {
      async accept (engine, application, input) {
        const alias = input.idempotencyKey === undefined
          ? undefined
          : await aliases.read(engine.db, input.idempotencyKey, engine.clock.now())
        const stored = alias &&
          await messages.read(engine.db, application.id, alias.target, { now: engine.clock.now(), withPayload: false })
        if (alias && !stored) throw conflict('This request is being worked on.')
        return await accept(engine, application, input)
      }
    }
  },
  {
    name: 'changes the payload',
    breaks: ['as-accepted'],
    sabotage: withSender(async ({ sender }, { body, ...request }) =>
      await sender.send({ ...request, body: Buffer.from(body.toString().replace('}', ' }')) }))
  },
  {
    name: 'overlooks some of what is due',
    breaks: ['comes-to-rest', 'late-for-a-reason'],
    sabotage: {
      client: calls('Query', 'deliveries', async (input, send) =>
        input.IndexName === 'due' ? { ...await send(input), Items: [] } : await send(input))
    }
  },
  {
    name: 'leaves a due entry behind',
    breaks: ['comes-to-rest'],
    sabotage: {
      client: writes('deliveries', input =>
        dataOf(input).state === 'pending' ? input : { ...input, Item: { ...input.Item!, dueShard: { S: '0' }, dueAt: { N: '1' } } })
    }
  },
  {
    name: 'retries at once',
    breaks: ['schedule-is-planned'],
    sabotage: { engine: engine => ({ ...engine, random: () => -2 }) }
  },
  {
    name: 'retries for ever',
    breaks: ['schedule-is-not-exceeded', 'counted-once'],
    sabotage: {
      engine: engine => ({ ...engine, config: { ...engine.config, retryScheduleMs: [...engine.config.retryScheduleMs, 1000, 1000, 1000] } })
    }
  },
  {
    name: 'gives up too soon',
    breaks: ['schedule-is-used-up'],
    sabotage: { engine: engine => ({ ...engine, config: { ...engine.config, retryScheduleMs: engine.config.retryScheduleMs.slice(1) } }) }
  },
  {
    name: 'counts an attempt twice',
    breaks: ['counted-once'],
    sabotage: { client: writes('deliveries', input => repacked(input, data => ({ ...data, attempts: 2 * Number(data.attempts) }))) }
  },
  {
    name: 'attempts before the time',
    breaks: ['never-early'],
    sabotage: {
      engine: engine => ({
        ...engine,
        clock: { ...engine.clock, now: () => engine.clock.now() + 3000, wakeAt: (at, wake) => engine.clock.wakeAt(at - 3000, wake) }
      })
    }
  },
  {
    name: 'wakes up too late',
    breaks: ['late-for-a-reason', 'comes-to-rest'],
    sabotage: { engine: engine => ({ ...engine, clock: { ...engine.clock, wakeAt: (at, wake) => engine.clock.wakeAt(at + 2000, wake) } }) }
  },
  {
    name: 'remembers endpoints for ever',
    breaks: ['only-what-is-wanted'],
    sabotage: {
      engine: engine =>
        ({ ...engine, db: { ...engine.db, caches: { ...engine.db.caches, endpoints: stubborn(engine.db.caches.endpoints) } } })
    },
    adjust: plan => plan.requests.push({ kind: 'delete', site: 0, number: 2000, at: 4000 }, ...plan.requests.filter(
      ({ kind }) => kind === 'message'
    ).map(one => ({ ...one, number: one.number + 1000, at: one.at + 15_000, key: undefined, eventId: null })))
  },
  {
    name: 'cancels what fails',
    breaks: ['canceled-for-a-reason'],
    sabotage: {
      client: writes('deliveries', input =>
        repacked(input, data => data.state === 'exhausted' ? { ...data, state: 'canceled', reason: 'endpoint disabled' } : data))
    }
  },
  {
    name: 'overlooks that an endpoint is gone',
    breaks: ['gone-is-disabled', 'canceled-for-a-reason'],
    sabotage: { client: writes('endpoints', input => repacked(input, data => ({ ...data, disabled: false }))) },
    adjust (plan) { for (const { phases } of plan.sites) phases.splice(0, phases.length, { at: 0, behaviour: 'gone' }) }
  },
  {
    name: 'sends through an open circuit',
    breaks: ['open-circuits-cost-nothing'],
    sabotage: reading(endpoint => ({ ...endpoint, circuit: null })),
    adjust: failing
  },
  {
    name: 'overlooks the rate',
    breaks: ['rates-are-kept'],
    sabotage: {
      client: calls('PutItem', 'throttles', async (input, send) => await send({ ...input, Item: { ...input.Item!, next: { N: '1' } } }))
    },
    adjust (plan) {
      for (const site of plan.sites) site.throttleRate = 1
      for (const request of plan.requests) request.at = 1000
    }
  },
  {
    name: 'overlooks some of what is to be recovered',
    breaks: ['tasks-find-all'],
    sabotage: {
      client: calls('Query', 'attempts', async (input, send) => {
        const output = await send(input) as { Items: unknown[] }
        return { ...output, Items: output.Items.slice(1) }
      })
    },
    adjust: recovering
  },
  {
    name: 'counts what it recovers wrongly',
    breaks: ['tasks-count'],
    sabotage: { client: writes('tasks', input => repacked(input, data => ({ ...data, resent: Number(data.resent) + 1 }))) },
    adjust: recovering
  },
  {
    name: 'opens circuits and tells no person',
    breaks: ['what-needs-a-person-is-told'],
    sabotage: {
      client: calls('PutItem', 'tasks', async (input, send) => input.Item!.id!.S!.includes('_circuit-open_') ? {} : await send(input))
    },
    adjust: plan => cooling(plan, 2)
  },
  {
    name: 'stores what a person is told after what is told',
    breaks: ['what-needs-a-person-is-told'],
    sabotage: {
      client: (client, world) => calls('PutItem', 'tasks', async (input, send) => await tellLate(world, input, send))(client, world)
    },
    adjust: plan => cooling(plan, 2)
  },
  {
    name: 'records attempts without the permission in AWS',
    breaks: ['within-its-role'],
    sabotage: { lacks: { deliver: 'attempts Put' } }
  },
  {
    name: 'throws where nobody looks',
    breaks: ['no-surprises'],
    sabotage: withSender(async ({ sender }, request) => {
      void Promise.reject(new TypeError('not looked at'))
      return await sender.send(request)
    })
  },
  ...more,
  ...judged,
  ...waiting,
  ...polling
]

/** Options of simulations with the first broken engine whose name contains these words; without words, with the correct engine. */
export function optionsOf (words: string | undefined): Options {
  if (words === undefined) return {}
  const found = broken.find(({ name }) => name.includes(words))
  if (!found) throw new Error(`There is no such broken engine. These exist:\n  ${broken.map(({ name }) => name).join('\n  ')}`)
  return { sabotage: found.sabotage, ...(found.adjust && { adjust: found.adjust }) }
}

const dataOf = (input: Input) => JSON.parse(input.Item!.data!.S!) as Record<string, unknown>

function without (field: string, output: object): object {
  const { Item, ...rest } = output as { Item?: Input['Item'] }
  if (!Item) return output
  return { ...rest, Item: { ...Item, data: { S: JSON.stringify({ ...JSON.parse(Item.data!.S!) as object, [field]: null }) } } }
}

async function tellLate ({ timeline }: World, input: Input, send: (input: Input) => Promise<object>): Promise<object> {
  if (!input.Item!.id!.S!.startsWith('attn_')) return await send(input)
  timeline.at(timeline.now() + 500, () => { void send(input).catch(() => {}) })
  return {}
}

type EndpointCache = Engine['db']['caches']['endpoints']

function stubborn (cache: EndpointCache): EndpointCache {
  const kept = new Map<string, Awaited<ReturnType<EndpointCache['get']>>>()
  return {
    ...cache,
    delete () {},
    async get (key, load) {
      if (!kept.has(key)) kept.set(key, await cache.get(key, load))
      return kept.get(key)
    }
  }
}

function recovering (plan: Plan): void {
  plan.requests.push({ kind: 'task', task: 'endpoint.recover', site: 0, number: 2000, at: 30_000, filter: {} })
}

function failing (plan: Plan): void {
  Object.assign(plan.settings, {
    circuitBreaker: true, circuitFailures: 2, circuitCooldownMs: 20_000, retryScheduleMs: [1000, 5000, 5000], requestTimeoutMs: 1000
  })
  for (const { phases } of plan.sites) {
    phases.splice(0, phases.length, { at: 0, behaviour: 'failing' }, { at: 60_000, behaviour: 'healthy' })
  }
}
