import { ConfigError, loadConfig } from '../config.js'
import { startServer, type Server } from '../server.js'
import { banner } from './banner.js'

// The entry of `npm start` and of the container.

async function main (): Promise<void> {
  const config = loadConfig(process.env)
  const server = await startServer(config)
  process.stdout.write(await banner(server, config))
  stopOnSignal(server)
}

function stopOnSignal (server: Server): void {
  let stopping = false
  const stop = () => {
    if (stopping) process.exit(1)
    stopping = true
    void server.close().then(() => process.exit(0))
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}

main().catch((error: unknown) => {
  const isExpected = error instanceof ConfigError || (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
  process.stderr.write(`${isExpected || !(error instanceof Error) ? String((error as Error).message) : error.stack}\n`)
  process.exit(1)
})
