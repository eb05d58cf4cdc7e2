import { stdSerializers, type Logger } from 'pino'
import { conditionOf, createRepeats, repeatedFields, type RepeatsOptions } from './repeated-log-lines.js'

const LEVELS = { trace: 10, debug: 20, info: 30, warn: 40, error: 50, fatal: 60 } as const

type Fields = Record<string, unknown>

/**
 * Replaces lib/logger.ts in functions: the same lines as pino's, without most of pino's code, which would be a tenth of
 * what a function loads at its start. `output` gets one whole line at a time.
 */
export function createLog (
  level: string,
  output: { write: (line: string) => unknown } = process.stdout,
  options: RepeatsOptions = {}
): Logger {
  const repeats = createRepeats(options)
  const least = LEVELS[level as keyof typeof LEVELS] ?? Infinity
  const withFields = (bindings: Fields): object => ({
    level,
    silent () {},
    child: (more: Fields) => withFields({ ...bindings, ...more }),
    ...Object.fromEntries(Object.entries(LEVELS).map(([name, rank]) => [name, (given: unknown, text?: string) => {
      if (rank < least) return
      const write = (fields: unknown) =>
        output.write(`${line({ level: rank, time: Date.now(), ...bindings, ...fieldsOf(fields, text) })}\n`)
      const condition = conditionOf(rank, given, text)
      if (condition === undefined || repeats.isNews(condition, repeated => write(repeatedFields(given, repeated)))) write(given)
    }]))
  })
  const log = withFields({})
  return log as Logger
}

function fieldsOf (given: unknown, msg: string | undefined): Fields {
  if (given instanceof Error) return { err: told(given), msg: msg ?? given.message }
  if (typeof given !== 'object' || given === null) return { msg: given }
  const fields = given as Fields
  if (!(fields.err instanceof Error)) return msg === undefined ? fields : { ...fields, msg }
  return { ...fields, err: told(fields.err), msg: msg ?? fields.err.message }
}

// pino takes the name of the class, which a bundle shortens to a letter.
const told = (error: Error) => Object.assign(stdSerializers.err(error), { type: error.name })

// Writing a log line must not throw, so what JSON cannot express is written in another way.
function line (fields: Fields): string {
  try {
    return JSON.stringify(fields)
  } catch {
    return JSON.stringify(expressible(fields, new Set()))
  }
}

// Each object is written once: objects that all name each other have more paths than a line can hold.
function expressible (value: unknown, seen: Set<object>): unknown {
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'object' || value === null) return value
  if (seen.has(value)) return '[Circular]'
  seen.add(value)
  try {
    if (value instanceof Date) return value.toJSON()
    if (Array.isArray(value)) return value.map(one => expressible(one, seen))
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, expressible(one, seen)]))
  } catch (error) {
    // A property that throws when it is read, or objects within each other beyond the stack.
    return `[${String(error)}]`
  }
}
