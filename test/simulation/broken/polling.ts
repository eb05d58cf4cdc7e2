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
  }
]

/** A plan with two pollers that poll rarely, so that they get several messages at once, and with messages one after the other. */
function polledWith (change: Partial<Extract<PlannedRequest, { kind: 'message' }>>): (plan: Plan) => void {
  return plan => {
    plan.pollers = [
      { at: 500, everyMs: 7000, limit: 50, isConsumer: false },
      { at: 900, everyMs: 1500, limit: 3, isConsumer: true }
    ]
    plan.skewMs = 0
    plan.jumps = []
    plan.requests = Array.from({ length: 8 }, (_, number): PlannedRequest => ({
      kind: 'message', at: 1000 + 700 * number, number, eventType: 'order.paid', channels: null, key: `polled-${number}`, eventId: null,
      deliverInMs: null, ...change
    }))
  }
}
