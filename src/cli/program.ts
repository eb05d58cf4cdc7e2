import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings'
import { VERSION } from '../version.js'
import { demoCommand } from './commands/demo-command.js'
import { doctorCommand } from './commands/doctor-command.js'
import { startCommand } from './commands/start-command.js'
import { tokenCommand } from './commands/token-command.js'
import { framed } from './shared/new-command.js'

const COMMANDS: ReadonlyArray<() => CommandUnknownOpts> = [startCommand, demoCommand, tokenCommand, doctorCommand]

const AFTER = `
Without a command the server is started. \`posthorn <command> --help\` shows a command with its examples.

Exit codes: 0 done; 1 failed; 2 the command line or a setting is wrong; 3 the server does not answer; 4 the server refuses
the token; 130 ended by Ctrl-C.
`

/** All commands, ready to parse a command line. */
export function createProgram (): CommandUnknownOpts {
  const program = framed(new Command('posthorn'))
    .description('Webhook sending: the server, and everything to work with one.')
    .version(VERSION, '-V, --version', 'show the version')
    .helpCommand('help [command]', 'show the help of a command')
    .addHelpText('after', AFTER)
  for (const create of COMMANDS) program.addCommand(create())
  return program
}
