import { tableSchema } from './table-schema.js'

export interface EndpointItem {
  appId: string
  id: string
  rev: number
  /** JSON of what is only carried, the sealed secrets included. */
  data: string
  /** Unix milliseconds; set on the tombstone that a deletion leaves. */
  deletedAt?: number
  expiresAt?: number
}

export const endpointSchema = tableSchema('endpoints', { rev: Number, data: String, deletedAt: Number })
