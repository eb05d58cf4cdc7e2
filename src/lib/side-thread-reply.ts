/** What a thread of `createSideThread` finds as its `workerData`. */
export const SERVES = 'posthorn.side-thread'

/** What a thread answers: the result, or the words of what went wrong. */
export type Reply = { value: unknown } | { problem: string }
