import type { Static } from '@sinclair/typebox'
import { invalid } from '../errors.js'
import type { Engine } from '../delivery/engine.js'
import type { Application } from '../repositories/applications.js'
import type { Destination, PollToken } from '../repositories/destinations.js'
import type { DestinationIn, DestinationPatch } from '../schemas/destination-schema.js'
import { checkMetadata, checkSize, given } from './application-rules.js'
import { checkEventTypes } from './endpoint-rules.js'

type Rules = Pick<Engine, 'db' | 'newId'>
export type DestinationFields = Awaited<ReturnType<typeof destinationFields>>

export const POLLING = 'pollingEndpoint'

/** A destination with these fields, not stored yet. */
export function newDestination ({ newId }: Rules, { orgId, id: appId }: Application, fields: DestinationFields): Destination {
  const { id, timestampMs } = newId('sink_')
  return { orgId, appId, id, rev: 0, ...fields, tokens: [], createdAt: timestampMs, updatedAt: timestampMs }
}

/** The fields that PUT replaces: absent fields get their defaults; 422 for an unsupported type. */
export async function destinationFields (rules: Rules, orgId: string, input: Static<typeof DestinationIn>) {
  checkType(input.type)
  const { uid, status, batchSize, maxWaitSecs, eventTypes, channels, metadata } = input
  return checkSize({
    uid: uid ?? null,
    disabled: status === 'disabled',
    batchSize: batchSize ?? 100,
    maxWaitSecs: maxWaitSecs ?? 0,
    eventTypes: await typesOf(rules, orgId, eventTypes),
    channels: distinct(channels),
    metadata: checkMetadata(metadata)
  })
}

/** The fields that PATCH changes: what is absent stays as it is. */
export async function destinationChanges (
  rules: Rules,
  orgId: string,
  input: Static<typeof DestinationPatch>
): Promise<Partial<Destination>> {
  if (input.type !== undefined) checkType(input.type)
  const { uid, status, batchSize, maxWaitSecs, eventTypes, channels, metadata } = input
  return checkSize(given({
    uid,
    disabled: status === undefined ? undefined : status === 'disabled',
    batchSize,
    maxWaitSecs,
    eventTypes: eventTypes === undefined ? undefined : await typesOf(rules, orgId, eventTypes),
    channels: channels === undefined ? undefined : distinct(channels),
    metadata: metadata === undefined ? undefined : checkMetadata(metadata)
  }))
}

function checkType (type: string): void {
  if (type !== POLLING) {
    throw invalid(['body', 'type'], `must be ${POLLING}: other destinations are not there. Endpoints (…/endpoint) send to URLs`)
  }
}

const typesOf = async (rules: Rules, orgId: string, names: string[] | null | undefined) =>
  names && names.length > 0 ? await checkEventTypes(rules, orgId, names) : null
const distinct = (names: string[] | null | undefined) => names && names.length > 0 ? [...new Set(names)] : null

// A rotation ends all earlier tokens within a day.
const MOST_TOKENS = 10

/** The tokens of a destination after a rotation. Earlier tokens end at `oldUntil` (Unix ms) at the latest. */
export function rotateTokens (
  { tokens }: Destination,
  fresh: PollToken,
  { now, oldUntil }: { now: number, oldUntil: number }
): PollToken[] {
  const old = tokens.map(token => ({ ...token, expiresAt: Math.min(token.expiresAt ?? Infinity, oldUntil) }))
  return [...old.filter(({ expiresAt }) => expiresAt > now), fresh].slice(-MOST_TOKENS)
}
