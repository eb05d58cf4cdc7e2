import { accept, idempotencyAlias, type NewMessage } from '../../src/delivery/accept/accept.js'
import { acceptBatch } from '../../src/delivery/accept/accept-batch.js'
import { changeByHand } from '../../src/rules/endpoint-rules.js'
import type { Engine } from '../../src/delivery/engine.js'
import { expunge } from '../../src/delivery/attempt/expunge-payload.js'
import { resend } from '../../src/delivery/attempt/resend.js'
import * as tasks from '../../src/delivery/tasks/run-task.js'
import { showAgain } from '../../src/delivery/polling/show-again.js'
import { notFound } from '../../src/errors.js'
import * as applications from '../../src/repositories/applications.js'
import type { Application } from '../../src/repositories/applications.js'
import * as endpoints from '../../src/repositories/endpoints.js'
import * as messages from '../../src/repositories/messages.js'
import { urlOf } from './network.js'
import type { PlannedMessage, PlannedRequest } from './plan.js'
import { hashOf } from './random.js'
import type { AcceptedMessage, World } from './world.js'

/** Does the work of a client's request in a process, as the routes do. Returns the results of its messages. */
export async function perform (world: World, engine: Engine, request: PlannedRequest): Promise<AcceptedMessage[]> {
  const { orgId, appId } = world
  const application = await applications.findCached(engine.db, orgId, appId)
  if (!application) throw notFound('Application')
  if (request.kind === 'message') return [await acceptOne(world, engine, { application, request })]
  if (request.kind === 'batch') return await acceptAll(world, engine, { application, request })
  if (request.kind === 'expunge') {
    const id = messageIdOf(world, request.of)
    if (id === undefined) return []
    world.expunged.add(id)
    const message = await messages.read(engine.db, appId, id, { now: engine.clock.now(), withPayload: false })
    if (message) await expunge(engine, message)
  } else if (request.kind === 'show-again' || request.kind === 'show-all-again') await again(world, engine, request)
  else if (request.kind === 'purge') {
    await tasks.begin(engine, { orgId, appId, id: '' }, {
      kind: 'application.purge_content', since: 0, until: engine.clock.now() + 4, filter: {}
    })
  } else await change(world, engine, request)
  return []
}

type Again = Extract<PlannedRequest, { sink: number }>

async function again ({ orgId, appId, sinkIds, start, outcomes }: World, engine: Engine, request: Again): Promise<void> {
  const sink = { orgId, appId, id: sinkIds[request.sink]! }
  if (request.kind === 'show-all-again') {
    await tasks.begin(engine, sink, { kind: request.task, since: start - 1000, until: engine.clock.now(), filter: {} })
    return
  }
  const id = outcomes.flatMap(outcome => outcome.messages).find(({ planned }) => planned.number === request.of)?.id
  const message = id === undefined
    ? undefined
    : await messages.read(engine.db, appId, id, { now: engine.clock.now(), withPayload: false })
  if (message) await showAgain(engine, message, sink)
}

type OfEndpoint = Extract<PlannedRequest, { site: number }>

async function change (world: World, engine: Engine, request: OfEndpoint): Promise<void> {
  const endpoint = await endpoints.find(engine.db, world.appId, world.endpointIds[request.site]!)
  const now = engine.clock.now()
  if (request.kind === 'task') {
    const { id } = await tasks.begin(engine, endpoint, {
      kind: request.task, since: world.start - 1000, until: now, filter: request.filter
    })
    world.filters.set(id, request.filter)
  } else if (request.kind === 'delete') await endpoints.remove(engine.db, endpoint, now)
  else if (request.kind === 'resend') await resendOf(world, engine, { endpoint, of: request.of })
  else {
    const { version, ...fields } = request.change
    const changes = { ...fields, description: byHand(request.number), ...(version !== undefined && { url: urlOf(request.site, version) }) }
    await endpoints.update(engine.db, endpoint, current => changeByHand(current, changes), now)
  }
}

// The description shows that a client made the change, and not the engine.
const byHand = (number: number) => `changed by request ${number}`

async function resendOf (world: World, engine: Engine, { endpoint, of }: { endpoint: endpoints.Endpoint, of: number }): Promise<void> {
  const id = messageIdOf(world, of)
  const message = id === undefined
    ? undefined
    : await messages.read(engine.db, world.appId, id, {
      now: engine.clock.now(), withPayload: true
    })
  if (message?.payload) await resend(engine, message, endpoint)
}

const messageIdOf = (world: World, number: number) =>
  world.outcomes.flatMap(outcome => outcome.messages).find(({ planned }) => planned.number === number)?.id

interface Asked<Kind> { application: Application, request: Extract<PlannedRequest, { kind: Kind }> }

async function acceptOne (world: World, engine: Engine, { application, request }: Asked<'message'>): Promise<AcceptedMessage> {
  const { message } = await (world.sabotage.accept ?? accept)(engine, application, newMessage(world, request, request.at))
  return { planned: request, id: message.id, status: 202 }
}

async function acceptAll (world: World, engine: Engine, { application, request }: Asked<'batch'>): Promise<AcceptedMessage[]> {
  const { key, entries, at } = request
  const batch = {
    entries: entries.map(planned => newMessage(world, planned, at)), key: key === undefined ? undefined : idempotencyAlias('simulated', key)
  }
  const answers = await (world.sabotage.acceptBatch ?? acceptBatch)(engine, application, batch)
  return answers.map((answer, index) => {
    const planned = entries[index]!
    return answer instanceof Error ? { planned, id: undefined, status: answer.statusCode } : { planned, id: answer.id, status: 202 }
  })
}

function newMessage (world: World, { number, eventType, channels, key, eventId, deliverInMs }: PlannedMessage, at: number): NewMessage {
  return {
    eventType,
    eventId,
    channels,
    tags: null,
    deliverAt: deliverInMs === null ? null : world.start + at + deliverInMs,
    onlyEndpointId: null,
    payload: Buffer.from(payloadOf(number)),
    isJson: true,
    retentionDays: 90,
    idempotencyKey: key === undefined ? undefined : idempotencyAlias('simulated', key)
  }
}

const payloads = new Map<number, string>()

/** The payload of a client's message. All differ. Some are short, some are long and hard to compress. */
export function payloadOf (number: number): string {
  const known = payloads.get(number) ?? newPayload(number)
  payloads.set(number, known)
  return known
}

function newPayload (number: number): string {
  const long = number % 4 === 1
    ? Array.from({ length: number * 31 % 400 }, (_, index) => hashOf(String(number), index).toString(36))
      .join('')
    : ''
  return JSON.stringify({ number, text: '€'.repeat(number * 97 % 500), long })
}
