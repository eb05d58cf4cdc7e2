import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings'
import { isLive, paintFor, type Paint } from './terminal.js'

/** What the help of a command says beside its options. */
export interface About {
  /** A sentence. */
  says: string
  /** The heading of its group in the list of commands. */
  group: string
  /** Command lines to copy, without `posthorn`, each with what it does. */
  examples: ReadonlyArray<readonly [line: string, does: string]>
  /** Paragraphs after the examples. */
  notes?: readonly string[]
}

/** What a command leaves behind: JSON with `--json`, otherwise text. */
export interface Outcome {
  json: unknown
  text: string | ((paint: Paint) => string)
  /** A line after the text, on standard error. */
  note?: string
  /** 0 unless told. */
  exitCode?: number
}

/** A command with the frame that all of them have: `--json`, examples, errors that are thrown instead of ending the process. */
export function newCommand (name: string, about: About) {
  return framed(new Command(name))
    .description(about.says)
    .helpGroup(`${about.group}:`)
    .option('--json', 'print JSON, with fields that stay')
    .addHelpText('after', ({ command }) => `\n${afterHelp(about, takesTime(command)).join('\n')}`)
}

/** How the times are read that commands take (client/moments.ts). */
const TIMES = 'A time is 2026-11-30T12:00:00Z, or with an offset, such as 2026-11-30T14:00:00+02:00. A time without a zone is in the\n' +
  'zone of this machine; a date alone is midnight UTC.'

const takesTime = ({ options }: CommandUnknownOpts) => options.some(({ flags }) => flags.endsWith(' <time>'))

/** Gives a command the look and the rules of all commands. */
export function framed<C extends Command> (command: C): C {
  command.exitOverride().showHelpAfterError(false).allowExcessArguments(false).helpOption('-h, --help', 'show this help')
  command.configureHelp({ styleTitle: title => paintFor(process.stdout)('bold', title), sortSubcommands: false })
  command.configureOutput({ getOutHelpWidth: () => 100, getErrHelpWidth: () => 100, getOutHasColors: () => isLive(process.stdout) })
  return command
}

function afterHelp ({ examples, notes = [] }: About, hasTimes: boolean): string[] {
  const paint = paintFor(process.stdout)
  const lines = examples.flatMap(([line, does]) => [`  ${paint('dim', `# ${does}`)}`, `  posthorn${line === '' ? '' : ' '}${line}`])
  return [paint('bold', 'Examples:'), ...lines, ...[...hasTimes ? [TIMES] : [], ...notes].flatMap(note => ['', note]), '']
}

/**
 * The action of a command: prints what it leaves behind and sets the exit code. What it throws ends the process with a sentence
 * (src/cli/posthorn.ts).
 */
export function act<A extends unknown[]> (run: (...args: A) => Promise<Outcome | undefined>): (...args: A) => Promise<void> {
  return async (...args) => {
    const outcome = await run(...args)
    if (!outcome) return
    // Commander gives the options and the command after the words.
    const { json } = args.at(-2) as { json?: boolean }
    show(outcome, json === true)
    process.exitCode = outcome.exitCode ?? 0
  }
}

function show ({ json, text, note }: Outcome, asJson: boolean): void {
  const shown = asJson ? JSON.stringify(json, null, 2) : typeof text === 'string' ? text : text(paintFor(process.stdout))
  if (shown !== '') process.stdout.write(shown.endsWith('\n') ? shown : `${shown}\n`)
  if (note !== undefined && !asJson) process.stderr.write(`${note}\n`)
}
