import type { AttributesOf } from './attributes.js'

/** The time line of a limited endpoint or application: all slots before `next` are given away. */
export interface ThrottleItem {
  key: string
  /** Unix ms, with fractions. */
  next: number
  /** Waiting deliveries were told to come back up to this time, Unix ms. */
  planned: number
  /** Since when deliveries wait, Unix ms; absent while none waits. */
  since?: number | undefined
  expiresAt: number
}

export const throttleAttributes = {
  next: Number, planned: Number, since: Number
} satisfies AttributesOf<Pick<ThrottleItem, 'next' | 'planned' | 'since'>>
