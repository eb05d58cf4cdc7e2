import type { AttributesOf } from './attributes.js'

export interface AttemptItem {
  msgId: string
  id: string
  /** Absent where the delivery tells the attempt, so that the index leaves it out: then it is in `data`. */
  endpointId?: string
  /** The other fields as JSON: no query needs them as attributes. */
  data: string
  /** Packed headers of the request and of its answer: see repositories/attempt-headers. */
  headers?: Buffer
  /** The packed answer, unless it is short and in `data`: see repositories/attempt-answer. No index has it. */
  answer?: Buffer
  expiresAt: number
}

export const attemptAttributes = { data: String, headers: Buffer, answer: Buffer } satisfies
  AttributesOf<Pick<AttemptItem, 'data' | 'headers' | 'answer'>>
