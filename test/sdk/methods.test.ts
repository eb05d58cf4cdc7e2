import { readFileSync } from 'node:fs'
import { Svix as Pinned } from 'svix'
import { Svix } from 'svix-newest'
import t, { type Test } from 'tap'
import { methodsByPython, python } from '../helpers/sdk-python.js'
import { methodsOf } from '../helpers/sdk-source.js'
import { startTestServer } from '../helpers/server.js'

// The comparison lists which methods of the SDKs are missing: each method of each SDK is called.

interface Method { name: string, method: string, path: string }

const server = await startTestServer()
t.teardown(async () => await server.close())
const token = await server.token()

const listed = /these answer 404, or 405 where another method has the path: (.+?)\. `authentication\.logout`/.exec(
  readFileSync('docs/comparison.md', 'utf8').replaceAll(/\s+/g, ' ')
)![1]!
const patterns = [...listed.replaceAll(/\([^)]*\)/g, '').matchAll(/`([^`]+)`/g)].map(([, name]) => new RegExp(
  `^${name!.replaceAll('.', '\\.').replace('*', '.*')}$`
))
const isListed = (name: string) => patterns.some(pattern => pattern.test(name))

/** Whether a route is missing; an answer about a missing application shows that the route exists. */
async function isAbsent ({ method, path }: Method): Promise<boolean> {
  const answer = await fetch(server.url + path.replaceAll(/\{\w+\}/g, 'x'), {
    method, headers: { authorization: `Bearer ${token}` }, ...(/^P/.test(method) && { body: '{}' })
  })
  const text = await answer.text()
  const { code, detail } = text === '' ? {} as Record<string, string> : JSON.parse(text)
  return (answer.status === 404 && String(detail).startsWith('Route not found')) || (answer.status === 405 && code === 'method_not_allowed')
}

async function compare (t: Test, methods: readonly Method[]): Promise<void> {
  t.ok(methods.length > 100)
  for (const method of methods) t.equal(await isAbsent(method), isListed(method.name), method.name)
}

const camel = (name: string) => name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
// The module name of a part that JavaScript reaches through another part.
const dotted = (name: string) => camel(name).replace(
  /^(destination|endpoint|ingest|streaming|operationalWebhook|message(?!Attempt))([A-Z])/,
  (_whole, part: string, letter: string) => `${part}.${letter.toLowerCase()}`
)

t.test('The newest SDK in JavaScript', async t => {
  const methods = methodsOf(new Svix('t'))
  await compare(t, methods)
  for (const pattern of patterns.filter(one => !/whoami|events|rotateSecret|patchTransformation/.test(one.source))) {
    t.ok(methods.some(({ name }) => pattern.test(name)), pattern.source)
  }
})
t.test('The one before, in JavaScript', async t => {
  await compare(t, methodsOf(new Pinned('t')))
})
t.test('The newest SDK in Python', { skip: python.missing }, async t => {
  await compare(t, (await methodsByPython()).map(one => ({ ...one, name: dotted(one.name) })))
})
t.test('The methods that only Rust has', async t => {
  await Promise.all(([['GET', '/api/v1/app/{app_id}/events', 'message.events']] as const).map(async ([method, path, name]) => {
    t.ok(isListed(name))
    t.ok(await isAbsent({ method, path, name }))
  }))
})
