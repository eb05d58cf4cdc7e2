import type { DestinationStream } from 'pino'
import { openLogOutput } from '../../lib/log-output.js'

export interface HeldOutput extends DestinationStream {
  /** Writes the held lines; from now on lines are written directly. */
  release: () => void
  /** Starts a write of the buffered lines. */
  flush: () => void
}

/** Standard output for a log that must not come before the banner: its lines are held until they are released. */
export function holdOutput (): HeldOutput {
  const output = openLogOutput()
  let held: string[] | undefined = []
  return {
    write (line) {
      if (held) held.push(line)
      else output.write(line)
    },
    flush: () => output.flush(),
    release () {
      for (const line of held ?? []) output.write(line)
      held = undefined
    }
  }
}
