import { readFileSync } from 'node:fs'
import Fastify from 'fastify'
import { pino } from 'pino'
import t from 'tap'
import { buildApp, buildOrdinaryApp } from '../../src/app.js'
import { loadConfig } from '../../src/config.js'
import type { Engine } from '../../src/delivery/engine.js'
import { createTokens } from '../../src/http/tokens.js'
import type { App } from '../../src/http/app-types.js'
import { RESOURCES } from '../../src/routes/index.js'
import { ORDINARY } from '../../src/routes/ordinary.js'

const document = JSON.parse(readFileSync('openapi/openapi.json', 'utf8')) as { paths: Record<string, object> }
const documented = Object.keys(document.paths).map(path => path.replace('/api/v1', '').replace(/\{(\w+)\}/g, ':$1'))

/** The URLs that a resource registers at its place of the map, and which of them are documented. */
async function registered ([prefix, resource]: typeof RESOURCES[number]): Promise<Array<{ url: string, isHidden: boolean }>> {
  const found: Array<{ url: string, isHidden: boolean }> = []
  const app = Fastify() as unknown as App
  app.decorate('engine', {} as unknown as Engine)
  app.setValidatorCompiler(() => () => true)
  app.setSerializerCompiler(() => JSON.stringify)
  app.addHook('onRoute', ({ url, schema }) => { found.push({ url, isHidden: (schema as { hide?: boolean }).hide === true }) })
  await app.register(resource, { prefix })
  await app.ready()
  await app.close()
  return found
}

/** The entry of the map for a URL: the longest prefix. */
function placeOf (url: string): string | undefined {
  return RESOURCES.map(([place]) => place).filter(place => url === place ||
    url.startsWith(`${place}/`)).sort((a, b) => b.length - a.length)[0]
}

t.test('The map and the OpenAPI document have the same URLs.', async t => {
  const urls = (await Promise.all(RESOURCES.map(registered))).flat().filter(({ isHidden }) => !isHidden).map(({ url }) => url)
  t.strictSame([...new Set(urls)].toSorted(), documented.toSorted())
})

t.test('Every URL belongs to the resource that the map names for it.', async t => {
  for (const resource of RESOURCES) {
    const urls = (await registered(resource)).map(({ url }) => url)
    t.ok(urls.length > 0, resource[0])
    for (const url of urls) t.equal(placeOf(url), resource[0], url)
  }
})

t.test('The README of the routes names every entry of the map.', async t => {
  const readme = readFileSync('src/routes/README.md', 'utf8')
  for (const [place] of RESOURCES) t.ok(readme.includes(`\`${place}\``), place)
})

t.test('The app of ordinary work has its resources of the map with all their methods, and refuses every other path.', async t => {
  const engine = { log: pino({ level: 'silent' }), config: loadConfig({}) } as unknown as Engine
  const tokens = createTokens({ ...loadConfig({}), jwtSecret: 'a secret of a test' }, Date.now)
  const routesOf = async (build: typeof buildApp) => {
    const routes = new Map<string, string>()
    const before = async (app: App) => {
      app.addHook('onRoute', ({ url, method }) => { routes.set(url, `${routes.get(url) ?? ''} ${String(method)}`) })
    }
    return { app: await build({ engine, tokens, before }), routes }
  }
  const [whole, ordinary] = [await routesOf(buildApp), await routesOf(buildOrdinaryApp)]
  const isOrdinary = (url: string) => ORDINARY.some(([place]) => placeOf(url.replace('/api/v1', '')) === place)
  t.ok(ordinary.routes.size > 10 && whole.routes.size > 3 * ordinary.routes.size, `${ordinary.routes.size} of ${whole.routes.size}`)
  for (const [url, methods] of whole.routes) {
    t.equal(ordinary.routes.get(url), isOrdinary(url) ? methods : undefined, url)
    const path = url.replace('*', 'portal.js').replace(/:[a-z_]+/g, 'app_1srOrx2ZWZBpBUvZwXKQmoEXamL')
    t.equal(ordinary.app.holds(path), isOrdinary(url), path)
    t.ok(whole.app.holds(path) || url.includes('*'), path)
  }
  t.ok(ordinary.app.holds('/api/v1/app/acme/msg///?with_content=false'))
  for (const path of ['/', '', '/api/v1', '/api/v1/app//msg', '/api/v1/%61pp', '/API/v1/app', '/api/v1/app/a/msg/b/c']) {
    t.notOk(ordinary.app.holds(path), path)
  }
})

t.test('Both maps name the same resources.', async t => {
  const all = new Map(RESOURCES)
  for (const [url, routes] of ORDINARY) t.equal(all.get(url), routes, url)
})
