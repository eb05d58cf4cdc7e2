import { startId } from '../../lib/ids.js'
import type { Application } from '../../repositories/applications.js'
import * as attempts from '../../repositories/attempts.js'
import * as endpointAttempts from '../../repositories/endpoint-attempts.js'
import * as deliveries from '../../repositories/deliveries.js'
import * as deliveryLists from '../../repositories/delivery-lists.js'
import type { Delivery } from '../../repositories/deliveries.js'
import type { Endpoint } from '../../repositories/endpoints.js'
import * as messages from '../../repositories/messages.js'
import type { Message } from '../../repositories/messages.js'
import type { Page } from '../../repositories/pagination.js'
import type { Task } from '../../repositories/tasks.js'
import type { Storage } from '../engine.js'
import { CANCELED_BY_HAND } from './cancel-messages.js'
import type { Subject } from '../delivery-lifecycle.js'
import { decideFilters, wants } from '../match.js'

/** A message that a task may send again. */
export interface Candidate {
  subject: Subject
  delivery: Delivery | undefined
  /** Whether the message is still a candidate when its delivery has changed meanwhile. Default: always. */
  isStill?: (delivery: Delivery | undefined) => boolean
}

export interface Batch { found: Candidate[], position: string | null, isWalked: boolean }

export interface Field { application: Application, endpoint: Endpoint }

// How many ids one step reads.
const BATCH = 250

/**
 * The next messages that a task of this kind sends again. One batch reads a bounded part of the task's range. A
 * delivery that the task has asked for stays a candidate, whatever its result: after a crash the batch is read again,
 * and counted then. Only those that wait behind a circuit are not found again once they are sent, and not counted then.
 */
export async function nextBatch (engine: Storage, task: Task, field: Field): Promise<Batch> {
  if (task.kind === 'endpoint.recover') return isAtWaiting(task) ? await waitingBatch(engine, task) : await failedBatch(engine, task)
  return task.kind === 'endpoint.replay' ? await missingBatch(engine, task, field) : await filteredBatch(engine, task)
}

// The position of a recovery that has walked the attempts, and begins with what waits.
const WAITING = 'waiting'
const isAtWaiting = ({ position }: Task) => position === WAITING || position?.startsWith('msg_') === true

// Contract 2.8: first what has a failed attempt in the range, and no successful one in it; those still being retried are included.
async function failedBatch (engine: Storage, task: Task): Promise<Batch> {
  const { db, clock } = engine
  const found = await endpointAttempts.listedOf(db, task.endpointId, queryOf(task), clock.now())
  const ids = new Set(found.data.filter(({ status }) => status === 2).map(({ msgId }) => msgId))
  const walked = found.done ? { ...found, iterator: WAITING, done: false } : found
  return batchOf(walked, await Promise.all([...ids].map(async msgId => {
    const delivery = await deliveries.read(db, { endpointId: task.endpointId, msgId })
    if (!delivery || (isCanceledByHand(delivery) && !isAsked(task, delivery))) return undefined
    if (delivery.state === 'succeeded' && !isAsked(task, delivery) && await succeededWithin(engine, task, msgId)) return undefined
    return { subject: subjectOf(delivery), delivery }
  })))
}

// Then the messages of the range that had no attempt yet, because the endpoint's circuit is open.
async function waitingBatch ({ db, clock }: Storage, { appId, endpointId, since, until, position }: Task): Promise<Batch> {
  const after = position === WAITING ? null : position
  const { found, end } = await deliveryLists.pendingAfter(db, { id: endpointId, appId }, { since, until, after })
  const now = clock.now()
  const isStill = (delivery: Delivery | undefined) => isBehindCircuit(delivery, now)
  const candidates = found.filter(isStill).map(delivery => ({ subject: subjectOf(delivery), delivery, isStill }))
  return { found: candidates, position: end, isWalked: end === null }
}

// A person who canceled deliveries, such as those of a restored copy, does not mean them by "what failed" or "what is missing".
const isCanceledByHand = ({ state, reason }: Delivery) => state === 'canceled' && reason === CANCELED_BY_HAND

// One that has a lease is on its way.
const isBehindCircuit = (delivery: Delivery | undefined, now: number) => delivery?.state === 'pending' && delivery.last === null &&
  delivery.heldFor === 'circuit' && (delivery.lease === null || delivery.lease.until <= now)

async function succeededWithin ({ db, clock }: Storage, { endpointId, since, until }: Task, msgId: string): Promise<boolean> {
  const [from, to] = [startId('atmpt_', since), startId('atmpt_', until)]
  const all = await attempts.all(db, msgId, clock.now())
  return all.some(({ id, endpointId: to_, status }) => to_ === endpointId && status === 0 && id >= from && id < to)
}

// Messages that the endpoint wants by its present settings and that were never sent to it: it is newer, or was disabled.
async function missingBatch ({ db, clock }: Storage, task: Task, { application, endpoint }: Field): Promise<Batch> {
  const now = clock.now()
  const found = await messages.list(db, application, queryOf(task), { now, withPayload: endpoint.filter != null })
  const isMissing = (delivery: Delivery | undefined) =>
    !delivery || isAsked(task, delivery) || (delivery.state === 'canceled' && delivery.last === null && !isCanceledByHand(delivery))
  // A message that is not to be delivered yet is not missing.
  const isOut = ({ isMarked, deliverAt }: Message) => !isMarked && (deliverAt ?? 0) <= now
  const candidates = found.data.filter(message => isOut(message) && message.payloadExpiresAt > now)
  for (const message of candidates) await decideFilters([endpoint], message)
  const wanted = candidates.filter(message => wants(endpoint, message))
  return batchOf(found, await Promise.all(wanted.map(async ({ orgId, appId, id: msgId, eventType, channels, tags }) => {
    const delivery = await deliveries.read(db, { endpointId: endpoint.id, msgId })
    const subject = { orgId, appId, endpointId: endpoint.id, msgId, eventType, channels, ...(tags && { tags }) }
    return isMissing(delivery) ? { subject, delivery, isStill: isMissing } : undefined
  })))
}

// Messages that were sent to the endpoint before, with any result.
async function filteredBatch ({ db, clock }: Storage, task: Task): Promise<Batch> {
  const { status, statusCodeClass, ...filter } = task.filter
  const found = await deliveries.ofEndpoint(db, task.endpointId, queryOf(task), clock.now())
  const wanted = found.data.filter(delivery => {
    if (isAsked(task, delivery)) return true
    if (statusCodeClass !== undefined && Math.floor((delivery.last?.code ?? -1) / 100) * 100 !== statusCodeClass) return false
    return messages.matches(delivery, filter) && deliveries.hasStatus(delivery, status)
  })
  return batchOf(found, wanted.map(delivery => ({ subject: subjectOf(delivery), delivery })))
}

const isAsked = ({ id }: Task, { tasks }: Delivery) => tasks?.some(mark => mark.id === id) === true

const queryOf = ({ since, until, position }: Task) =>
  ({ limit: BATCH, after: since, before: until, ...(position !== null && { iterator: position }) })

function batchOf ({ iterator, done }: Page<unknown>, found: Array<Candidate | undefined>): Batch {
  return { found: found.filter(one => one !== undefined), position: iterator, isWalked: done }
}

function subjectOf ({ orgId, appId, endpointId, msgId, eventType, channels, tags }: Delivery): Subject {
  return { orgId, appId, endpointId, msgId, eventType, channels, ...(tags && { tags }) }
}
