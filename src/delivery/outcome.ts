import { type Answer } from './answer.js'

/** What an attempt means for its delivery: done, never again to this endpoint, or try again. */
export type Outcome = 'delivered' | 'gone' | 'retry'

/** The outcome an answer stands for: 2xx is delivered, 410 is gone, everything else is a retry (contract 3.3, 8). */
export function outcomeOf ({ statusCode }: Pick<Answer, 'statusCode'>): Outcome {
  if (statusCode >= 200 && statusCode < 300) return 'delivered'
  return statusCode === 410 ? 'gone' : 'retry'
}

/** Whether the answer asks to spare the endpoint as a whole: 429, 502, 504 or a timeout (contract 8). */
export function asksToSpare ({ statusCode, failure }: Pick<Answer, 'statusCode' | 'failure'>): boolean {
  return failure === 'timeout' || statusCode === 429 || statusCode === 502 || statusCode === 504
}
