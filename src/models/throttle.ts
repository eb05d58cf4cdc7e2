import dynamoose from 'dynamoose'
import { expiresAt, hashKey } from './attributes.js'

/** The time line of a throttled endpoint or application: all before `next` is given away. */
export interface ThrottleItem {
  key: string
  /** Unix milliseconds, with fractions. */
  next: number
  expiresAt: number
}

export const throttleSchema = new dynamoose.Schema({ key: hashKey, next: Number, expiresAt })
