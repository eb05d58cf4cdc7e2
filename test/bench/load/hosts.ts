import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '../../../src/config.js'
import { createTokens } from '../../../src/http/tokens.js'
import { listen } from '../../helpers/endpoints.js'
import type { Target } from './api.js'
import { until } from './clock.js'

const ROOT = join(import.meta.dirname, '../../..')
const JWT_SECRET = 'a secret of this benchmark, long enough'
const READY_WITHIN_MS = 30_000
const STOP_WITHIN_MS = 5000

export interface Host extends Target { stop: () => Promise<void> }
export type HostName = 'posthorn' | 'floor'

const COMMANDS: Record<HostName, (port: number, directory: string) => string[]> = {
  posthorn: () => ['dist/cli/posthorn.js', 'start'],
  floor: (port, directory) => ['--import', './test/helpers/typescript.js', 'test/bench/load/floor.ts', String(port), directory]
}

/** Starts Posthorn (as built, with its default settings) or the floor, on a free port and its own data directory. */
export async function startHost (name: HostName): Promise<Host> {
  const directory = mkdtempSync(join(tmpdir(), `load-${name}-`))
  const port = await freePort()
  const log = join(directory, 'log')
  const output = openSync(log, 'w')
  const env = {
    ...process.env, HOST: '127.0.0.1', PORT: String(port), POSTHORN_DATA_DIR: join(directory, 'data'), POSTHORN_JWT_SECRET: JWT_SECRET
  }
  const child = spawn(process.execPath, COMMANDS[name](port, join(directory, 'data')), {
    cwd: ROOT, env, stdio: ['ignore', output, output]
  })
  const killed = () => {
    child.kill('SIGKILL')
    rmSync(directory, { recursive: true, force: true })
  }
  process.once('exit', killed)
  const stop = async () => {
    await end(child)
    process.off('exit', killed)
    rmSync(directory, { recursive: true, force: true })
  }
  const url = `http://127.0.0.1:${port}`
  const isUp = async () => child.exitCode !== null || await fetch(`${url}/api/v1/health/ping`).then(({ ok }) => ok, () => false)
  if (!await until(isUp, READY_WITHIN_MS, 50) || child.exitCode !== null) {
    const said = readFileSync(log, 'utf8')
    await stop()
    throw new Error(`${name} does not start:\n${said}`)
  }
  const tokens = createTokens(loadConfig({ POSTHORN_JWT_SECRET: JWT_SECRET }), Date.now)
  const token = await tokens.mint({ kind: 'org', orgId: 'org_load' }, 24 * 3600)
  return { name, url, token, processes: [{ label: name, pid: child.pid! }], directory: join(directory, 'data'), stop }
}

async function freePort (): Promise<number> {
  const probe = createServer()
  const port = await listen(probe)
  await new Promise(resolve => probe.close(resolve))
  return port
}

// Hanging deliveries would delay an orderly stop by their whole timeout.
async function end (child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS)
  await exited
  clearTimeout(late)
}
