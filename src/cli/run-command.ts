import { CommanderError } from '@commander-js/extra-typings'
import { ConfigError } from '../settings/config-error.js'
import { createProgram } from './program.js'
import { EXIT, Failure } from './shared/cli-failure.js'
import { explainAws } from './shared/explain-failure.js'

/** Runs a command line; without words it starts the server. Ends with the exit codes of `EXIT`; never rejects. */
export async function runCommand (args: readonly string[]): Promise<void> {
  // What reads the output may end first, as `head` does.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? EXIT.done : EXIT.failed))
  try {
    const words = args.length === 0 ? ['start'] : args
    await (await createProgram(words)).parseAsync(words, { from: 'user' })
  } catch (error) {
    process.exitCode = tell(error, args.includes('--json'))
  }
}

function tell (error: unknown, asJson: boolean): number {
  // Commander has said it already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.misused
  const { message, code, exitCode } = told(error)
  process.stderr.write(asJson ? `${JSON.stringify({ error: { code, message } })}\n` : `${message}\n`)
  return exitCode
}

function told (error: unknown): { message: string, code: string, exitCode: number } {
  if (error instanceof Failure) return error
  const message = error instanceof Error ? explainAws(error) ?? error.message : String(error)
  return error instanceof ConfigError
    ? { message, code: 'misused', exitCode: EXIT.misused }
    : { message, code: 'failed', exitCode: EXIT.failed }
}
