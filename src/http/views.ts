import type { Static } from '@sinclair/typebox'
import { isWaiting, type WaitingCircuit } from '../delivery/endpoint-health/circuit.js'
import { waitingOf } from '../delivery/endpoint-health/waits-for.js'
import { formatTimestamp } from '../lib/time.js'
import { minify } from '../lib/raw-json.js'
import { MARK, raw } from './raw-mark.js'
import type { Application } from '../repositories/applications.js'
import type { AttemptedMessage, Destination } from '../repositories/attempted-messages.js'
import * as attempts from '../repositories/attempts.js'
import type { Attempt } from '../repositories/attempts.js'
import type { Delivery } from '../repositories/deliveries.js'
import type { EventType } from '../repositories/event-types.js'
import type { Endpoint } from '../repositories/endpoints.js'
import * as messages from '../repositories/messages.js'
import type { Message } from '../repositories/messages.js'
import { iteratorAfter, type Page } from '../repositories/page.js'
import type { Task } from '../repositories/tasks.js'
import type { ApplicationOut } from '../schemas/application-schema.js'
import { STATUS_TEXTS, type AttemptedMessageOut, type AttemptOut, type DestinationOut, type Status as StatusSchema } from '../schemas/attempt-schema.js'
import type { CircuitOut, EndpointOut } from '../schemas/endpoint-schema.js'
import type { EventTypeOut } from '../schemas/event-type-schema.js'
import type { MessageOut } from '../schemas/message-schema.js'
import type { TaskOut } from '../schemas/recovery-schema.js'

type Status = Static<typeof StatusSchema>

/** How stored things look on the wire. */

export function applicationOut ({ uid, throttleRate, messageShards, createdAt, updatedAt, ...rest }: Application): Static<typeof ApplicationOut> {
  return {
    ...rest,
    ...(uid !== null && { uid }),
    throttleRate,
    ...(throttleRate !== null && { rateLimit: throttleRate }),
    ...(messageShards !== undefined && messageShards !== 1 && { messageShards }),
    createdAt: formatTimestamp(createdAt),
    updatedAt: formatTimestamp(updatedAt)
  }
}

export function eventTypeOut ({ schemas, featureFlags, groupName, retryScheduleMs, validatePayload, createdAt, updatedAt, ...rest }: EventType, withContent: boolean): Static<typeof EventTypeOut> {
  return {
    ...rest,
    schemas: withContent && schemas !== null ? raw(schemas) : null,
    ...(featureFlags && { featureFlags }),
    ...(groupName !== null && { groupName }),
    ...(validatePayload != null && { validatePayload }),
    ...(retryScheduleMs && { retrySchedule: scheduleOut(retryScheduleMs) }),
    createdAt: formatTimestamp(createdAt),
    updatedAt: formatTimestamp(updatedAt)
  }
}

export function endpointOut ({ circuit, retryScheduleMs, createdAt, updatedAt, ...rest }: Endpoint): Static<typeof EndpointOut> {
  return {
    ...rest,
    ...(retryScheduleMs && { retrySchedule: scheduleOut(retryScheduleMs) }),
    ...(isWaiting(circuit) && { circuit: circuitOut(circuit) }),
    filterTypes: rest.eventTypes,
    rateLimit: rest.throttleRate,
    createdAt: formatTimestamp(createdAt),
    updatedAt: formatTimestamp(updatedAt)
  }
}

const scheduleOut = (scheduleMs: number[]) => scheduleMs.map(wait => wait / 1000)

function circuitOut ({ state, since, until }: WaitingCircuit): Static<typeof CircuitOut> {
  return { state, since: formatTimestamp(since), ...(state === 'open' && { until: formatTimestamp(until) }) }
}

export function messageOut (message: Message, withContent: boolean): Static<typeof MessageOut> {
  const { id, eventId, eventType, channels, tags, deliverAt, contentType } = message
  return {
    id,
    eventId,
    eventType,
    ...contentOf(message, withContent),
    ...(contentType !== undefined && { contentType }),
    channels,
    ...(tags && { tags }),
    ...(deliverAt !== null && { deliverAt: formatTimestamp(deliverAt) }),
    timestamp: formatTimestamp(messages.timestampOf(message))
  }
}

export function attemptOut (attempt: Attempt, withContent: boolean, message?: Message): Static<typeof AttemptOut> {
  return {
    ...attempt,
    ...(message && { msg: messageOut(message, withContent) }),
    statusText: STATUS_TEXTS[attempt.status],
    response: withContent ? attempt.response : '{}',
    timestamp: formatTimestamp(attempts.timestampOf(attempt))
  }
}

export interface AttemptedOptions { endpoint: Endpoint, asked: Status | undefined, withContent: boolean, now: number }

