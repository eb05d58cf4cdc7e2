/** The `workerData` of a thread of `createSideThread`. */
export const SERVES = 'posthorn.side-thread'

/** The reply of a thread: the result, or the message of the error. */
export type Reply = { value: unknown } | { problem: string }
