import { RETENTION_DAYS } from '../../facts/periods.js'
import { idTimeMs } from '../../lib/ids.js'
import { formatTimestamp } from '../../lib/time.js'
import * as applications from '../../repositories/applications.js'
import type { Application } from '../../repositories/applications.js'
import type { LastAttempt } from '../../repositories/deliveries.js'
import * as endpoints from '../../repositories/endpoints.js'
import type { Endpoint, EndpointNotice } from '../../repositories/endpoints.js'
import type { Message } from '../../repositories/messages.js'
import { MANAGEMENT_ORG } from '../../repositories/operational-types.js'
import { accept, idempotencyAlias } from '../accept/accept.js'
import type { Engine } from '../engine.js'
import { addNotice, noticesTold } from '../notice.js'

/** Webhooks about Posthorn itself (contract 3.8): ordinary messages to the applications of the management organization. */

const MAX_NOTICES = 20

interface Event {
  /** The organization that it is about, and that is told. */
  orgId: string
  type: string
  data: object
  /** Names the event, so that telling it again is one message; none when it is told once only. */
  key?: string[]
}

/** Whether anything about this organization is told at all: nothing is about the management organization, so nothing loops. */
export const isTold = ({ config }: Pick<Engine, 'config'>, orgId: string): boolean => config.operationalWebhooks && orgId !== MANAGEMENT_ORG

/** Tells an organization what happened; dropped when it has no application in the management organization. */
async function tell (engine: Engine, { orgId, type, data, key }: Event): Promise<void> {
  if (!isTold(engine, orgId)) return
  const application = await applications.findCached(engine.db, MANAGEMENT_ORG, orgId)
  if (!application) return
  await accept(engine, application, {
    eventType: type,
    eventId: null,
    channels: null,
    tags: null,
    deliverAt: null,
    onlyEndpointId: null,
    payload: Buffer.from(JSON.stringify({ type, data })),
    isJson: true,
    retentionDays: RETENTION_DAYS,
    idempotencyKey: key && idempotencyAlias('operational', type, ...key)
  })
}

export type EndpointChange = 'endpoint.created' | 'endpoint.updated' | 'endpoint.deleted'

/** Tells what a caller did to an endpoint. It is done already: if it cannot be told, that is logged and nothing more. */
export async function tellChange (engine: Engine, type: EndpointChange, endpoint: Endpoint): Promise<void> {
  const { orgId, appId, id: endpointId } = endpoint
  if (!isTold(engine, orgId)) return
  try {
    const application = await applications.findCached(engine.db, orgId, appId)
    if (application) await tell(engine, { orgId, type, data: subjectOf(application, endpoint) })
  } catch (error) {
    engine.log.error({ err: error, orgId, appId, endpointId, eventType: type }, 'operational-webhook.lost')
  }
}

/** The part of a change to an endpoint that keeps a notice of it until it is told. */
export function withNotice (
  engine: Pick<Engine, 'config'>,
  { orgId, notices }: Endpoint,
  notice: EndpointNotice
): Pick<Endpoint, 'notices'> {
  return isTold(engine, orgId) ? { notices: addNotice(notices, notice).slice(-MAX_NOTICES) } : {}
}

/**
 * Tells what the engine did to an endpoint. Order: the message, then the notice goes; a crash between tells it
 * again with the same key, which is one message. What a crash left is told after the endpoint's next attempt.
 */
export async function tellNotices (engine: Engine, { orgId, appId, id }: Endpoint): Promise<void> {
  const endpoint = await endpoints.read(engine.db, appId, id)
  const application = await applications.findCached(engine.db, orgId, appId)
  const notices = endpoint?.notices
  if (!notices || !application) return
  for (const { type, at, since } of notices) {
    const name = type === 'endpoint.disabled' ? 'failSince' : 'since'
    const data = { ...subjectOf(application, endpoint), [name]: formatTimestamp(since) }
    await tell(engine, { orgId, type, data, key: [id, String(at)] })
  }
  await endpoints.updateState(engine.db, endpoint, current => ({ notices: noticesTold(current.notices, notices) }))
}

export type AttemptEvent = 'message.attempt.failing' | 'message.attempt.exhausted' | 'message.attempt.recovered'

export interface AttemptTold {
  application: Application
  endpointId: string
  msgId: string
  message: Message | undefined
  attempt: LastAttempt
}

/** Tells what an attempt meant for its message; telling it again is one message. */
export async function tellAttempt (
  engine: Engine,
  type: AttemptEvent,
  { application, endpointId, msgId, message, attempt }: AttemptTold
): Promise<void> {
  const { orgId, id: appId, uid: appUid } = application
  const lastAttempt = { id: attempt.id, responseStatusCode: attempt.code, timestamp: formatTimestamp(idTimeMs(attempt.id)!) }
  const data = { appId, appUid, msgId, msgEventId: message?.eventId ?? null, endpointId, lastAttempt }
  await tell(engine, { orgId, type, data, key: [msgId, endpointId, attempt.id] })
}

const subjectOf = ({ id: appId, uid: appUid }: Application, { id: endpointId, uid: endpointUid }: Endpoint) =>
  ({ appId, appUid, endpointId, endpointUid })
