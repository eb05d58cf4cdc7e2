import { Type, type Static } from '@sinclair/typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import * as imports from '../delivery/import/import-task.js'
import { isImport, notConfigured, type ImportTask, type Imports } from '../delivery/import/import-task.js'
import { notFound } from '../errors.js'
import { formatTimestamp } from '../lib/time.js'
import type { App } from '../http/app-types.js'
import * as tasks from '../repositories/tasks.js'
import { AppParams } from '../schemas/common-schema.js'
import { ImportBegun, ImportOut, ImportParams } from '../schemas/import-schema.js'
import { route } from '../http/route.js'
import { applicationOf } from '../http/request.js'
import { localUploadUrl } from './import-upload.js'
import { importOut } from '../http/import-view.js'

const tag = 'Import'
const REPORT_TYPE = 'application/x-ndjson'
const Report = Type.String({
  description: 'A line with the counts, then one for each refused entry, with `line` (of the file, from 1, where the entry begins; ' +
    'header and lines inside CSV cells count), `entry` (its number, from 1), `status` and `reason`'
})

// How long a link to a report is valid, ms: clients follow it at once.
const LINK_MS = 60_000

/** Registers the operations of imports of files of messages (contract 2.6). */
export async function importRoutes (app: App): Promise<void> {
  const { engine } = app

  app.post('', route({
    operationId: 'v1.import.create', summary: 'Import messages from a file', tag, access: 'org', errors: [404, 501], params: AppParams,
    answers: { 202: ImportBegun }
  }), async (request, reply) => {
    const { files } = configured()
    const task = await imports.begin(engine, applicationOf(request))
    const { uploadUntil } = task.import
    const uploadUrl = await files.uploadUrl?.(imports.inboxKey(task), uploadUntil) ?? localUploadUrl(request, task)
    return await reply.code(202).send({ ...importOut(task), uploadUrl, method: 'PUT', expiresAt: formatTimestamp(uploadUntil) })
  })

  app.get('/:import_id', route({
    operationId: 'v1.import.get', summary: 'Get import', tag, access: 'org', errors: [404], params: ImportParams,
    answers: { 200: ImportOut }
  }), async request => importOut(await importOf(request)))

  app.get('/:import_id/report', route({
    operationId: 'v1.import.get-report', summary: "Get import's report", tag, access: 'org', errors: [404, 501], params: ImportParams,
    answers: {
      200: { description: 'The report', content: { [REPORT_TYPE]: { schema: Report } } } as never,
      302: Type.Null({ description: 'The report is at `location`' })
    }
  }), async (request, reply) => await report(await importOf(request), reply))

  async function report ({ status, import: { report: key } }: ImportTask, reply: FastifyReply) {
    const { files } = configured()
    if (status === 'running') throw notFound('Report')
    if (files.downloadUrl) {
      return await reply.code(302).header('location', await files.downloadUrl(key, engine.clock.now() + LINK_MS)).send()
    }
    const bytes = await files.get(key)
    if (!bytes) throw notFound('Report')
    return await reply.type(REPORT_TYPE).send(bytes)
  }

  function configured (): Imports {
    if (!engine.imports) throw notConfigured()
    return engine.imports
  }

  async function importOf (request: FastifyRequest & { params: Static<typeof ImportParams> }): Promise<ImportTask> {
    const { import_id: id } = request.params
    const { orgId, id: appId } = applicationOf(request)
    const task = await tasks.read(engine.db, { orgId, id }, engine.clock.now())
    if (!task || !isImport(task) || task.appId !== appId) throw notFound('Import')
    return task
  }
}
