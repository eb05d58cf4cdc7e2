import { pino, type DestinationStream, type Logger } from 'pino'
import { conditionOf, createRepeats, repeatedFields, type RepeatsOptions } from './repeated-log-lines.js'

/** JSON lines on standard output, or where told; time, level and fields, nothing about the machine. What repeats is counted. */
export function createLog (level: string, destination: DestinationStream = pino.destination(1), options: RepeatsOptions = {}): Logger {
  const repeats = createRepeats(options)
  const logMethod = function (this: Logger, args: unknown[], write: (this: Logger, ...args: unknown[]) => void, rank: number) {
    const [fields, text] = args
    const condition = conditionOf(rank, fields, text)
    const isNews = condition === undefined ||
      repeats.isNews(condition, repeated => write.call(this, repeatedFields(fields, repeated), text))
    if (isNews) write.apply(this, args)
  }
  return pino({ level, base: null, hooks: { logMethod } }, destination)
}
