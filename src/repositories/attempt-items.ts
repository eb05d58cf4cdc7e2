import { RETENTION_MS } from '../facts/periods.js'
import { idTimeMs } from '../lib/ids.js'
import type { AttemptItem } from '../models/attempt-model.js'
import { packAnswer, SHORT_BYTES, unpackAnswer } from './attempt-answer.js'
import { packHeaders, type Room } from './attempt-headers.js'
import type { Attempt } from './attempts.js'
import type { Database } from './database.js'

// Without the answer, it is in an attribute of its own.
type Data = Omit<Attempt, 'msgId' | 'id' | 'endpointId' | 'headers' | 'response'> & Partial<Pick<Attempt, 'response' | 'endpointId'>>

/** The item of an attempt. */
export function toItem (db: Database, { msgId, id, endpointId, headers, response, isUnlisted, ...rest }: Attempt): AttemptItem {
  const isShort = Buffer.byteLength(response) <= SHORT_BYTES
  const data: Data = { ...(isUnlisted && { endpointId }), ...rest, ...(isShort && { response }) }
  const expiresAt = Math.ceil((idTimeMs(id)! + RETENTION_MS) / 1000)
  const answer = isShort ? undefined : packAnswer(response, db.recent !== undefined)
  const key = isUnlisted ? { msgId, id } : { msgId, id, endpointId }
  const item: AttemptItem = { ...key, data: JSON.stringify(data), expiresAt, ...(answer && { answer }) }
  const packed = headers && packHeaders(headers, roomFor(db, item, data.status === 0))
  return packed ? { ...item, headers: packed } : item
}

const WRITE_UNIT = 1024
// What names of attributes and the number take at least without headers, and at most with them.
const LEAST_AROUND = 34
const MOST_AROUND = 60
const ANSWER_NAME = 'answer'.length

/**
 * The room that an attempt has for headers: a success, of which there are many, writes no unit more for them. An embedded database has no
 * write units.
 */
function roomFor (db: Database, { msgId, id, endpointId = '', data, answer }: AttemptItem, isSuccess: boolean): Room {
  if (db.recent) return { isPlain: true }
  const bytes = msgId.length + id.length + endpointId.length + Buffer.byteLength(data) + (answer ? answer.length + ANSWER_NAME : 0)
  const end = Math.ceil((bytes + LEAST_AROUND) / WRITE_UNIT) * WRITE_UNIT
  return { isPlain: false, ...(isSuccess && { bytes: end - bytes - MOST_AROUND }) }
}

// Not a text that an answer could be: it would be short, and in the data.
export const ELSEWHERE = '\u0000'.repeat(SHORT_BYTES + 1)

/** The attempt in an item or an entry of the index, without its headers. */
export function fromItem ({ msgId, id, endpointId, data, answer }: AttemptItem): Attempt {
  const { response = answer ? unpackAnswer(answer) : ELSEWHERE, ...rest } = JSON.parse(data) as Data & Pick<Attempt, 'endpointId'>
  return endpointId === undefined ? { msgId, id, ...rest, response, isUnlisted: true } : { msgId, id, ...rest, endpointId, response }
}

/** The endpoint of an attempt. */
export const endpointOf = ({ endpointId, data }: Pick<AttemptItem, 'endpointId' | 'data'>): string =>
  endpointId ?? (JSON.parse(data) as Attempt).endpointId
