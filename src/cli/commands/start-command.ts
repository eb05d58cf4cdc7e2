import type { Logger } from 'pino'
import { loadConfig, unknownVariables, type Config } from '../../config.js'
import type { Server } from '../../server.js'
import { ConfigError } from '../../settings/config-error.js'
import { explain } from '../shared/explain-failure.js'
import { holdOutput } from '../shared/held-output.js'
import { EXIT } from '../shared/cli-failure.js'
import { newCommand } from '../shared/new-command.js'
import { paintFor } from '../shared/terminal.js'

// One Ctrl-C under npm arrives twice: from the terminal and, forwarded, from npm.
const SAME_SIGNAL_MS = 500

/** `posthorn start`. The server and its log are loaded once the settings are known to be right. */
export const startCommand = () => newCommand('start', {
  says: 'Start the server.',
  group: 'Server',
  examples: [
    ['start', 'a server on port 8071 whose data is in .posthorn'],
    ['', 'the same'],
    ['start --json', 'says where it is in one line of JSON, for scripts; its log follows']
  ],
  notes: [`Its settings come from the environment; docs/settings.md lists them. Those asked for most:

  PORT=8071                   the port; 0 picks a free one and prints it
  POSTHORN_DATA_DIR=.posthorn where the embedded database and the generated secrets are kept; :memory: keeps nothing
  POSTHORN_DYNAMODB_ENDPOINT  aws, or the URL of a DynamoDB; without it the database is embedded

Ctrl-C stops it when the deliveries under way have ended; once more stops at once.`]
}).action(async ({ json = false }) => {
  let config: Config | undefined
  try {
    config = loadConfig()
    const output = holdOutput()
    const [{ createLog }, { banner }] = await Promise.all([import('../../lib/logger.js'), import('../shared/banner.js')])
    const log = createLog(config.logLevel, output)
    for (const { name, nearest } of unknownVariables()) log.warn({ variable: name, nearest }, 'setting.unknown')
    const starting = start(config, log)
    // Now, and not when it has started: nothing but this ends process 1 of a container.
    stopOnSignal(starting)
    const server = await starting
    const { stdout } = process
    stdout.write(json
      ? `${JSON.stringify(placesOf(server, config))}\n`
      : await banner(server, config, { paint: paintFor(stdout), unknown: unknownVariables(), isTerminal: stdout.isTTY === true }))
    output.release()
  } catch (error) {
    fail(`Posthorn cannot start. ${explain(error, config)}`, error instanceof ConfigError ? EXIT.misused : EXIT.failed)
  }
})

const placesOf = ({ url, inboxUrl, created, isHeld }: Server, { dataDir }: Config) =>
  ({ url, docs: `${url}/docs`, console: `${url}/console`, inbox: inboxUrl ?? null, dataDir, created, held: isHeld() })

async function start (config: Config, log: Logger): Promise<Server> {
  const [{ startServer }, { boundHeap }] = await Promise.all([import('../../server.js'), import('../../hosting/bound-heap.js')])
  boundHeap()
  return await startServer(config, log)
}

function stopOnSignal (starting: Promise<Server>): void {
  let since: number | undefined
  const stop = () => {
    if (since === undefined) void close(starting)
    else if (performance.now() - since > SAME_SIGNAL_MS) process.exit(EXIT.interrupted)
    since ??= performance.now()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}

async function close (starting: Promise<Server>): Promise<void> {
  process.stderr.write('\nStopping when the deliveries under way have ended; once more stops at once.\n')
  try {
    await (await starting).close()
    process.exit(EXIT.done)
  } catch (error) {
    fail(`Posthorn did not stop well. ${(error as Error).message}`)
  }
}

function fail (message: string, exitCode: number = EXIT.failed): void {
  process.stderr.write(`${message}\n`)
  process.exit(exitCode)
}
