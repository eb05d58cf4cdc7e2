import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, realpathSync, rmSync, statSync } from 'node:fs'
import { createServer, connect, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// Some systems truncate a longer socket path.
const MAX_SOCKET_PATH = 100
// An older guard was left by a process that died while it took over the lock.
const GUARD_MS = 10_000

/**
 * Locks a directory for this process, until the process ends or the lock is released. The lock is a socket that this
 * process listens on: it dies with the process, and processes in other containers see it too. Returns a function that
 * releases the lock, or false when another process has it.
 */
export async function lockDirectory (path: string): Promise<(() => Promise<void>) | false> {
  const socket = socketOf(path)
  const server = await listenOn(socket) ?? await takeOver(socket)
  if (!server) return false
  return async () => {
    const closed = once(server, 'close')
    server.close()
    await closed
  }
}

function socketOf (path: string): string {
  const real = realpathSync(path)
  const name = `posthorn-${createHash('sha256').update(real).digest('hex').slice(0, 32)}`
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`
  const socket = join(real, 'in-use.sock')
  return socket.length > MAX_SOCKET_PATH ? join(tmpdir(), `${name}.sock`) : socket
}

/** Undefined when the socket exists; rejects when it cannot be created. */
async function listenOn (socket: string): Promise<Server | undefined> {
  // For a process that asks, the connection itself is the answer.
  const server = createServer(connection => { connection.destroy() })
  try {
    server.listen(socket)
    await once(server, 'listening')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return undefined
    throw error
  }
  server.unref()
  return server
}

/** Takes over the lock of a process that has died. The guard keeps out other processes that try the same. */
async function takeOver (socket: string): Promise<Server | undefined> {
  if (await isAlive(socket)) return undefined
  const guard = `${socket}.taken-over`
  if (Date.now() - (statSync(guard, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > GUARD_MS) rmSync(guard, { recursive: true })
  try {
    mkdirSync(guard)
  } catch {
    return undefined
  }
  try {
    if (await isAlive(socket)) return undefined
    rmSync(socket, { force: true })
    return await listenOn(socket)
  } finally {
    rmSync(guard, { recursive: true, force: true })
  }
}

async function isAlive (socket: string): Promise<boolean> {
  const connection = connect(socket)
  try {
    await once(connection, 'connect')
    return true
  } catch {
    return false
  } finally {
    connection.destroy()
  }
}
