import { execFile, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { listen } from './endpoints.js'
import { eventually } from './receiver.js'

const run = promisify(execFile)

/** An emulated AWS on loopback. */
export interface MiniStack {
  url: string
  /** The environment variables that lead programs to it: endpoint, region and credentials that are not secret. */
  env: Record<string, string>
  log: () => string
  stop: () => Promise<void>
}

/** The path of a program that a script in .ci downloads, or the reason why it is not available here. */
export async function fetched (script: string): Promise<{ path: string } | { missing: string }> {
  try {
    const { stdout } = await run('bash', script.split(' '), { timeout: 300_000 })
    return { path: stdout.trim() }
  } catch (error) {
    const { stderr, message } = error as { stderr?: string, message: string }
    return { missing: (stderr?.trim().split('\n').at(-1)) || message }
  }
}

/** Starts MiniStack with the Node that is in `nodeBin`, and with settings which every function gets besides its own. */
export async function startMiniStack ({ program, nodeBin, settings }: {
  program: string, nodeBin: string, settings: Record<string, string>
}): Promise<MiniStack> {
  const port = await freePort()
  const home = await mkdtemp(join(tmpdir(), 'posthorn-ministack-'))
  const aws = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_REGION: 'us-east-1', AWS_DEFAULT_REGION: 'us-east-1' }
  let output = ''
  const child = spawn(program, {
    cwd: home,
    detached: true, // with its functions, which are processes of their own, it can be ended as a group
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...settings,
      ...aws,
      PATH: `${nodeBin}:${process.env.PATH}`,
      HOME: home,
      TMPDIR: home,
      GATEWAY_PORT: String(port),
      BIND_HOST: '127.0.0.1',
      MINISTACK_HOST: '127.0.0.1',
      STATE_DIR: join(home, 'state'),
      S3_DATA_DIR: join(home, 's3'),
      IOT_MTLS_ENABLED: '0',
      SFTP_ENABLED: '0'
    }
  })
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => { output += chunk })
  const ended = new Promise<void>(resolve => child.once('close', () => resolve()))
  const url = `http://127.0.0.1:${port}`
  const stop = async () => {
    try {
      process.kill(-child.pid!, 'SIGKILL')
    } catch {}
    await ended
    await rm(home, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    await eventually('MiniStack answers', async () => child.exitCode !== null || await fetch(`${url}/_ministack/health`)
      .then(({ ok }) => ok, () => false), 60_000)
    if (child.exitCode !== null) throw new Error(`MiniStack ended: ${output.slice(-2000)}`)
  } catch (error) {
    await stop()
    throw error
  }
  return { url, env: { ...aws, AWS_ENDPOINT_URL: url }, log: () => output, stop }
}

async function freePort (): Promise<number> {
  const probe = createServer()
  const port = await listen(probe)
  await new Promise(resolve => probe.close(resolve))
  return port
}
