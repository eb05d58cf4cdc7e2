import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings'
import { VERSION } from '../version.js'
import { backupCommand } from './commands/backup-command.js'
import { cancelCommand } from './commands/cancel-command.js'
import { completionCommand } from './commands/completion-command.js'
import { demoCommand } from './commands/demo-command.js'
import { bootstrapCommand, deployCommand, destroyCommand, diffCommand, synthCommand } from './commands/deploy-command.js'
import { doctorCommand } from './commands/doctor-command.js'
import { goOnCommand } from './commands/go-on-command.js'
import { importCommand } from './commands/import-command.js'
import { linkCommand } from './commands/link-command.js'
import { listenCommand } from './commands/listen-command.js'
import { migrateCommand } from './commands/migrate-command.js'
import { moveCommand } from './commands/move-command.js'
import { openCommand } from './commands/open-command.js'
import { recoverCommand, replayCommand, taskCommand } from './commands/recover-command.js'
import { redriveCommand } from './commands/redrive-command.js'
import { restoreCommand } from './commands/restore-command.js'
import { resendCommand } from './commands/resend-command.js'
import { rollbackCommand } from './commands/rollback-command.js'
import { secretsCommand } from './commands/secrets-command.js'
import { seedCommand } from './commands/seed-command.js'
import { sendCommand } from './commands/send-command.js'
import { signCommand, verifyCommand } from './commands/sign-command.js'
import { startCommand } from './commands/start-command.js'
import { tailCommand } from './commands/tail-command.js'
import { tokenCommand } from './commands/token-command.js'
import { triggerCommand } from './commands/trigger-command.js'
import { undeliveredCommand } from './commands/undelivered-command.js'
import { framed } from './shared/new-command.js'

const COMMANDS: ReadonlyArray<() => CommandUnknownOpts> = [
  startCommand, demoCommand, tokenCommand, doctorCommand, backupCommand, moveCommand, goOnCommand, secretsCommand,
  () => completionCommand(createProgram),
  linkCommand, openCommand, seedCommand,
  sendCommand, triggerCommand, listenCommand, tailCommand, undeliveredCommand, resendCommand, recoverCommand, replayCommand, cancelCommand,
  taskCommand,
  importCommand,
  signCommand, verifyCommand,
  bootstrapCommand, synthCommand, diffCommand, deployCommand, rollbackCommand, destroyCommand, redriveCommand, restoreCommand,
  migrateCommand
]

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
