import { randomBytes } from 'node:crypto'
import { Type, type Static } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import { giveFile, inboxKey, isImport, notConfigured, type ImportTask } from '../delivery/import/import-task.js'
import type { Engine } from '../delivery/engine.js'
import { ApiError, conflict, notFound, unauthenticated } from '../errors.js'
import type { App } from '../http/app-types.js'
import * as tasks from '../repositories/tasks.js'
import type { FileStore } from '../repositories/files.js'
import { codingOf } from '../http/content-encoding.js'
import type { Bytes } from '../lib/byte-streams.js'
import { importOut } from '../http/import-view.js'
import { publicUrlOf } from '../http/request.js'

// A client that sends nothing for so long is gone, ms.
const SILENCE_MS = 60_000

const UploadParams = Type.Object({ import_id: Type.String() })

interface Ticket { orgId: string, id: string, until: number }

/** Where the file of an import can be uploaded to this server, for as long as the import says; the URL is the permission. */
export function localUploadUrl (request: FastifyRequest, { orgId, appId, id, import: { uploadUntil } }: ImportTask): string {
  const ticket: Ticket = { orgId, id, until: uploadUntil }
  const token = Buffer.from(request.server.engine.vault.seal(JSON.stringify(ticket))).toString('base64url')
  return `${publicUrlOf(request)}/api/v1/app/${appId}/import/${id}/upload?token=${token}`
}

/**
 * Takes files of any size: the body goes to the disk as it comes. Order: the file under a name of its own, then the
 * import learns of it. A crash in between leaves a file that is purged with the others; the upload can be repeated.
 */
export async function importUploadRoutes (app: App): Promise<void> {
  const { engine } = app
  let running = 0
  let usual = 0

  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, body, done) => done(null, body))

  // Not part of the documented API: clients send to the URL that they are given.
  app.put('', { config: { access: 'none' }, schema: { hide: true, params: UploadParams } }, async request => {
    const { files } = engine.imports ?? {}
    if (!files) throw notConfigured()
    const task = await importOf(request)
    // What is compressed with gzip is stored so, and read so, whether a header says it or not.
    codingOf(request.headers['content-encoding'], ['gzip'])
    const file = `${inboxKey(task)}.${randomBytes(6).toString('hex')}`
    await patiently(app, async () => await receive(files, file, request))
    if (!await giveFile(engine, task, file)) {
      await files.remove(file)
      throw conflict('The file of this import was uploaded already.')
    }
    return importOut({ ...task, import: { ...task.import, file } })
  })

  // Node bounds how long any request may take; while a file comes in, it must not.
  async function patiently (app: App, receiving: () => Promise<void>): Promise<void> {
    const { server } = app
    if (running++ === 0) [usual, server.requestTimeout] = [server.requestTimeout, 0]
    try {
      await receiving()
    } finally {
      if (--running === 0) server.requestTimeout = usual
    }
  }

  async function importOf (request: FastifyRequest & { params: Static<typeof UploadParams> }): Promise<ImportTask> {
    const { import_id: id } = request.params
    const ticket = ticketOf(engine, request)
    if (ticket?.id !== id || ticket.until <= engine.clock.now()) {
      throw unauthenticated('upload URL not valid or expired', 'This upload URL is not valid, or not any more.')
    }
    const task = await tasks.read(engine.db, ticket, engine.clock.now())
    if (!task || !isImport(task)) throw notFound('Import')
    if (task.import.file !== null || task.status !== 'running') throw conflict('The file of this import was uploaded already.')
    return task
  }
}

function ticketOf ({ vault }: Pick<Engine, 'vault'>, { query }: FastifyRequest): Ticket | undefined {
  const { token } = query as { token?: unknown }
  if (typeof token !== 'string') return undefined
  try {
    return JSON.parse(vault.open(Buffer.from(token, 'base64url').toString())) as Ticket
  } catch {
    return undefined
  }
}

async function receive (files: FileStore, file: string, { raw, body }: FastifyRequest): Promise<void> {
  if (!body) return await files.put(file, nothing())
  const giveUp = () => { raw.destroy() }
  raw.socket.setTimeout(SILENCE_MS, giveUp)
  try {
    // Its failure is answered: the connection stays.
    await files.put(file, raw.iterator({ destroyOnReturn: false }) as Bytes)
  } catch (error) {
    if (error instanceof ApiError) throw error
    // No client is there to read it; it keeps the log from showing an error of ours.
    if (raw.errored || !raw.complete) throw new ApiError(400, 'generic_error', 'The file did not arrive whole.')
    throw error
  } finally {
    // The connection outlives the file: its next one has a listener of its own.
    raw.socket.setTimeout(0, giveUp)
  }
}

async function * nothing (): AsyncGenerator<Buffer> {}
