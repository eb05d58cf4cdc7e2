import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, realpathSync, rmSync, statSync } from 'node:fs'
import { createServer, connect, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// A longer path of a socket is cut off by some systems.
const MAX_SOCKET_PATH = 100
// So old a guard was left by a process that died in the moment of locking.
const GUARD_MS = 10_000

/**
 * Makes this process the only one on a directory, until it ends or the lock is given back. The lock is a socket that this process
 * listens on: it dies with the process, and processes in other containers see it too. False when another process has it.
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

/** Undefined when something is there already; rejects when nothing can be made there. */
async function listenOn (socket: string): Promise<Server | undefined> {
  // Who asks has been answered by the connection alone.
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

/** Takes the place of a process that has died; the guard keeps out others that try the same. */
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
