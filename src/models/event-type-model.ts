import { tableSchema } from './table-schema.js'

export interface EventTypeItem {
  orgId: string
  name: string
  rev: number
  /** JSON of what is only carried. */
  data: string
}

export const eventTypeSchema = tableSchema('event-types', { rev: Number, data: String })
