import { idTimeMs, isId } from '../lib/ids.js'
import { eachOf } from '../lib/parallel.js'
import type { AliasItem } from '../models/alias-model.js'
import * as applications from './applications.js'
import type { Application } from './applications.js'
import * as attempts from './attempts.js'
import * as endpointAttempts from './endpoint-attempts.js'
import type { Attempt } from './attempts.js'
import { getMany, type Database } from './database.js'
import * as endpoints from './endpoints.js'
import { PROMPT_MS } from './first-attempts.js'
import type { Endpoint } from './endpoints.js'
import * as eventTypes from './event-types.js'
import type { EventType } from './event-types.js'
import * as messages from './messages.js'
import type { Message } from './messages.js'
import * as tasks from './tasks.js'
import type { Task } from './tasks.js'

/** Something that was found, as it is stored. */
export type Found =
  | { type: 'application', application: Application }
  | { type: 'endpoint', endpoint: Endpoint }
  | { type: 'message', message: Message }
  | { type: 'attempt', attempt: Attempt }
  | { type: 'task' | 'import', task: Task }
  | { type: 'event-type', eventType: EventType }

/** Where it is looked, and when: Unix ms. */
interface Place { db: Database, orgId: string, now: number }

// Names that are unique in an application only are looked up in the newest applications.
const APPLICATIONS = 250
// An attempt's id says neither its message nor its endpoint: so many applications, and so many endpoints of them, are asked for it.
const APPLICATIONS_FOR_ATTEMPT = 25
const ENDPOINTS_FOR_ATTEMPT = 75
// A first attempt is looked for among so many messages of each of these applications.
const MESSAGES_FOR_ATTEMPT = 100
const AT_ONCE = 10

/** Most that one look finds. */
export const MOST_FOUND = 20

/**
 * What of an organization has this id, uid, eventId or name, or begins with it, exact matches first: at most 20. A text with a
 * slash is an application and something in it, or a message and its attempt. The number of requests is bounded.
 */
export async function findAnything (place: Place, text: string): Promise<Found[]> {
  const [owner, rest] = text.split(/\/(.*)/s)
  const found = rest ? await within(place, owner!, rest) : await byId(place, text) ?? await byName(place, text)
  return [...new Map(found.map(one => [keyOf(one), one])).values()].slice(0, MOST_FOUND)
}

function keyOf (found: Found): string {
  switch (found.type) {
    case 'application': return found.application.id
    case 'endpoint': return found.endpoint.id
    case 'message': return found.message.id
    case 'attempt': return found.attempt.id
    case 'event-type': return `event-type ${found.eventType.name}`
    case 'task':
    case 'import': return found.task.id
  }
}

const READ = { withPayload: false }

/** `application/endpoint`, `application/message` by id or name, and `message/attempt` by id. */
async function within ({ db, orgId, now }: Place, owner: string, rest: string): Promise<Found[]> {
  if (isId('msg_', owner)) return await attemptIn({ db, orgId, now }, owner, rest)
  const application = await applications.find(db, orgId, owner)
  if (!application) return []
  const [endpoint, message] = await Promise.all([
    endpoints.seek(db, application.id, rest), messages.find(db, application.id, rest, { now, ...READ })
  ])
  return [...endpointFound(endpoint), ...messageFound(message)]
}

const endpointFound = (endpoint: Endpoint | undefined): Found[] => endpoint ? [{ type: 'endpoint', endpoint }] : []
const messageFound = (message: Message | undefined): Found[] => message ? [{ type: 'message', message }] : []

/** What has a well-formed id; undefined where the text is no such id. */
async function byId (place: Place, id: string): Promise<Found[] | undefined> {
  if (idTimeMs(id) === undefined) return undefined
  const { db, orgId, now } = place
  switch (id.slice(0, id.indexOf('_'))) {
    case 'app': {
      const application = await applications.find(db, orgId, id)
      return application ? [{ type: 'application', application }] : []
    }
    case 'qtask': {
      const task = await tasks.read(db, { orgId, id }, now)
      return task ? [{ type: task.kind === 'message.import' ? 'import' : 'task', task }] : []
    }
    case 'ep': return await endpointById(place, id)
    case 'msg': return await messageById(place, id)
    case 'atmpt': return await attemptById(place, id)
    default: return undefined
  }
}

