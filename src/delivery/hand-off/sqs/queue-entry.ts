import type { Delivery } from '../../../repositories/deliveries.js'
import type { HandOff } from '../../dispatcher.js'
import { begin } from '../../delivery-lifecycle.js'

/** The longest that SQS delays an entry, ms. */
export const MAX_DELAY_MS = 900_000

/** A hand-off of a delivery whose row is stored; the row holds everything else. */
export type NextHandOff = Pick<HandOff, 'endpointId' | 'msgId' | 'at'>

/** A queue entry: for the first attempt of a delivery without a row, or for the next attempt of one with a row. */
export interface Entry {
  handOff: NextHandOff
  /** The delivery in its first state, when it has no row. */
  begun?: Delivery
}

/** The body of an entry for a first attempt: everything that the row will need. */
export function firstEntry ({ orgId, appId, endpointId, msgId, eventType, channels, tags, nextAt }: Delivery): string {
  return escaped(JSON.stringify({
    orgId, appId, endpointId, msgId, at: nextAt, eventType, ...(channels && { channels }), ...(tags && { tags })
  }))
}

// JSON leaves these two characters unescaped, and SQS refuses an entry with them. A tag may contain any character.
const escaped = (json: string) => json.replace(/[\ufffe\uffff]/g, one => `\\u${one.charCodeAt(0).toString(16)}`)

/** The body of an entry for any other hand-off. */
export const nextEntry = ({ endpointId, msgId, at }: NextHandOff): string => JSON.stringify({ endpointId, msgId, at })

/** Reads a body. Throws a TypeError that says what is wrong, without a quote of the body. */
export function parseEntry (body: string): Entry {
  const parsed = parse(body)
  const { endpointId, msgId, at, eventType } = parsed
  if (!isName(endpointId) || !isName(msgId)) throw new TypeError('The entry names no delivery.')
  if (typeof at !== 'number' || !Number.isFinite(at)) throw new TypeError('The entry does not say when it is due.')
  const handOff = { endpointId, msgId, at }
  return eventType === undefined ? { handOff } : { handOff, begun: begunOf(parsed, handOff) }
}

function begunOf ({ orgId, appId, eventType, channels, tags }: Record<string, unknown>, { endpointId, msgId, at }: NextHandOff): Delivery {
  const isDescribed = isName(orgId) && isName(appId) && isName(eventType) && isTexts(channels) && isTexts(tags)
  if (!isDescribed) throw new TypeError('The entry does not describe its message.')
  return begin({ orgId, appId, endpointId, msgId, eventType, channels: channels ?? null, ...(tags && { tags }) }, at)
}

function parse (body: string): Record<string, unknown> {
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch {
    throw new TypeError('The entry is not JSON.')
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw new TypeError('The entry is no JSON object.')
  return parsed as Record<string, unknown>
}

const isName = (value: unknown): value is string => typeof value === 'string' && value !== ''
const isTexts = (value: unknown): value is string[] | undefined =>
  value === undefined || (Array.isArray(value) && value.every(one => typeof one === 'string'))
