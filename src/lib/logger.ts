import { pino, type DestinationStream, type Logger } from 'pino'
import { openLogOutput } from './log-output.js'
import { conditionOf, createRepeats, repeatedFields, type RepeatsOptions } from './repeated-log-lines.js'

type LogOutput = DestinationStream & { flush?: () => void }

// What is at least an error may be a process's last words.
const ERROR_RANK = 50

/** JSON lines on standard output, or where told; time, level and fields, nothing about the machine. What repeats is counted. */
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
