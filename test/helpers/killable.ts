import { spawn, type ChildProcess } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { loadConfig } from '../../src/config.js'
import { createTokens } from '../../src/http/tokens.js'
import { buildCli } from './cli.js'
import { listen } from './endpoints.js'
import { apiOf, type Api } from './server.js'

/** A real server process that can be killed and started again, on the same data and port. */
export interface Host {
  url: string
  log: string[]
  dataDir: string
  start: () => void
  kill: (signal: NodeJS.Signals) => Promise<void>
  isUp: () => Promise<boolean>
  /** A client of an organization. */
  api: (orgId: string) => Promise<Api>
}

const JWT_SECRET = 'a secret of these tests that is long enough for everybody'

/** Builds the server into a directory, and runs it on data there. */
export async function createHost (directory: string, settings: Record<string, string>): Promise<Host> {
  const outdir = join(directory, 'dist')
  await buildCli(outdir)
  const dataDir = join(directory, 'data')
  const probe = createServer()
  const port = await listen(probe)
  await new Promise(resolve => probe.close(resolve))
  const env = {
    PATH: process.env.PATH, PORT: String(port), POSTHORN_DATA_DIR: dataDir, POSTHORN_JWT_SECRET: JWT_SECRET, POSTHORN_LOG_LEVEL: 'error',
    ...settings
  }
  const tokens = createTokens(loadConfig({ POSTHORN_JWT_SECRET: JWT_SECRET }), Date.now)
  let child: ChildProcess | undefined
  const log: string[] = []
  const url = `http://127.0.0.1:${port}`
  return {
    url,
    log,
    dataDir,
    start () {
      child = spawn(process.execPath, [join(outdir, 'cli/posthorn.js'), 'start'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
      for (const stream of [child.stdout!, child.stderr!]) stream.on('data', chunk => { log.push(String(chunk)) })
    },
    async kill (signal) {
      const dying = child!
      if (dying.exitCode !== null || dying.signalCode !== null) return
      const exited = new Promise(resolve => dying.once('exit', resolve))
      dying.kill(signal)
      await exited
    },
    isUp: async () => await fetch(`${url}/api/v1/health/ping`).then(({ status }) => status === 204, () => false),
    api: async orgId => apiOf(url, await tokens.mint({ kind: 'org', orgId }, 3600))
  }
}
