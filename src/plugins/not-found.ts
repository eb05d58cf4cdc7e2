import { ApiError } from '../errors.js'
import type { App } from '../http/app-types.js'
import { withoutTrailingSlashes } from './connection.js'

/**
 * Answers unknown routes with 404 and known routes with another method with 405 and `Allow`, in JSON (contract 8). The app does not
 * hold the URLs `elsewhere`, even if they look like one of its own.
 */
export function addNotFound (app: App, elsewhere: readonly string[] = []): void {
  const others = elsewhere.map(patternOf)
  const routes: Array<{ pattern: RegExp, methods: Set<string> }> = []
  const byUrl = new Map<string, Set<string>>()
  app.addHook('onRoute', ({ url, method }) => {
    const methods = byUrl.get(url) ?? new Set()
    for (const one of [method].flat()) methods.add(one)
    if (!byUrl.has(url) && !url.includes('*')) routes.push({ pattern: patternOf(url), methods })
    byUrl.set(url, methods)
  })
  app.decorate('holds', url => {
    const [path = '/'] = withoutTrailingSlashes(url).split('?')
    return routes.some(({ pattern }) => pattern.test(path)) && !others.some(pattern => pattern.test(path))
  })
  app.setNotFoundHandler(request => {
    const [path = '/'] = request.url.split('?')
    const methods = routes.filter(({ pattern }) => pattern.test(path)).flatMap(route => [...route.methods])
    if (methods.length === 0) {
      throw new ApiError(404, 'not_found', `Route not found: ${request.method} ${path.slice(0, MOST_SHOWN)}. /docs lists them all.`)
    }
    const allow = [...new Set(methods)].sort().join(', ')
    throw new ApiError(405, 'method_not_allowed', `This route takes ${allow}.`, { allow })
  })
}

const MOST_SHOWN = 200

const patternOf = (url: string) => new RegExp(`^${url.replace(/[.]/g, '\\.').replace(/:[a-z_]+/g, '[^/]+')}$`)
