import { OPEN_PATHS } from '../facts/open-paths.js'
import { once } from '../lib/open-once.js'
import type { App } from '../http/app-types.js'

/** `/portal` (the page for customers), `/console` (the page for operators) and their files; the code is loaded at the first request. */
export function addPortal (app: App): void {
  const load = once(async () => await (await import('./portal-files.js')).openPortalFiles(app.engine.config))
  const hidden = { config: { access: 'none' as const }, schema: { hide: true } }

  // A relative redirect also works below a stage or a prefix. The app has removed trailing slashes.
  app.get(OPEN_PATHS.portal, hidden, async (request, reply) => {
    const [path = '', query] = request.originalUrl.split('?')
    const page = path.endsWith('/') ? 'login' : 'portal/login'
    return await reply.code(307).header('location', query === undefined ? page : `${page}?${query}`).send()
  })

  app.get(OPEN_PATHS.console, hidden, async (request, reply) => {
    const [path = '', query] = request.originalUrl.split('?')
    // The page names its files relative to `/console` without a trailing slash.
    if (path.endsWith('/')) return await reply.code(307).header('location', `../console${query === undefined ? '' : `?${query}`}`).send()
    const answer = (await load()).console(request.headers)
    return await reply.code(answer.status).headers(answer.headers).send(answer.body)
  })

  app.get(OPEN_PATHS.portalFiles, hidden, async (request, reply) => {
    const answer = (await load()).answer((request.params as { '*': string })['*'], request.headers)
    return await reply.code(answer.status).headers(answer.headers).send(answer.body)
  })
}
