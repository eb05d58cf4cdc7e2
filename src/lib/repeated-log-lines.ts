/** Limits log lines about the same condition: the first is written at once, then one a minute with a count. */
export interface Repeats {
  /**
   * Whether to write a line about a condition now. `tell` is called at the end of the minute, if the condition came
   * again meanwhile.
   */
  isNews: (condition: string, tell: (repeated: number) => void) => boolean
}

export interface RepeatsOptions {
  /** How long one line stands for all, ms. Default: one minute. */
  everyMs?: number
  /** Calls back after this many ms, without keeping the process alive. */
  wakeIn?: (ms: number, wake: () => void) => void
}

// When more conditions than this are active, further ones are always written.
const MAX_CONDITIONS = 1000

/** Remembers at most 1,000 conditions; a condition is forgotten when a minute passes without it. */
export function createRepeats (
  { everyMs = 60_000, wakeIn = (ms, wake) => { setTimeout(wake, ms).unref() } }: RepeatsOptions = {}
): Repeats {
  const counts = new Map<string, { repeated: number, tell: (repeated: number) => void }>()

  function endMinute (condition: string): void {
    const { repeated, tell } = counts.get(condition)!
    if (repeated === 0) {
      counts.delete(condition)
      return
    }
    counts.set(condition, { repeated: 0, tell })
    wakeIn(everyMs, () => endMinute(condition))
    tell(repeated)
  }

  return {
    isNews (condition, tell) {
      const known = counts.get(condition)
      if (known) {
        known.repeated++
        known.tell = tell
        return false
      }
      if (counts.size >= MAX_CONDITIONS) return true
      counts.set(condition, { repeated: 0, tell })
      wakeIn(everyMs, () => endMinute(condition))
      return true
    }
  }
}

const WARNING = 40

/**
 * The condition of a warning or an error with a text. For a thrown error it is the text, the kind of the error and its
 * origin. Otherwise it is the text and the fields that are words; ids, numbers and times differ between cases of one
 * condition. Undefined for every other line, which is always written.
 */
export function conditionOf (level: number, fields: unknown, text: unknown): string | undefined {
  if (level < WARNING || typeof text !== 'string' || typeof fields !== 'object' || fields === null) return undefined
  const error = fields instanceof Error ? fields : (fields as { err?: unknown }).err
  return [text, ...(error instanceof Error ? originOf(error) : wordsOf(fields))].join('|')
}

function originOf (error: Error & { code?: unknown }): string[] {
  const origin = /\n\s+at .*/.exec(error.stack ?? '')?.[0].trim() ?? ''
  return [error.name, String(error.code), origin]
}

const wordsOf = (fields: object) =>
  Object.entries(fields).flatMap(([name, value]) => typeof value === 'string' && !name.endsWith('Id') ? [`${name}=${value}`] : [])

/** The fields of the line at the end of a minute: those of the last line that it stands for, without stack, and with the count. */
export function repeatedFields (fields: unknown, repeated: number): object {
  const { err, ...rest } = (fields instanceof Error ? { err: fields } : fields) as { err?: Error & { code?: unknown } }
  const told = err instanceof Error ? { name: err.name, message: err.message, ...(err.code !== undefined && { code: err.code }) } : err
  return { ...rest, ...(told !== undefined && { err: told }), repeated }
}
