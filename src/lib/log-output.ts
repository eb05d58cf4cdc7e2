import { pino } from 'pino'

// A write for each line costs a delivery more than its signature.
const BUFFER_BYTES = 4096
const FLUSH_MS = 100

/** Standard output for a log. Lines are written a few at a time, at the latest after 100 ms and when the process ends. */
export const openLogOutput = () => pino.destination({ dest: 1, sync: false, minLength: BUFFER_BYTES, periodicFlush: FLUSH_MS })
