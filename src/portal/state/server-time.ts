import { signal } from '@preact/signals'

const SECOND_MS = 1000

/** How far the server's clock is ahead of this one, ms; 0 while both may be the same. */
const ahead = signal(0)

/** The time by the server's clock, Unix ms: what the server is asked for and says is compared with this, not with the reader's clock. */
export const now = (): number => Date.now() + ahead.value

/**
 * Takes the server's time from an answer, which says it in whole seconds: it was between `date` and a second later at some time between
 * the request and the answer, Unix ms by this clock. What is known stays as long as it may be true.
 */
export function learnTime (date: string | null, sentAt: number, answeredAt: number): void {
  const told = Date.parse(date ?? '')
  if (Number.isNaN(told)) return
  const [least, most] = [told - answeredAt, told + SECOND_MS - sentAt]
  if (ahead.peek() < least || ahead.peek() > most) ahead.value = least <= 0 && most >= 0 ? 0 : Math.round((least + most) / 2)
}
