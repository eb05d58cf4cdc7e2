import type { Answer } from '../sending/send-result.js'

/** What an attempt means for its delivery: it is delivered, the endpoint wants no more messages (gone), or it is tried again. */
export type Outcome = 'delivered' | 'gone' | 'retry'

/** The outcome of an answer: 2xx is delivered, 410 is gone, everything else is a retry (contract 3.3, 8). */
export function outcomeOf ({ statusCode }: Pick<Answer, 'statusCode'>): Outcome {
  if (statusCode >= 200 && statusCode < 300) return 'delivered'
  return statusCode === 410 ? 'gone' : 'retry'
}