/** A message with how far it got at one endpoint; asked for a status, it shows what the latest attempt of that status says. */
export function attemptedMessageOut ({ message, delivery }: AttemptedMessage, { endpoint, asked, withContent, now }: AttemptedOptions): Static<typeof AttemptedMessageOut> {
  const status = asked ?? (delivery.nextAt === null ? delivery.last!.status : 3)
  const nextAttempt = nextAttemptOut(delivery, endpoint, now)
  return {
    ...messageOut(message, withContent),
    status,
    statusText: STATUS_TEXTS[status],
    ...(nextAttempt !== null && { nextAttempt })
  }
}

// A planned retry may be held beyond its time; what is asked for by hand is no retry.
function nextAttemptOut (delivery: Delivery, endpoint: Endpoint, now: number): string | null {
  const waiting = delivery.nextAt === null ? undefined : waitingOf(delivery, endpoint, now)
  return waiting ? formatTimestamp(waiting.nextAt) : null
}

/** An endpoint with what became of the latest attempt of one message; a deleted one has given its uid back. */
export function destinationOut ({ endpoint, latest, delivery }: Destination, show: (endpoint: Endpoint) => Static<typeof EndpointOut>, now: number): Static<typeof DestinationOut> {
  return {
    ...show(endpoint),
    uid: endpoint.deletedAt === undefined ? endpoint.uid : null,
    status: latest.status,
    statusText: STATUS_TEXTS[latest.status],
    nextAttempt: delivery ? nextAttemptOut(delivery, endpoint, now) : null
  }
}

// Lambda answers with 6 MB at most, in an envelope in which the body is a JSON string; a single item is always below it.
const PAGE_BYTES = 5_500_000

/**
 * A page with each of its items shown. It ends early, and says that more follows, where it would be too large for an
 * answer of any host: clients read on until `done`.
 */
export function pageOut<T, U extends { id: string } | { name: string }> (page: Page<T>, show: (item: T) => U): Page<U> {
  const walked = page.isBackward ? page.data.toReversed() : page.data
  const shown: U[] = []
  for (let bytes = 0; shown.length < walked.length;) {
    const item = show(walked[shown.length]!)
    bytes += enveloped(item)
    if (bytes > PAGE_BYTES && shown.length > 0) return endedEarly(page, shown)
    shown.push(item)
  }
  return { ...page, data: page.isBackward ? shown.reverse() : shown }
}

function endedEarly<T, U extends { id: string } | { name: string }> (page: Page<T>, shown: U[]): Page<U> {
  const last = shown.at(-1)!
  const key = 'id' in last ? last.id : last.name
  return page.isBackward
    ? { ...page, data: shown.reverse(), prevIterator: `-${key}`, done: false }
    : { ...page, data: shown, iterator: iteratorAfter(key), done: false }
}

/** What an item takes in an answer's envelope, bytes: raw JSON is escaped once there, every other text twice. */
function enveloped (item: object): number {
  let bytes = 0
  const rest = JSON.stringify(item, (_name, value: unknown) => {
    if (typeof value !== 'string' || !value.startsWith(MARK)) return value
    bytes += Buffer.byteLength(JSON.stringify(value))
    return ''
  })
  return bytes + Buffer.byteLength(JSON.stringify(rest))
}

/** A task with how far it is; one that has found something out shows that, if it is given. */
export function taskOut (task: Task, result?: readonly object[]): Static<typeof TaskOut> {
  const { id, kind, status, reason, updatedAt } = task
  const data = kind === 'application.stats' || kind === 'event-type.aggregate' ? resultOut(task, result) : progressOut(task)
  return { id, status, task: kind, updatedAt: formatTimestamp(updatedAt), data: { ...data, ...(reason !== null && { reason }) } }
}

const resultOut = ({ kind }: Task, result: readonly object[] | undefined) =>
  result && { [kind === 'application.stats' ? 'appStats' : 'event_types']: result }

function progressOut ({ appId, endpointId, since, until, resent, expunged, outstanding, import: imported }: Task) {
  return {
    appId,
    ...(endpointId !== '' && { endpointId }),
    since: formatTimestamp(since),
    until: formatTimestamp(until),
    resent,
    outstanding: outstanding.length,
    ...(expunged !== undefined && { expunged }),
    ...(imported && { accepted: imported.accepted, refused: imported.refused })
  }
}

const EXPIRED = '{"expired":true}'
const UNSEEN = '{"unavailable":true}'

/** A payload given as rawPayload may be any text; SDKs read only objects, so others are shown in one, and said to be. */
function contentOf ({ payload, isUnseen, isJson }: Message, withContent: boolean): { payload: string, isRaw?: true, isUnavailable?: true } {
  if (!withContent) return { payload: raw('{}') }
  // It is not gone: another process may find it, and it may be delivered.
  if (isUnseen) return { payload: raw(UNSEEN), isUnavailable: true }
  if (!payload) return { payload: raw(EXPIRED) }
  const text = payload.toString()
  if (isJson && text.trimStart().startsWith('{')) return { payload: raw(minify(text)) }
  return { payload: raw(JSON.stringify({ rawPayload: text })), isRaw: true }
}
