import { pino, type DestinationStream, type Logger } from 'pino'

/** JSON lines on standard output, or where told; time, level and fields, nothing about the machine. */
export function createLog (level: string, destination: DestinationStream = pino.destination(1)): Logger {
  return pino({ level, base: null }, destination)
}
