import { inflateRawSync } from 'node:zlib'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import type { EndpointItem } from '../../src/models/endpoint-model.js'
import type { TaskItem } from '../../src/models/task-model.js'
import type { Attempt } from '../../src/repositories/attempts.js'
import type { Delivery } from '../../src/repositories/deliveries.js'
import { endpointOf, type Endpoint } from '../../src/repositories/endpoints.js'
import { isPart } from '../../src/repositories/parts.js'
import { taskOf, type Task } from '../../src/repositories/tasks.js'
import type { Item } from '../../src/dynamodb/embedded/items.js'

/** Everything that was ever stored, with all versions, for the invariants. */
export interface History {
  endpoints: Map<string, Array<Version<Endpoint>>>
  /** By `endpointId/msgId`. */
  deliveries: Map<string, Array<Version<Delivery>>>
  messages: Map<string, StoredMessage>
  tasks: Map<string, Array<Version<Task>>>
  /** The time at which each attempt was recorded, by id. */
  attempts: Map<string, Version<Attempt>>
  /** What was noted to be shown again at a polling endpoint, by the key of its place. */
  again: Map<string, ShownAgain>
  /** Entries of the attention list, by id: when each was stored and removed. */
  attention: Map<string, Span[]>
  write: (tableName: string, before: Item | undefined, after: Item | undefined) => void
}

export interface ShownAgain { msgId: string, sinkId: string, /** When it was stored, Unix ms. */ at: number }

export interface Version<T> { at: number, value: T }

/** The time in which something was stored, Unix ms; until Infinity while it is. */
export interface Span { from: number, until: number }

export interface StoredMessage {
  id: string
  appId: string
  /** The number of the client's message, which is in the payload; undefined for operational webhooks. */
  number: number | undefined
  /** Undefined if it did not exist when the message was stored. */
  payload: string | undefined
  /** The place of the payload if it is not in the item. */
  blob: string | undefined
  /** The number of parts in the table; undefined if a store has the payload. */
  parts: number | undefined
  eventType: string
  channels: string[] | null
  eventId: string | null
  deliverAt: number | null
  /** When it was stored, Unix ms. */
  at: number
  isMarked: boolean
  /** When its fan-out was marked as done; undefined before. */
  fannedOutAt: number | undefined
  isExpunged: boolean
  /** When it was expunged for the first time, Unix ms. */
  expungedAt: number | undefined
  /** Each time at which it was expunged, Unix ms: several if its payload came back. */
  expungings: number[]
  /** Its payload came back after it was expunged. */
  isRevived: boolean
}

export interface HistoryOptions {
  now: () => number
  prefix: string
  /** The content of the blob store. */
  blobOf: BlobOf
  /** Called for every write after it was added to the history. */
  onDelivery: (before: Delivery | undefined, after: Delivery) => void
  onMessage: (message: StoredMessage) => void
}

export const nameOf = ({ endpointId, msgId }: { endpointId: string, msgId: string }) => `${endpointId}/${msgId}`

