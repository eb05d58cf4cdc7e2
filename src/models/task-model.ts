import { tableSchema, type Due } from './table-schema.js'

export interface TaskItem extends Due {
  orgId: string
  id: string
  rev: number
  /** JSON of the state: see repositories/tasks. */
  data: string
  expiresAt: number
}

export const taskSchema = tableSchema('tasks', { rev: Number, data: String })
