import type { Plan, PlannedRequest } from '../plan.js'
import { calls, repacked, unconditional, writes, type Input } from './wrap.js'
import type { Broken } from './index.js'

const isOf = (kind: string) => (input: Input) => input.Item!.label!.S!.endsWith(`|${kind}`)

/** Mistakes about the order in which polling endpoints show messages. */
export const polling: Broken[] = [
  {
    name: 'leaves what comes late to polls to chance',
    breaks: ['polled-is-complete'],
    sabotage: { client: calls('PutItem', 'labels', async (input, send) => isOf('coming')(input) ? {} : await send(input)) },
    adjust: polledWith({ deliverInMs: 4000 })
  },
  {
    name: 'seals a segment over what others have sealed',
    breaks: ['polled-in-one-order', 'polled-is-complete', 'polled-once'],
    sabotage: {
      client: writes('labels', input => isOf('feed')(input)
        ? unconditional(repacked(input, data => Array.isArray(data.ids) ? { ...data, ids: data.ids.toReversed() } : data))
        : input)
    },
    adjust: polledWith({})
  },
  {
    name: 'forgets where a consumer was',
    breaks: ['polled-once'],
    sabotage: { client: calls('PutItem', 'labels', async (input, send) => isOf('consumers')(input) ? {} : await send(input)) },
    adjust: polledWith({})
  },
  {
    name: 'shows polls what is still to come',
    breaks: ['polled-not-too-soon'],
    sabotage: { client: writes('messages', input => repacked(input, ({ comesLater, ...data }) => data)) },
    adjust: polledWith({ deliverInMs: 20_000 })
  },
  {
    name: 'shows polls the newest first',
    breaks: ['polled-as-accepted'],
    sabotage: {
      client: writes('labels', input =>
        isOf('feed')(input) ? repacked(input, data => Array.isArray(data.ids) ? { ...data, ids: data.ids.toReversed() } : data) : input)
    },
    adjust: polledWith({})
  },
  {
    name: 'forgets what is sent again to a polling endpoint',
    breaks: ['polled-again'],
    sabotage: { client: calls('PutItem', 'labels', async (input, send) => isAgain(input) ? {} : await send(input)) },
    adjust: sentAgain
  },
  {
    name: 'shows what is sent again at another polling endpoint',
    breaks: ['polled-again'],
    sabotage: {
      client: writes('labels', input => isOf('feed')(input) ? withEntries(input, ids => ids.filter(id => !id.includes('>'))) : input)
    },
    adjust: sentAgain
  },
  {
    name: 'shows what is sent again before what was accepted until then',
    breaks: ['polled-again-in-its-place'],
    sabotage: {
      client: writes('labels', input => isOf('feed')(input)
        ? withEntries(input, ids => [...ids.filter(id => id.includes('>')), ...ids.filter(id => !id.includes('>'))])
        : input)
    },
    adjust: sentAgain
  },
  {
    name: 'shows again what a late write has brought back',
    breaks: ['polled-again'],
    sabotage: { client: calls('PutItem', 'labels', async (input, send) => isOf('shown|coming')(input) ? {} : await send(input)) },
    adjust (plan) {
      sentAgain(plan)
      plan.faults = { until: 40_000, rates: { late: 0.1 }, outages: [] }
      plan.requests.push(...Array.from({ length: 20 }, (_, index): PlannedRequest =>
        ({ kind: 'show-again', sink: 0, of: index % 3, number: 7010 + index, at: 8000 + 500 * index })))
    }
  }
]

const isAgain = (input: Input) => isOf('coming')(input) && !isOf('shown|coming')(input) && 'again' in JSON.parse(input.Item!.data!.S!)

const withEntries = (input: Input, change: (ids: string[]) => string[]) =>
  repacked(input, data => Array.isArray(data.ids) ? { ...data, ids: change(data.ids as string[]) } : data)

function sentAgain (plan: Plan): void {
  polledWith({})(plan)
  plan.requests.push(...[4, 5].map((of): PlannedRequest => ({ kind: 'show-again', sink: 0, of, number: 7000 + of, at: 5050 + 700 * (of - 4) })))
}

/** A plan with two pollers that poll rarely, so that they get several messages at once, and with messages one after the other. */
function polledWith (change: Partial<Extract<PlannedRequest, { kind: 'message' }>>): (plan: Plan) => void {
  return plan => {
    plan.pollers = [
      { at: 500, everyMs: 7000, limit: 50, isConsumer: false },
      { at: 900, everyMs: 1500, limit: 3, isConsumer: true }
    ]
    plan.sinks = 1
    plan.skewMs = 0
    plan.jumps = []
    plan.requests = Array.from({ length: 8 }, (_, number): PlannedRequest => ({
      kind: 'message', at: 1000 + 700 * number, number, eventType: 'order.paid', channels: null, key: `polled-${number}`, eventId: null,
      deliverInMs: null, ...change
    }))
  }
}
