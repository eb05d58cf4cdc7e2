import { pino, type DestinationStream, type Logger } from 'pino'
import { openLogOutput } from './log-output.js'
import { conditionOf, createRepeats, repeatedFields, type RepeatsOptions } from './repeated-log-lines.js'

type LogOutput = DestinationStream & { flush?: () => void }

// An error line may be the last of a process, so it is flushed at once.
const ERROR_RANK = 50

/**
 * Creates a log: JSON lines with time, level and fields, and no data about the machine, on standard output or
 * `destination`. Repeated warnings and errors are counted.
 */
export function createLog (level: string, destination: LogOutput = openLogOutput(), options: RepeatsOptions = {}): Logger {
  const repeats = createRepeats(options)
  const logMethod = function (this: Logger, args: unknown[], write: (this: Logger, ...args: unknown[]) => void, rank: number) {
    const [fields, text] = args
    const condition = conditionOf(rank, fields, text)
    const isNews = condition === undefined ||
      repeats.isNews(condition, repeated => write.call(this, repeatedFields(fields, repeated), text))
    if (isNews) write.apply(this, args)
    if (rank >= ERROR_RANK) destination.flush?.()
  }
  return pino({ level, base: null, hooks: { logMethod } }, destination)
}
