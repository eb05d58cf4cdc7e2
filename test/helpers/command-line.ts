import { parseArgs } from 'node:util'
import { nodeProblem } from '../../src/cli/shared/node-version.js'

const MISUSED = 2

interface Usage {
  /** Printed for `--help`. */
  usage: string
}

/**
 * The words of a command line that has no options but `--help`, at most `words` (none unless told). Prints the usage and ends
 * the process for `--help`; ends it with 2 and a sentence when the command line is wrong, or Node is too old.
 */
export function readWords ({ usage, words = 0 }: Usage & { words?: number }): string[] {
  return read(usage, [], words).positionals
}

/** The same for a command line of flags, without words: whether each was given. */
export function readOptions<const F extends string> ({ usage, flags }: Usage & { flags: readonly F[] }): Partial<Record<F, boolean>> {
  return read(usage, flags, 0).values as Partial<Record<F, boolean>>
}

function read (usage: string, flags: readonly string[], words: number) {
  const problem = nodeProblem(process.versions.node)
  if (problem) misused(problem)
  try {
    const options = Object.fromEntries(flags.map(flag => [flag, { type: 'boolean' as const }]))
    const { values, positionals } = parseArgs({ options: { ...options, help: { type: 'boolean', short: 'h' } }, allowPositionals: true })
    if (values.help) {
      process.stdout.write(usage)
      process.exit(0)
    }
    if (positionals.length > words) throw new Error(`'${positionals[words]}' is one word too many.`)
    return { values, positionals }
  } catch (error) {
    return misused(`${(error as Error).message}\n\n${usage.trimEnd()}`)
  }
}

function misused (text: string): never {
  process.stderr.write(`${text}\n`)
  process.exit(MISUSED)
}
