import { pino } from 'pino'

// One write for each line would cost a delivery more CPU than its signature.
const BUFFER_BYTES = 4096
const FLUSH_MS = 100

/** Opens standard output for a log. Several lines share a write, at the latest after 100 ms and when the process ends. */
export const openLogOutput = () => pino.destination({ dest: 1, sync: false, minLength: BUFFER_BYTES, periodicFlush: FLUSH_MS })
