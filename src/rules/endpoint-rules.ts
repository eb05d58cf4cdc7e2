import type { Static } from '@sinclair/typebox'
import { invalid } from '../errors.js'
import { formatSecret, generateSecret, parseSecret } from '../lib/secret-encryption.js'
import type { Application } from '../repositories/applications.js'
import { CALM, type Endpoint } from '../repositories/endpoints.js'
import * as eventTypes from '../repositories/event-types.js'
import type { EndpointIn, EndpointPatch, EndpointUpdate } from '../schemas/endpoint-schema.js'
import { checkMetadata, checkSize, given, rateIn, scheduleIn } from './application-rules.js'
import type { Engine } from '../delivery/engine.js'
import { sealHeaders, sealUrl } from '../delivery/credentials.js'
import { filterIn } from './filter-rules.js'
import { checkHeaders } from './header-rules.js'

/** The parts of the engine that the rules of endpoints need. */
export type EndpointRules = Pick<Engine, 'config' | 'db' | 'newId' | 'vault'>

export type EndpointFields = Awaited<ReturnType<typeof endpointFields>>

/** A new endpoint from a request, not stored yet. Throws 422 when it breaks a rule of contract 2.3. */
export async function newEndpoint (engine: EndpointRules, application: Application, input: Static<typeof EndpointIn>): Promise<Endpoint> {
  const fields = await endpointFields(engine, application.orgId, input)
  return compose(engine, application, {
    ...fields,
    headers: sealHeaders(engine.vault, checkHeaders(input.headers ?? {})),
    secret: sealSecret(engine, input.secret, 'secret')
  })
}

/** A new endpoint with these fields, a new secret and no custom headers, as PUT creates it. */
export function endpointWith (engine: EndpointRules, application: Application, fields: EndpointFields): Endpoint {
  return compose(engine, application, { ...fields, headers: {}, secret: sealSecret(engine, null, 'secret') })
}

function compose (
  { newId }: Pick<Engine, 'newId'>,
  { orgId, id: appId }: Application,
  fields: EndpointFields & Pick<Endpoint, 'headers' | 'secret'>
): Endpoint {
  const { id, timestampMs } = newId('ep_')
  return checkSize({ orgId, appId, id, rev: 0, ...fields, oldSecrets: [], ...CALM, createdAt: timestampMs, updatedAt: timestampMs })
}

/** The fields that PUT replaces; an absent field gets its default. */
export async function endpointFields (engine: EndpointRules, orgId: string, input: Static<typeof EndpointUpdate>) {
  const { uid, description, version, disabled, channels, filter, metadata, retrySchedule } = input
  return checkSize({
    uid: uid ?? null,
    description: description ?? '',
    version: version ?? 1,
    disabled: disabled ?? false,
    eventTypes: await checkEventTypes(engine, orgId, wantedTypes(input)),
    ...sealUrl(engine.vault, checkUrl(engine, input.url)),
    channels: distinct(channels),
    // SDKs do not know the field: what they replace an endpoint with would take its filter away in silence.
    ...(filter !== undefined && { filter: filterIn(filter) }),
    metadata: checkMetadata(metadata),
    throttleRate: rateIn(input) ?? null,
    retryScheduleMs: scheduleIn(retrySchedule)
  })
}

/** The fields that PATCH changes; an absent field stays unchanged. */
export async function endpointChanges (
  engine: EndpointRules,
  orgId: string,
  input: Static<typeof EndpointPatch>
): Promise<Partial<Endpoint>> {
  const { uid, description, version, disabled, channels, filter, metadata, url, retrySchedule } = input
  const types = wantedTypes(input)
  return checkSize(given({
    uid,
    description,
    version,
    disabled,
    eventTypes: types === undefined ? undefined : await checkEventTypes(engine, orgId, types),
    ...(url !== undefined && sealUrl(engine.vault, checkUrl(engine, url))),
    channels: channels === undefined ? undefined : distinct(channels),
    filter: filter === undefined ? undefined : filterIn(filter),
    metadata: metadata === undefined ? undefined : checkMetadata(metadata),
    throttleRate: rateIn(input),
    retryScheduleMs: retrySchedule === undefined ? undefined : scheduleIn(retrySchedule)
  }))
}

/**
 * The stored endpoint after a PUT or PATCH. Only these enable an endpoint again. Then its circuit and failure window
 * are reset (contract 8).
 */
export function changeByHand (current: Endpoint, fields: Partial<Endpoint>): Partial<Endpoint> {
  const isEnabled = current.disabled && fields.disabled === false
  return checkSize({ ...current, ...fields, ...(isEnabled && { ...CALM, stopped: undefined }) })
}

const distinct = (channels: string[] | null | undefined) => channels ? [...new Set(channels)] : null

/** The event types under either of the field's two names. Both may be given only when they are equal; else 422. */
export function wantedTypes (
  { eventTypes: types, filterTypes }: Pick<Static<typeof EndpointUpdate>, 'eventTypes' | 'filterTypes'>
): string[] | null | undefined {
  if (types !== undefined && filterTypes !== undefined && JSON.stringify(types) !== JSON.stringify(filterTypes)) {
    throw invalid(
      ['body', 'filterTypes'],
      'eventTypes and filterTypes are two names of one field and say different things',
      'value_error.jsondecode'
    )
  }
  return types === undefined ? filterTypes : types
}

/** The event types of a filter, without repetitions. Throws 422 when one does not exist or is archived. */
export async function checkEventTypes (
  { db }: Pick<Engine, 'db'>,
  orgId: string,
  names: string[] | null | undefined
): Promise<string[] | null> {
  if (!names) return null
  const wanted = [...new Set(names)]
  const known = await eventTypes.existing(db, orgId, wanted)
  const unknown = wanted.filter(name => !known.has(name))
  if (unknown.length > 0) throw invalid(['body', 'eventTypes'], `these event types do not exist: ${unknown.slice(0, 10).join(', ')}`)
  return wanted
}

/** The URL in its normal form; 422 when it is not http or https. Internal addresses are refused at delivery time, not here. */
export function checkUrl ({ config }: Pick<Engine, 'config'>, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) throw invalid(['body', 'url'], 'must be an http or https URL')
  if (config.endpointHttpsOnly && url.protocol !== 'https:') throw invalid(['body', 'url'], 'must be an https URL')
  return url.href
}

/** A sealed secret: the given one, or a new one of the default type. Throws 422 when the given one is not a valid secret. */
export function sealSecret ({ config, vault }: Pick<Engine, 'config' | 'vault'>, text: string | null | undefined, field: string): string {
  const key = text == null ? generateSecret(config.defaultSignatureType) : parseSecret(text)
  if (!key) throw invalid(['body', field], 'must be whsec_ and 24 to 75 bytes in base64, or whsk_ and an Ed25519 key pair in base64')
  return vault.seal(formatSecret(key))
}
