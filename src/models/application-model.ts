import { tableSchema } from './table-schema.js'

export interface ApplicationItem {
  orgId: string
  id: string
  rev: number
  /** JSON of what is only carried. */
  data: string
  /** Unix milliseconds; set on the tombstone that a deletion leaves. */
  deletedAt?: number
  expiresAt?: number
}

export const applicationSchema = tableSchema('applications', { rev: Number, data: String, deletedAt: Number })