async function endpointById ({ db, orgId }: Place, id: string): Promise<Found[]> {
  const appId = await endpoints.applicationOf(db, id)
  const application = appId === undefined ? undefined : await applications.find(db, orgId, appId)
  return application ? endpointFound(await endpoints.seek(db, application.id, id)) : []
}

// An attempt knows the application of its message. A message without one is looked for in the newest applications.
async function messageById (place: Place, id: string): Promise<Found[]> {
  const { db, orgId, now } = place
  const attempt = await attempts.anyOf(db, id)
  if (attempt) {
    const application = await applications.find(db, orgId, attempt.appId)
    return application ? messageFound(await messages.read(db, application.id, id, { now, ...READ })) : []
  }
  const found = await messages.readIn(db, (await newest(place, APPLICATIONS)).map(({ id }) => id), id, { now, ...READ })
  return messageFound(found)
}

async function attemptIn ({ db, orgId }: Place, msgId: string, id: string): Promise<Found[]> {
  const attempt = await attempts.read(db, msgId, id)
  const application = attempt && await applications.find(db, orgId, attempt.appId)
  return application ? [{ type: 'attempt', attempt }] : []
}

async function attemptById (place: Place, id: string): Promise<Found[]> {
  const { db } = place
  const owners = await newest(place, APPLICATIONS_FOR_ATTEMPT)
  const newestOf = async (appId: string) => (await endpoints.list(db, appId, { limit: ENDPOINTS_FOR_ATTEMPT })).data
  const live = (await eachOf(owners, AT_ONCE, async ({ id }) => await newestOf(id))).flat()
  const asked = live.slice(0, ENDPOINTS_FOR_ATTEMPT)
  const [listed, told] = await Promise.all([
    eachOf(asked, AT_ONCE, async endpoint => await endpointAttempts.readListed(db, endpoint.id, id)),
    eachOf(owners, AT_ONCE, async owner => await toldIn(place, owner, id))
  ])
  return [...listed, ...told].flatMap(attempt => attempt ? [{ type: 'attempt', attempt }] : [])
}

/** A first attempt that the index leaves out began soon after its message. */
async function toldIn ({ db, now }: Place, application: Application, id: string): Promise<Attempt | undefined> {
  const at = idTimeMs(id)!
  const query = { limit: MESSAGES_FOR_ATTEMPT, after: at - PROMPT_MS, before: at + 1000 }
  const { data } = await messages.list(db, application, query, { now, withPayload: false })
  return data.length === 0 ? undefined : await attempts.readAmong(db, data.map(message => message.id), id)
}

const newest = async ({ db, orgId }: Place, limit: number): Promise<Application[]> =>
  (await applications.listForWork(db, orgId, { limit, order: 'descending' })).data

async function byName (place: Place, name: string): Promise<Found[]> {
  const { db, orgId } = place
  const [application, listed, types] = await Promise.all([
    applications.find(db, orgId, name), newest(place, APPLICATIONS), eventTypes.startingWith(db, orgId, name, MOST_FOUND)
  ])
  const isExact = ({ name: one }: EventType) => one === name
  const typed = (some: EventType[]): Found[] => some.map(eventType => ({ type: 'event-type', eventType }))
  const begins = (text: string | null) => text?.toLowerCase().startsWith(name.toLowerCase()) === true
  const alike = listed.filter(({ uid, name }) => begins(uid) || begins(name))
  return [
    ...(application ? [{ type: 'application' as const, application }] : []),
    ...typed(types.filter(isExact)),
    ...await namedIn(place, listed, name),
    ...alike.map(application => ({ type: 'application' as const, application })),
    ...typed(types.filter(one => !isExact(one)))
  ]
}

/** Endpoints and messages of these applications whose uid or eventId is the name. */
async function namedIn ({ db, now }: Place, listed: Application[], name: string): Promise<Found[]> {
  if (!eventTypes.isName(name)) return []
  const keys = listed.flatMap(({ id }) => [{ key: endpoints.uidKey(id, name) }, { key: messages.eventIdKey(id, name) }])
  const held = new Set((await getMany<AliasItem>(db, 'aliases', keys)).map(({ key }) => key))
  const found = await eachOf(listed, AT_ONCE, async ({ id }) => [
    ...(held.has(endpoints.uidKey(id, name)) ? endpointFound(await endpoints.seek(db, id, name)) : []),
    ...(held.has(messages.eventIdKey(id, name)) ? messageFound(await messages.find(db, id, name, { now, ...READ })) : [])
  ])
  return found.flat()
}
