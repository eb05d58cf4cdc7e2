import type { FastifyReply } from 'fastify'
import { OPEN_PATHS } from '../facts/open-paths.js'
import { once } from '../lib/open-once.js'
import type { App } from '../http/app-types.js'
import type { DocsAnswer } from './docs-app.js'

/** `/docs`, its files and the OpenAPI document; their code is loaded at the first request. */
export function addDocs (app: App): void {
  const load = once(async () => (await import('./docs-app.js')).buildDocs(() => app.engine.clock.now()))
  const hidden = { config: { access: 'none' as const }, schema: { hide: true } }
  // Bytes, so that no charset is added to the type: some clients compare it exactly with `application/json`.
  const send = async (reply: FastifyReply, { status, headers, body }: DocsAnswer) =>
    await reply.code(status).headers(headers).send(Buffer.from(body))

  // The names of the files are relative, because behind a gateway `/docs` may be below a stage. The app has removed trailing slashes.
  app.get(OPEN_PATHS.docs, hidden, async (request, reply) =>
    await send(reply, (await load()).page(request.originalUrl.split('?')[0]!.endsWith('/') ? '' : 'docs/')))
  app.get(OPEN_PATHS.docsFiles, hidden, async (request, reply) =>
    await send(reply, (await load()).file((request.params as { '*': string })['*'])))
  app.get(OPEN_PATHS.document, hidden, async (_request, reply) => await send(reply, (await load()).document()))
  app.get(OPEN_PATHS.root, hidden, async (_request, reply) => await reply.redirect(OPEN_PATHS.docs, 307))
}
