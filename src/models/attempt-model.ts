import type { AttributesOf } from './attributes.js'

export interface AttemptItem {
  msgId: string
  id: string
  endpointId: string
  /** The other fields as JSON: no query needs them as attributes. */
  data: string
  /** Packed headers of the request and of its answer: see repositories/attempt-headers. */
  headers?: Buffer
  expiresAt: number
}

export const attemptAttributes = { data: String, headers: Buffer } satisfies AttributesOf<Pick<AttemptItem, 'data' | 'headers'>>
