import dynamoose from 'dynamoose'
import { due, expiresAt, hashKey, rangeKey, type Due } from './attributes.js'

export interface TaskItem extends Due {
  orgId: string
  id: string
  rev: number
  /** JSON of the state: see repositories/tasks. */
  data: string
  expiresAt: number
}

export const taskSchema = new dynamoose.Schema({ orgId: hashKey, id: rangeKey, rev: Number, data: String, expiresAt, ...due })
