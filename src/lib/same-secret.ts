import { createHash, timingSafeEqual } from 'node:crypto'

/** Whether two texts are the same, in a time that tells nothing of how much of them is, nor of their lengths. */
export const isSameSecret = (given: string, secret: string): boolean => timingSafeEqual(digestOf(given), digestOf(secret))

/** Bytes of one length, of which no time that their comparison takes tells anything. */
export const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest()
