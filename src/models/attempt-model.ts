import { tableSchema } from './table-schema.js'

export interface AttemptItem {
  msgId: string
  id: string
  endpointId: string
  /** JSON of what is only carried. */
  data: string
  expiresAt: number
}

export const attemptSchema = tableSchema('attempts', { data: String })
