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

/** Operational webhooks (contract 3.8): ordinary messages to the applications of the management organization. */

const MAX_NOTICES = 20

interface Event {
  /** The organization that the event is about; its application in the management organization gets the webhook. */
  orgId: string
  type: string
  data: object
  /** The idempotency key of the event, so that sending it again gives one message; absent when it is sent once only. */
  key?: string[]
}

/** Whether webhooks about this organization are sent. None are about the management organization, so that they cannot loop. */
export const isTold = ({ config }: Pick<Engine, 'config'>, orgId: string): boolean => config.operationalWebhooks && orgId !== MANAGEMENT_ORG

/** Sends an operational webhook; drops it when the organization has no application in the management organization. */
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
    retentionDays: undefined,
    idempotencyKey: key && idempotencyAlias('operational', type, ...key)
  })
}

export type EndpointChange = 'endpoint.created' | 'endpoint.updated' | 'endpoint.deleted'

/** Sends the webhook about a caller's change of an endpoint. The change is stored already, so a failure is only logged. */
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

/** The notice as a part of a change to an endpoint, so that both are stored in one write; at most 20 are kept. */
export function withNotice (
  engine: Pick<Engine, 'config'>,
  { orgId, notices }: Endpoint,
  notice: EndpointNotice
): Pick<Endpoint, 'notices'> {
  return isTold(engine, orgId) ? { notices: addNotice(notices, notice).slice(-MAX_NOTICES) } : {}
}

/**
 * Sends an endpoint's notices. Order: the messages, then the notices are removed. A crash in between sends them again
 * with the same key, which gives one message. Notices that a crash left are sent after the endpoint's next attempt.
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

/** Sends the webhook about an attempt's meaning for its message. Sending it again gives one message. */
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
