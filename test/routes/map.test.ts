import { readFileSync } from 'node:fs'
import Fastify from 'fastify'
import t from 'tap'
import type { Engine } from '../../src/delivery/engine.js'
import type { App } from '../../src/http/app-types.js'
import { RESOURCES } from '../../src/routes/index.js'

const document = JSON.parse(readFileSync('openapi/openapi.json', 'utf8')) as { paths: Record<string, object> }
const documented = Object.keys(document.paths).map(path => path.replace('/api/v1', '').replace(/\{(\w+)\}/g, ':$1'))

/** Which URLs a resource registers at its place of the map, and which of them are documented. */
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

/** The entry of the map that a reader finds for a URL: the longest that begins it. */
function placeOf (url: string): string | undefined {
  return RESOURCES.map(([place]) => place).filter(place => url === place || url.startsWith(`${place}/`)).sort((a, b) => b.length - a.length)[0]
}

t.test('The map and the OpenAPI document have the same URLs', async t => {
  const urls = (await Promise.all(RESOURCES.map(registered))).flat().filter(({ isHidden }) => !isHidden).map(({ url }) => url)
  t.strictSame([...new Set(urls)].toSorted(), documented.toSorted())
})

t.test('Every URL belongs to the resource that the map names for it', async t => {
  for (const resource of RESOURCES) {
    const urls = (await registered(resource)).map(({ url }) => url)
    t.ok(urls.length > 0, resource[0])
    for (const url of urls) t.equal(placeOf(url), resource[0], url)
  }
})

t.test('The README of the routes names every place of the map', async t => {
  const readme = readFileSync('src/routes/README.md', 'utf8')
  for (const [place] of RESOURCES) t.ok(readme.includes(`\`${place}\``), place)
})
