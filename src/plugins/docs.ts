import { OPEN_PATHS } from '../facts/open-paths.js'
import { once } from '../lib/open-once.js'
import type { App } from '../http/app-types.js'

/** `/docs`, its files and the OpenAPI document; their code is loaded at the first request. */
export function addDocs (app: App): void {
  const load = once(async () => await (await import('./docs-app.js')).buildDocs())
  const hidden = { config: { access: 'none' as const }, schema: { hide: true } }

  for (const url of [OPEN_PATHS.docs, OPEN_PATHS.docsFiles, OPEN_PATHS.document]) {
    app.get(url, hidden, async (request, reply) => {
      // The page derives its file names from the requested URL, so the original URL is needed: the app has removed
      // trailing slashes.
      const answer = await (await load()).inject({ method: 'GET', url: request.originalUrl })
      // Headers about the connection are set by this server: a client may ask to close it.
      const { connection: _connection, 'keep-alive': _keepAlive, 'transfer-encoding': _coding, ...headers } = answer.headers
      return await reply.code(answer.statusCode).headers(headers).send(answer.rawPayload)
    })
  }
  app.get(OPEN_PATHS.root, hidden, async (_request, reply) => await reply.redirect(OPEN_PATHS.docs, 307))
}
