import { accept, idempotencyAlias } from '../../src/delivery/accept.js'
import { changeByHand } from '../../src/delivery/endpoint-rules.js'
import type { Engine } from '../../src/delivery/engine.js'
import { resend } from '../../src/delivery/resend.js'
import * as tasks from '../../src/delivery/tasks.js'
import { notFound } from '../../src/errors.js'
import * as applications from '../../src/repositories/applications.js'
import * as endpoints from '../../src/repositories/endpoints.js'
import * as messages from '../../src/repositories/messages.js'
import { versionAt } from './history.js'
import { urlOf } from './network.js'
import type { PlannedRequest } from './plan.js'
import { ConnectionLost, isBug } from './process.js'
import type { Outcome, World } from './world.js'

const BACKOFF_MS = 1000

/**
 * Makes every planned request at its time, as a client of the API would: what is not answered, or with a 5xx, is made
 * again until it is answered, if it can safely be; a client that waited too long does not wait for the first answer.
 */
export function startClients (world: World): void {
  const random = world.random.fork('clients')
  const { timeline } = world
  for (const request of world.plan.requests) {
    const outcome: Outcome = { request, startedAt: world.start + request.at, endedAt: undefined, tries: 0, result: undefined, status: undefined, messageId: undefined }
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
    process.serve(async engine => await perform(world, engine, outcome.request)).then(messageId => {
      giveUp()
      end(outcome, { result: 'done', status: 202, messageId })
    }, (error: Error) => {
      giveUp()
      const { statusCode } = error as { statusCode?: number }
      if (isBug(error) || (statusCode === undefined && !(error instanceof ConnectionLost))) world.violate('no-surprises', `A request was answered with 500: ${error.stack}`)
      if (statusCode !== undefined && statusCode < 500) return end(outcome, { result: 'refused', status: statusCode, messageId: undefined })
      if (outcome.tries === number) fail(outcome)
    })
  }

  function fail (outcome: Outcome): void {
    if (outcome.result) return
    if (isRepeatable(outcome.request)) return retry(outcome)
    end(outcome, { result: 'given up', status: undefined, messageId: undefined })
  }

  function retry (outcome: Outcome): void {
    timeline.at(timeline.now() + random.integer(100, BACKOFF_MS), () => tryOnce(outcome))
  }

  function end (outcome: Outcome, answer: Pick<Outcome, 'result' | 'status' | 'messageId'>): void {
    world.note(`client has ${answer.status} for ${outcome.request.kind} ${outcome.request.number}: ${answer.messageId ?? answer.result}`)
    if (answer.messageId !== undefined && outcome.messageId !== undefined && answer.messageId !== outcome.messageId) {
      world.violate('stored-once', `Request ${outcome.request.number} was answered with two messages: ${outcome.messageId} and ${answer.messageId}.`)
    }
    if (outcome.result === 'done') return
    Object.assign(outcome, answer, { endedAt: timeline.now() })
  }
}

const isRepeatable = (request: PlannedRequest) => request.kind !== 'task' && (request.kind !== 'message' || request.key !== undefined)

async function perform (world: World, engine: Engine, request: PlannedRequest): Promise<string | undefined> {
  const { orgId, appId } = world
  const application = await applications.findCached(engine.db, orgId, appId)
  if (!application) throw notFound('Application')
  if (request.kind === 'message') return (await (world.sabotage.accept ?? accept)(engine, application, newMessage(world, request))).message.id
  if (request.kind === 'expunge') {
    const id = messageIdOf(world, request.of)
    if (id !== undefined) await messages.expunge(engine.db, appId, id)
    return undefined
  }
  const endpoint = await endpoints.find(engine.db, appId, world.endpointIds[request.site]!)
  const now = engine.clock.now()
  if (request.kind === 'task') await tasks.begin(engine, endpoint, { kind: request.task, since: world.start - 1000, until: now, filter: {} })
  else if (request.kind === 'delete') await endpoints.remove(engine.db, endpoint, now)
  else if (request.kind === 'resend') await resendOf(world, engine, { endpoint, of: request.of })
  else {
    const { version, ...fields } = request.change
    const changes = { ...fields, ...(version !== undefined && { url: urlOf(request.site, version) }) }
    await endpoints.update(engine.db, endpoint, current => changeByHand(current, changes), now)
  }
  return undefined
}

async function resendOf (world: World, engine: Engine, { endpoint, of }: { endpoint: endpoints.Endpoint, of: number }): Promise<void> {
  const id = messageIdOf(world, of)
  const message = id === undefined ? undefined : await messages.read(engine.db, world.appId, id, { now: engine.clock.now(), withPayload: true })
  if (message?.payload) await resend(engine, message, endpoint)
}

const messageIdOf = (world: World, number: number) => world.outcomes.find(({ request }) => request.number === number)?.messageId

function newMessage (world: World, request: PlannedRequest & { kind: 'message' }): Parameters<typeof accept>[2] {
  const { number, eventType, channels, key, eventId, deliverInMs } = request
  return {
    eventType,
    eventId,
    channels,
    tags: null,
    deliverAt: deliverInMs === null ? null : world.start + request.at + deliverInMs,
    onlyEndpointId: null,
    payload: Buffer.from(payloadOf(number)),
    isJson: true,
    retentionDays: 90,
    idempotencyKey: key === undefined ? undefined : idempotencyAlias('simulated', key)
  }
}

/** What a client's request sends; every one is different. */
export const payloadOf = (number: number) => JSON.stringify({ number, text: 'x'.repeat(number * 97 % 500) })

/** The endpoint of a site as it was at a time. */
export const siteAt = (world: World, site: number, at: number) => versionAt(world.history.endpoints.get(world.endpointIds[site]!), at)
