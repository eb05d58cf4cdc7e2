import { pino, type DestinationStream } from 'pino'

export interface HeldOutput extends DestinationStream {
  /** Writes what was held; from now on lines go straight through. */
  release: () => void
}

/** Standard output for a log that must not come before the banner: its lines are held until they are released. */
export function holdOutput (): HeldOutput {
  const output = pino.destination(1)
  let held: string[] | undefined = []
  return {
    write (line) {
      if (held) held.push(line)
      else output.write(line)
    },
    release () {
      for (const line of held ?? []) output.write(line)
      held = undefined
    }
  }
}
