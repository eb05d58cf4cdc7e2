import type { FastifyReply, FastifyRequest } from 'fastify'
import { showsMessage } from '../delivery/match.js'
import { EARLIEST } from '../delivery/polling/place.js'
import type { Asked, Read } from '../delivery/polling/read-feed.js'
import { invalid, notFound } from '../errors.js'
import * as applications from '../repositories/applications.js'
import type { Application } from '../repositories/applications.js'
import * as destinations from '../repositories/destinations.js'
import type { Destination } from '../repositories/destinations.js'
import type { Message } from '../repositories/messages.js'
import type { Database } from '../repositories/database.js'
import { formatIterator, parseIterator, type Holder, type PollIterator } from './poll-iterator.js'
import { EARLIEST_TEXT, polledOut } from './poller-view.js'
import { applicationOf } from './request.js'

/** What the routes of polling endpoints share. */

/** The live polling endpoint in the path; 404 when there is none, or when the token belongs to another one. */
export async function sinkOf (request: FastifyRequest, idOrUid: string): Promise<Destination> {
  const destination = await destinations.seekCached(request.server.engine.db, applicationOf(request).id, idOrUid)
  if (!destination || (request.poller && request.poller.sinkId !== destination.id)) throw notFound('Polling endpoint')
  return destination
}

const CONSUMER = /^[a-zA-Z0-9\-_.]{1,256}$/

/** The consumer name in the path; 422 when it is not valid. */
export function consumerIn ({ consumer_id: name }: { consumer_id: string }): string {
  if (!CONSUMER.test(name)) throw invalid(['path', 'consumer_id', '__all__'], 'must be 1 to 256 characters of a-zA-Z0-9-_.')
  return name
}

/** The content of the iterator in the query; undefined when there is none. */
export function iteratorIn ({ server }: FastifyRequest, holder: Holder, text: string | undefined): PollIterator | undefined {
  if (text === undefined || text === '') return undefined
  return text === EARLIEST_TEXT ? { place: EARLIEST } : parseIterator(server.engine.vault, holder, text)
}

interface Filters { limit: number, event_type?: string, channel?: string }

/** The messages that a poll selects: by its polling endpoint's filters and those of the query. */
export function askedOf (request: FastifyRequest, destination: Destination, { limit, event_type: eventType, channel }: Filters): Asked {
  const isAsked = (message: Message) =>
    (eventType === undefined || message.eventType === eventType) && (channel === undefined || message.channels?.includes(channel) === true)
  const wants = (message: Message, isAgain: boolean) => (isAgain || showsMessage(destination, message)) && isAsked(message)
  return { limit, wants, sinkId: destination.id, isClosed: destination.disabled || isTooSoon(request) }
}

// How long it takes until every process knows that the application has polling endpoints, ms.
const UNKNOWN_MS = 6000

function isTooSoon (request: FastifyRequest): boolean {
  const { clock, dispatcher } = request.server.engine
  const { polledSince = Infinity } = applicationOf(request)
  return !dispatcher.isAlone && Math.abs(clock.now() - polledSince) < UNKNOWN_MS
}

/** The answer of a page. */
export function pageOf ({ server }: FastifyRequest, holder: Holder, { shown, done }: Pick<Read, 'shown' | 'done'>, iterator: PollIterator) {
  return {
    data: shown.map(({ message }) => polledOut(message)),
    iterator: formatIterator(server.engine.vault, holder, iterator),
    done
  }
}

// How often a held poll looks for messages that another process accepted, ms.
const OTHERS_MS = 2000
interface Found { shown: readonly unknown[], done: boolean }

/**
 * Returns the page of a poll at once, or within `seconds` where this host holds polls open; an accepted message wakes it. Returns an
 * empty page when the client disconnects or the server stops.
 */
export async function held<T extends Found> (
  request: FastifyRequest,
  reply: FastifyReply,
  seconds: number,
  poll: () => Promise<T>
): Promise<T> {
  const { clock, pollers, dispatcher } = request.server.engine
  const { id: appId } = applicationOf(request)
  const until = clock.now() + seconds * 1000
  const gone = new AbortController()
  if (seconds > 0) reply.raw.once('close', () => gone.abort())
  for (;;) {
    const since = pollers.count(appId)
    const found = await poll()
    const now = clock.now()
    if (found.shown.length > 0 || now >= until || gone.signal.aborted || !pollers.hasRoom()) return found
    if (!found.done) continue
    await pollers.wait(appId, { since, until: dispatcher.isAlone ? until : Math.min(until, now + OTHERS_MS), clock, signal: gone.signal })
  }
}

/** Makes accept add the messages of an application to its feed from now on. */
export async function feedApplication (db: Database, { orgId, id }: Pick<Application, 'orgId' | 'id'>, now: number): Promise<void> {
  const current = await applications.find(db, orgId, id)
  if (!current || current.polledSince !== undefined) return
  await applications.updateWith(db, current, ({ polledSince = now }) => ({ polledSince }), now)
}

/** Stops adding messages to the feed when the application has no polling endpoint left. */
export async function unfeedApplication (db: Database, application: Pick<Application, 'orgId' | 'id'>, now: number): Promise<void> {
  const hasSome = async () => (await destinations.list(db, application.id, { limit: 1 })).data.length > 0
  if (await hasSome()) return
  await applications.updateWith(db, application, () => ({ polledSince: undefined as never }), now)
  // A polling endpoint was created meanwhile.
  if (await hasSome()) await feedApplication(db, application, now)
}
