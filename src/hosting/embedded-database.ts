import { randomBytes } from 'node:crypto'
import { type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import { type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { makeDirectory } from '../lib/make-directory.js'
import { isSameSecret } from '../lib/same-secret.js'
import { makeIndexesAtomic, type BatchLevel } from './embedded-indexes.js'
import { containLevels, type OpenedLevel } from './embedded-levels.js'

/** A DynamoDB in this process, on loopback. */
export interface EmbeddedDatabase {
  /** The URL for an SDK client. Its path is a random key: a client that does not know it gets nothing. */
  endpoint: string
  /** Ends the listener and closes the files; calling it again waits for the same end. */
  close: () => Promise<void>
}

type RequestHandler = (request: IncomingMessage, response: ServerResponse) => void
type Dynalite = (options: Record<string, unknown>) => Server

const CLOSE_GRACE_MS = 1000

/**
 * Starts dynalite on a free loopback port, kept under `<dataDir>/database`, or in memory for `:memory:`.
 * Throws an Error that names the directory when another process uses it or it cannot be opened.
 */
export async function startEmbeddedDatabase ({ dataDir }: { dataDir: string }): Promise<EmbeddedDatabase> {
  const path = dataDir === ':memory:' ? undefined : join(dataDir, 'database')
  if (path !== undefined) await makeDirectory(path)

  const { server, level } = create(path)
  await open(level, dataDir)
  const key = guard(server)
  // The clients are ours and keep their connections; ending idle ones races with their next request.
  server.keepAliveTimeout = 0
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })

  let closing: Promise<void> | undefined
  const { port } = server.address() as AddressInfo
  return { endpoint: `http://127.0.0.1:${port}/${key}`, close: () => (closing ??= close(server)) }
}

/** Loads dynalite only now, as most hosts never need it, and only after its storage has been contained. */
function create (path: string | undefined): { server: Server, level: OpenedLevel & BatchLevel } {
  const require = createRequire(import.meta.url)
  const requireOfDynalite = createRequire(require.resolve('dynalite'))
  const opened = containLevels(requireOfDynalite)
  makeIndexesAtomic(requireOfDynalite, opened)
  const dynalite = require('dynalite') as Dynalite
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0, ...(path !== undefined && { path }) })
  return { server, level: opened() }
}

/** dynalite opens its files in the background and answers a failure by throwing at the first request. */
async function open (level: OpenedLevel, dataDir: string): Promise<void> {
  try {
    await level.open()
  } catch (error) {
    const cause = (error as Error).cause as NodeJS.ErrnoException | undefined
    if (cause?.code === 'LEVEL_LOCKED') {
      throw new Error(`The data directory ${dataDir} is in use by another process; stop that one or set another POSTHORN_DATA_DIR.`)
    }
    throw new Error(`The database in the data directory ${dataDir} cannot be opened: ${cause?.message ?? (error as Error).message}`)
  }
}

/**
 * dynalite throws when a client goes away in mid-body, which would end this process: its error listener is replaced.
 * It also takes any credentials, so the endpoint carries a key that other users of the machine and pages in a browser
 * cannot guess. Returns that key.
 */
function guard (server: Server): string {
  const key = randomBytes(16).toString('hex')
  const [handle] = server.listeners('request') as [RequestHandler]
  server.removeAllListeners('request')
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (!isSameSecret(request.url?.slice(1, 1 + key.length) ?? '', key)) {
      response.writeHead(404, { connection: 'close' }).end()
      return
    }
    handle(request, response)
    request.removeAllListeners('error')
    request.on('error', () => {})
  })
  return key
}

/** Requests under way may end within the grace; then their connections are cut, so that one stuck client cannot hold us. */
async function close (server: Server): Promise<void> {
  const cut = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS)
  try {
    await new Promise<void>((resolve, reject) => {
      server.close((error) => error ? reject(error) : resolve())
    })
  } finally {
    clearTimeout(cut)
  }
}
