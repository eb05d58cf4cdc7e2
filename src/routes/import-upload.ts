import { randomBytes } from 'node:crypto'
import type { Static } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import { giveFile, inboxKey, isImport, notConfigured, type ImportTask } from '../delivery/import/import-task.js'
import type { Engine } from '../delivery/engine.js'
import { ApiError, conflict, notFound, unauthenticated } from '../errors.js'
import type { App } from '../http/app-types.js'
import * as tasks from '../repositories/tasks.js'
import type { FileStore } from '../repositories/files.js'
import { codingOf } from '../http/content-encoding.js'
import type { Bytes } from '../lib/byte-streams.js'
import { ImportOut, ImportParams } from '../schemas/import-schema.js'
import { importOut } from '../http/import-view.js'
import { route } from '../http/route.js'
import { publicUrlOf } from '../http/request.js'

// A client that sends no byte for this long counts as gone, ms.
const SILENCE_MS = 60_000

const UPLOAD = route({
  operationId: 'v1.import.upload', summary: 'Upload the file of an import', tag: 'Import', access: 'none', params: ImportParams,
  errors: [400, 401, 404, 409, 415, 501], answers: { 200: ImportOut }
})

interface Ticket { orgId: string, id: string, until: number }

/**
 * The URL to which the file of an import can be uploaded on this server, valid as long as the import says. The URL is
 * the permission.
 */
export function localUploadUrl (request: FastifyRequest, { orgId, appId, id, import: { uploadUntil } }: ImportTask): string {
  const ticket: Ticket = { orgId, id, until: uploadUntil }
  const token = Buffer.from(request.server.engine.vault.seal(JSON.stringify(ticket))).toString('base64url')
  return `${publicUrlOf(request)}/api/v1/app/${appId}/import/${id}/upload?token=${token}`
}

/**
 * Takes files of any size: the body is written to the disk while it arrives. Order: the file under a new name, then the
 * import gets that name. After a crash in between, the file is purged with the others, and the upload can be repeated.
 */
export async function importUploadRoutes (app: App): Promise<void> {
  const { engine } = app
  let running = 0
  let usual = 0

  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, body, done) => done(null, body))

  // The token of the URL is the permission; the gateway of AWS does not let this path through without another one.
  app.put('', { ...UPLOAD, schema: { ...UPLOAD.schema, security: [{ UploadToken: [] }] } }, async request => {
    const { files } = engine.imports ?? {}
    if (!files) throw notConfigured()
    const task = await importOf(request)
    // A gzip file is stored compressed. Reading recognizes it, with or without the header.
    codingOf(request.headers['content-encoding'], ['gzip'])
    const file = `${inboxKey(task)}.${randomBytes(6).toString('hex')}`
    await patiently(app, async () => await receive(files, file, request))
    if (!await giveFile(engine, task, file)) {
      await files.remove(file)
      throw conflict('The file of this import was uploaded already.')
    }
    return importOut({ ...task, import: { ...task.import, file } })
  })

  // Node limits the time of every request. While files arrive, the limit is off.
  async function patiently (app: App, receiving: () => Promise<void>): Promise<void> {
    const { server } = app
    if (running++ === 0) [usual, server.requestTimeout] = [server.requestTimeout, 0]
    try {
      await receiving()
    } finally {
      if (--running === 0) server.requestTimeout = usual
    }
  }

  async function importOf (request: FastifyRequest & { params: Static<typeof ImportParams> }): Promise<ImportTask> {
    const { import_id: id } = request.params
    const ticket = ticketOf(engine, request)
    if (ticket?.id !== id || ticket.until <= engine.clock.now()) {
      throw unauthenticated('upload URL not valid or expired', 'This upload URL is not valid or has expired.')
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
    // When storing fails, the request still gets an answer, so the connection must stay open.
    await files.put(file, raw.iterator({ destroyOnReturn: false }) as Bytes)
  } catch (error) {
    if (error instanceof ApiError) throw error
    // The client is gone and cannot read this answer. It keeps the log from showing an internal error.
    if (raw.errored || !raw.complete) throw new ApiError(400, 'generic_error', 'The file did not arrive whole.')
    throw error
  } finally {
    // The connection may be used again: its next upload gets a new listener.
    raw.socket.setTimeout(0, giveUp)
  }
}

async function * nothing (): AsyncGenerator<Buffer> {}
