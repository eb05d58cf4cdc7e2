import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings'
import { VERSION } from '../version.js'
import { framed } from './shared/new-command.js'

// In the order of the help.
const COMMANDS: Readonly<Record<string, () => Promise<CommandUnknownOpts>>> = {
  start: async () => (await import('./commands/start-command.js')).startCommand(),
  demo: async () => (await import('./commands/demo-command.js')).demoCommand(),
  token: async () => (await import('./commands/token-command.js')).tokenCommand(),
  doctor: async () => (await import('./commands/doctor-command.js')).doctorCommand(),
  backup: async () => (await import('./commands/backup-command.js')).backupCommand(),
  move: async () => (await import('./commands/move-command.js')).moveCommand(),
  'go-on': async () => (await import('./commands/go-on-command.js')).goOnCommand(),
  secrets: async () => (await import('./commands/secrets-command.js')).secretsCommand(),
  completion: async () => (await import('./commands/completion-command.js')).completionCommand(allCommands),
  link: async () => (await import('./commands/link-command.js')).linkCommand(),
  open: async () => (await import('./commands/open-command.js')).openCommand(),
  seed: async () => (await import('./commands/seed-command.js')).seedCommand(),
  send: async () => (await import('./commands/send-command.js')).sendCommand(),
  trigger: async () => (await import('./commands/trigger-command.js')).triggerCommand(),
  listen: async () => (await import('./commands/listen-command.js')).listenCommand(),
  tail: async () => (await import('./commands/tail-command.js')).tailCommand(),
  undelivered: async () => (await import('./commands/undelivered-command.js')).undeliveredCommand(),
  resend: async () => (await import('./commands/resend-command.js')).resendCommand(),
  recover: async () => (await import('./commands/recover-command.js')).recoverCommand(),
  replay: async () => (await import('./commands/recover-command.js')).replayCommand(),
  cancel: async () => (await import('./commands/cancel-command.js')).cancelCommand(),
  task: async () => (await import('./commands/recover-command.js')).taskCommand(),
  import: async () => (await import('./commands/import-command.js')).importCommand(),
  sign: async () => (await import('./commands/sign-command.js')).signCommand(),
  verify: async () => (await import('./commands/sign-command.js')).verifyCommand(),
  bootstrap: async () => (await import('./commands/deploy-command.js')).bootstrapCommand(),
  synth: async () => (await import('./commands/deploy-command.js')).synthCommand(),
  diff: async () => (await import('./commands/deploy-command.js')).diffCommand(),
  deploy: async () => (await import('./commands/deploy-command.js')).deployCommand(),
  rollback: async () => (await import('./commands/rollback-command.js')).rollbackCommand(),
  destroy: async () => (await import('./commands/deploy-command.js')).destroyCommand(),
  redrive: async () => (await import('./commands/redrive-command.js')).redriveCommand(),
  restore: async () => (await import('./commands/restore-command.js')).restoreCommand(),
  migrate: async () => (await import('./commands/migrate-command.js')).migrateCommand()
}

const AFTER = `
Without a command the server is started. \`posthorn <command> --help\` shows a command with its examples.

Exit codes: 0 done; 1 failed; 2 the command line or a setting is wrong; 3 the server does not answer; 4 the server refuses
the token; 130 ended by Ctrl-C.
`

/** The program with all its commands, ready to parse a command line. */
export const allCommands = async (): Promise<CommandUnknownOpts> => await programOf(Object.values(COMMANDS))

/** The program with the command that the words name. Where they name none, as in `--help`, it has all commands. */
export async function createProgram ([name = 'start']: readonly string[]): Promise<CommandUnknownOpts> {
  return Object.hasOwn(COMMANDS, name) ? await programOf([COMMANDS[name]!]) : await allCommands()
}

async function programOf (commands: ReadonlyArray<() => Promise<CommandUnknownOpts>>): Promise<CommandUnknownOpts> {
  const program = framed(new Command('posthorn'))
    .description('Webhook sending: the server, and everything to work with one.')
    .version(VERSION, '-V, --version', 'show the version')
    .helpCommand('help [command]', 'show the help of a command')
    .addHelpText('after', AFTER)
  for (const command of await Promise.all(commands.map(async load => await load()))) program.addCommand(command)
  return program
}
