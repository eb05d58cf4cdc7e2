import type { AttributesOf } from './attributes.js'

/** The time line of a throttled endpoint or application: all slots before `next` are given away. */
export interface ThrottleItem {
  key: string
  /** Unix milliseconds, with fractions. */
  next: number
  /** Up to this time, waiting deliveries were told to come back, Unix ms. */
  planned: number
  expiresAt: number
}

export const throttleAttributes = { next: Number, planned: Number } satisfies AttributesOf<Pick<ThrottleItem, 'next' | 'planned'>>
