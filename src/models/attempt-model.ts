import type { AttributesOf } from './attributes.js'

export interface AttemptItem {
  msgId: string
  id: string
  endpointId: string
  /** The other fields as JSON: no query needs them as attributes. */
  data: string
  expiresAt: number
}

export const attemptAttributes = { data: String } satisfies AttributesOf<Pick<AttemptItem, 'data'>>
