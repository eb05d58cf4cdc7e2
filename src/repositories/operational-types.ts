import type { EventType } from './event-types.js'

/**
 * The organization of operational webhooks. An application in it whose uid is an organization's id belongs to that
 * organization (contract 3.8).
 */
export const MANAGEMENT_ORG = 'org_00000000000SvixManagement00'

const EPOCH = Date.UTC(2026, 0, 1)

/** The parts of their schemas and examples. */
// Functions, so that bundles without a use for them leave them out.
const parts = /* @__PURE__ */ (() => {
  const text = { type: 'string' }
  const optionalText = { type: ['string', 'null'] }
  const application = { appId: text, appUid: optionalText }
  const endpoint = { ...application, endpointId: text, endpointUid: optionalText }
  const attempt = {
    ...application,
    msgId: text,
    msgEventId: optionalText,
    endpointId: text,
    lastAttempt: {
      type: 'object',
      required: ['id', 'responseStatusCode', 'timestamp'],
      properties: { id: text, responseStatusCode: { type: 'integer' }, timestamp: { type: 'string', format: 'date-time' } }
    }
  }
  const since = { type: 'string', format: 'date-time' }

  const SUBJECT = { appId: 'app_1srOrx2ZWZBpBUvZwXKQmoEYga2', appUid: 'unique-identifier' }
  const ENDPOINT = { ...SUBJECT, endpointId: 'ep_1srOrx2ZWZBpBUvZwXKQmoEYga2', endpointUid: null }
  const ATTEMPT = {
    ...SUBJECT,
    msgId: 'msg_1srOrx2ZWZBpBUvZwXKQmoEYga2',
    msgEventId: null,
    endpointId: ENDPOINT.endpointId,
    lastAttempt: { id: 'atmpt_1srOrx2ZWZBpBUvZwXKQmoEYga2', responseStatusCode: 500, timestamp: '2026-11-22T14:05:00.123Z' }
  }
  return { endpoint, attempt, since, ENDPOINT, ATTEMPT }
})()

/** The built-in event types of the management organization, by name. */
const seeded = /* @__PURE__ */ (({ endpoint, attempt, since, ENDPOINT, ATTEMPT }) => new Map<string, EventType>([
  seed('endpoint.created', 'An endpoint was created', { properties: endpoint, example: ENDPOINT }),
  seed('endpoint.deleted', 'An endpoint was deleted', { properties: endpoint, example: ENDPOINT }),
  seed('endpoint.disabled', 'An endpoint was disabled because it kept failing or answered 410', {
    properties: { ...endpoint, failSince: since },
    example: { ...ENDPOINT, failSince: '2026-11-17T14:05:00Z' }
  }),
  seed('endpoint.updated', 'An endpoint was changed', { properties: endpoint, example: ENDPOINT }),
  seed('message.attempt.exhausted', 'The last attempt of a message to an endpoint failed', { properties: attempt, example: ATTEMPT }),
  seed('message.attempt.failing', 'Four attempts of a message to an endpoint failed, and more follow', {
    properties: attempt,
    example: ATTEMPT
  })
].map(eventType => [eventType.name, eventType])))(parts)

// These are sent, and filters may name them, but the contract lists only the six above.
const UNLISTED = new Set(['message.attempt.recovered', 'endpoint.circuit.opened', 'endpoint.circuit.closed'])

/** The built-in event type of an organization; undefined when there is none. */
export const seededType = (orgId: string, name: string): EventType | undefined => orgId === MANAGEMENT_ORG ? seeded.get(name) : undefined

/** All built-in event types of an organization, by ascending name. */
export const seededTypes = (orgId: string): EventType[] => orgId === MANAGEMENT_ORG ? [...seeded.values()] : []

/** Whether filters may name the event type although lists do not show it. */
export const isUnlisted = (orgId: string, name: string): boolean => orgId === MANAGEMENT_ORG && UNLISTED.has(name)

function seed (name: string, description: string, { properties, example }: { properties: object, example: object }): EventType {
  const data = { type: 'object', required: Object.keys(properties), properties }
  const schema = {
    title: name,
    description,
    type: 'object',
    required: ['type', 'data'],
    properties: { type: { type: 'string', const: name }, data },
    examples: [{ type: name, data: example }]
  }
  return {
    orgId: MANAGEMENT_ORG,
    name,
    rev: 1,
    description,
    archived: false,
    deprecated: false,
    schemas: JSON.stringify({ 1: schema }),
    featureFlag: null,
    featureFlags: null,
    groupName: null,
    createdAt: EPOCH,
    updatedAt: EPOCH
  }
}