export function createHistory ({ now, prefix, blobOf, onDelivery, onMessage }: HistoryOptions): History {
  const endpoints: History['endpoints'] = new Map()
  const deliveries: History['deliveries'] = new Map()
  const messages: History['messages'] = new Map()
  const attempts: History['attempts'] = new Map()
  const tasks: History['tasks'] = new Map()
  const again: History['again'] = new Map()
  const attention: History['attention'] = new Map()

  function writeDelivery (after: Item): void {
    const value = deliveryOf(after)
    const before = add(deliveries, nameOf(value), { at: now(), value })
    onDelivery(before?.value, value)
  }

  function writeMessage (before: Item | undefined, after: Item): void {
    if (isPart({ list: after.list!.S! })) return
    const known = messages.get(after.id!.S!)
    if (!before || !known) {
      const message = messageOf(after, now(), blobOf)
      messages.set(message.id, message)
      return onMessage(message)
    }
    if (known.isMarked && after.dueAt === undefined) known.fannedOutAt ??= now()
    const [was, is] = [dataOf(before), dataOf(after)]
    // Two tries of a batch may store the same message, each with its own blob.
    if (is.blob !== undefined) [known.blob, known.parts] = [is.blob, is.parts]
    noteExpunging(known, was.payloadExpiresAt === 0, is.payloadExpiresAt === 0)
  }

  function noteExpunging (known: StoredMessage, wasGone: boolean, isGone: boolean): void {
    if (known.isExpunged && !isGone) known.isRevived = true
    if (!isGone || wasGone) return
    known.isExpunged = true
    known.expungedAt ??= now()
    known.expungings.push(now())
  }

  function writeComing ({ label, id, data }: Item): void {
    if (!label!.S!.endsWith('|coming')) return
    const { msgId, again: sinkId } = JSON.parse(data!.S!) as { msgId: string, again?: string }
    if (sinkId !== undefined && !again.has(id!.S!)) again.set(id!.S!, { msgId, sinkId, at: now() })
  }

  function writeAttention (id: string, before: Item | undefined, after: Item | undefined): void {
    const spans = attention.get(id) ?? []
    if (!before && after) attention.set(id, [...spans, { from: now(), until: Infinity }])
    if (before && !after) spans.at(-1)!.until = now()
  }

  const writers: Record<string, (before: Item | undefined, after: Item) => void> = {
    endpoints (_, after) {
      if (after.id!.S!.startsWith('sink_')) return
      add(endpoints, after.id!.S!, { at: now(), value: endpointOf(unmarshall(after) as EndpointItem) })
    },
    deliveries: (_, after) => writeDelivery(after),
    messages: writeMessage,
    labels: (_, after) => writeComing(after),
    tasks: (_, after) => { add(tasks, after.id!.S!, { at: now(), value: taskOf(unmarshall(after) as TaskItem) }) },
    attempts (_, after) {
      const isUnlisted = after.endpointId === undefined
      attempts.set(after.id!.S!, { at: now(), value: { ...decode<Attempt>(after), ...(isUnlisted && { isUnlisted }) } })
    }
  }

  return {
    endpoints,
    deliveries,
    messages,
    attempts,
    tasks,
    again,
    attention,
    write (tableName, before, after) {
      const id = (after ?? before)?.id?.S ?? ''
      if (id.startsWith('attn_')) writeAttention(id, before, after)
      else if (after) writers[tableName.slice(prefix.length)]?.(before, after)
    }
  }
}

/** The version that was stored at a time; undefined if there was none. */
export function versionAt<T> (versions: Array<Version<T>> | undefined, at: number): T | undefined {
  return versions?.findLast(version => version.at <= at)?.value
}

/** Every version that was current at some moment between two times, both included. */
export function versionsWithin<T> (versions: Array<Version<T>> | undefined, from: number, to: number): Array<T | undefined> {
  const within = (versions ?? []).filter(({ at }) => at > from && at <= to).map(({ value }) => value)
  return [versionAt(versions, from), ...within]
}

function add<T> (map: Map<string, Array<Version<T>>>, name: string, version: Version<T>): Version<T> | undefined {
  const versions = map.get(name)
  if (!versions) map.set(name, [version])
  else versions.push(version)
  return versions?.at(-2)
}

/** A delivery as it is stored. */
export const deliveryOf = (item: Item): Delivery => ({ ...decode<Delivery>(item), dueAt: item.dueAt ? Number(item.dueAt.N) : null })

// Fields that the engine only carries are packed as JSON in one attribute.
function decode<T> (item: Item): T {
  const { data, ...rest } = unmarshall(item)
  return { ...rest, ...JSON.parse(data as string) } as T
}

type BlobOf = (key: string, parts: number | undefined) => Buffer | undefined

interface Packed { payloadExpiresAt: number, deflated?: true, blob?: string, parts?: number }

const dataOf = (item: Item) => JSON.parse(item.data!.S!) as Packed

function messageOf (item: Item, at: number, blobOf: BlobOf): StoredMessage {
  const { list, id, payload, blob, parts, deflated, eventType, channels = null, eventId = null, deliverAt = null } =
    decode<Pick<StoredMessage, 'id' | 'eventType' | 'channels' | 'eventId' | 'deliverAt'> & Packed & {
      list: string, payload?: Uint8Array
    }>(item)
  const bytes = blob === undefined ? payload : blobOf(blob, parts)
  const text = bytes && (deflated ? inflateRawSync(bytes) : Buffer.from(bytes)).toString()
  const { number } = JSON.parse(text ?? '{}') as { number?: number }
  return {
    id, appId: list, number, payload: text, blob, parts, eventType, channels, eventId, deliverAt, at,
    isMarked: item.dueAt !== undefined, fannedOutAt: undefined, isExpunged: false, expungedAt: undefined, expungings: [], isRevived: false
  }
}
