import { createHash, timingSafeEqual } from 'node:crypto'

/** Whether two texts are equal. The time that this takes depends neither on how much of them is equal nor on their lengths. */
export const isSameSecret = (given: string, secret: string): boolean => timingSafeEqual(digestOf(given), digestOf(secret))

/** A digest of fixed length. The time to compare digests says nothing about the texts. */
export const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest()
