import type { AttributesOf } from './attributes.js'

export interface AttemptItem {
  msgId: string
  id: string
  endpointId: string
  /** JSON of what is only carried. */
  data: string
  expiresAt: number
}

export const attemptAttributes = { data: String } satisfies AttributesOf<Pick<AttemptItem, 'data'>>
