import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import openapiTS, { astToString } from 'openapi-typescript'
import t from 'tap'
import ts from 'typescript'
import { eventually, startReceiver } from '../helpers/receiver.js'
import { startTestServer } from '../helpers/server.js'

// The way of a customer without an SDK: types that are generated from the document, and a client that uses only them.
const PROGRAM = `
import createClient from 'openapi-fetch'
import type { paths } from './paths.js'

export async function run (baseUrl: string, token: string, receiver: string) {
  const client = createClient<paths>({ baseUrl, headers: { authorization: \`Bearer \${token}\` } })

  const created = await client.POST('/api/v1/app', { body: { name: 'generated', uid: 'mine', metadata: { plan: 'pro' } }, params: { query: { get_if_exists: true } } })
  if (!created.data) throw new Error(created.error.detail.toString())
  const appId: string = created.data.id
  const rate: number | null = created.data.throttleRate
  const path = { app_id: 'mine' }

  await client.PUT('/api/v1/event-type/{event_type_name}', { params: { path: { event_type_name: 'paid' } }, body: { description: 'Paid', schemas: { 1: { type: 'object' } } } })
  const types = await client.GET('/api/v1/event-type', { params: { query: { with_content: true } } })
  const schemas: Record<string, unknown> | null | undefined = types.data?.data[0]?.schemas

  const endpoint = await client.POST('/api/v1/app/{app_id}/endpoint', { params: { path }, body: { url: receiver, eventTypes: ['paid'], channels: null } })
  const endpointPath = { ...path, endpoint_id: endpoint.data!.id }
  const patched = await client.PATCH('/api/v1/app/{app_id}/endpoint/{endpoint_id}', { params: { path: endpointPath }, body: { description: 'patched' } })
  const headersSet = await client.PUT('/api/v1/app/{app_id}/endpoint/{endpoint_id}/headers', { params: { path: endpointPath }, body: { headers: { 'X-Own': '1' } } })
  const headers = await client.GET('/api/v1/app/{app_id}/endpoint/{endpoint_id}/headers', { params: { path: endpointPath } })
  const secret = await client.GET('/api/v1/app/{app_id}/endpoint/{endpoint_id}/secret', { params: { path: endpointPath } })
  const key: string | undefined = secret.data?.key

  const message = await client.POST('/api/v1/app/{app_id}/msg', { params: { path }, body: { eventType: 'paid', payload: { amount: 1 }, eventId: 'first' } })
  const sent: { id: string, eventId: string | null, payload: Record<string, unknown> } = message.data!
  const batch = await client.POST('/api/v1/app/{app_id}/msg/batch', { params: { path }, body: { messages: [{ eventType: 'paid', payload: {} }] } })
  const messages = await client.GET('/api/v1/app/{app_id}/msg', { params: { path, query: { event_types: ['paid'], limit: 10, with_content: false } } })
  const attempts = async () => (await client.GET('/api/v1/app/{app_id}/attempt/msg/{msg_id}', { params: { path: { ...path, msg_id: sent.id } } })).data?.data ?? []
  const task = await client.POST('/api/v1/stats/usage/app', { body: { since: '2026-01-01T00:00:00Z', until: new Date().toISOString() } })
  const portal = await client.POST('/api/v1/auth/app-portal-access/{app_id}', { params: { path }, body: {} })

  const missing = await client.GET('/api/v1/app/{app_id}', { params: { path: { app_id: 'unknown' } } })
  const code: string | undefined = missing.error && 'code' in missing.error ? missing.error.code : undefined
  const wrong = await client.POST('/api/v1/app', { body: { name: '' } })
  const violations = Array.isArray(wrong.error?.detail) ? wrong.error.detail.map(({ loc, type }) => ({ loc, type })) : undefined
  const twice = await client.POST('/api/v1/app/{app_id}/msg', { params: { path }, body: { eventType: 'paid', payload: {}, eventId: 'first' } })
  const health = await client.GET('/api/v1/health')
  const gone = await client.DELETE('/api/v1/app/{app_id}/endpoint/{endpoint_id}', { params: { path: endpointPath } })

  return {
    appId, rate, schemas, key, code, violations, attempts, sent,
    description: patched.data?.description, headers: headers.data?.headers, batch: batch.data, listed: messages.data, task: task.data, portal: portal.data,
    statuses: [created, types, endpoint, patched, headersSet, headers, secret, message, batch, messages, task, portal, missing, wrong, twice, health, gone].map(({ response }) => response.status)
  }
}
`

// Each line is one mistake that the generated types must detect.
const MISTAKES = `
import createClient from 'openapi-fetch'
import type { paths } from './paths.js'

const client = createClient<paths>({ baseUrl: '' })
export const mistakes = [
  client.GET('/api/v1/apps'),
  client.POST('/api/v1/app', { body: {} }),
  client.POST('/api/v1/app', { body: { name: 1 } }),
  client.GET('/api/v1/app/{app_id}', {}),
  client.GET('/api/v1/app/{app_id}/msg', { params: { path: { app_id: '' }, query: { limit: 'ten' } } }),
  client.POST('/api/v1/app/{app_id}/msg', { params: { path: { app_id: '' } }, body: { payload: {} } }),
  client.GET('/api/v1/app').then(({ data }) => data!.data[0]!.secret),
  client.GET('/api/v1/app').then(({ data }) => data!.data[0]!.name satisfies number)
]
`
const FIRST_MISTAKE = MISTAKES.split('\n').findIndex(line => line.includes('/api/v1/apps'))
const COUNT = MISTAKES.split('\n').filter(line => line.startsWith('  ')).length

const root = fileURLToPath(new URL('../../', import.meta.url))
// Inside the project, so that the program finds the packages.
const directory = await mkdtemp(join(root, 'node_modules/.generated-client-'))
t.teardown(async () => await rm(directory, { recursive: true }))
const server = await startTestServer()
const receiver = await startReceiver()
t.teardown(async () => { await Promise.all([server.close(), receiver.close()]) })

const text = astToString(await openapiTS(pathToFileURL(join(root, 'openapi/openapi.json'))))
await Promise.all([
  writeFile(join(directory, 'package.json'), '{"type":"module"}'),
  writeFile(join(directory, 'paths.ts'), text),
  writeFile(join(directory, 'program.ts'), PROGRAM),
  writeFile(join(directory, 'mistakes.ts'), MISTAKES)
])

t.test('Types that are generated from the document compile, accept the code of a customer, and detect mistakes.', t => {
  const options: ts.CompilerOptions = {
    strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: true, noEmit: true, types: [],
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext
  }
  const program = ts.createProgram(['paths.ts', 'program.ts', 'mistakes.ts'].map(name => join(directory, name)), options)
  const found = ts.getPreEmitDiagnostics(program)
  const inFile = (name: string) => found.filter(({ file }) => file?.fileName.endsWith(`/${name}`) === true)
  const say = ({ messageText, file, start }: ts.Diagnostic) =>
    `${(file?.getLineAndCharacterOfPosition(start!).line ?? 0) + 1}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`
  t.strictSame([...inFile('paths.ts'), ...inFile('program.ts')].map(say), [])
  t.strictSame(found.filter(({ file }) => file === undefined).map(say), [])
  const lines = new Set(inFile('mistakes.ts').map(({ file, start }) => file!.getLineAndCharacterOfPosition(start!).line))
  t.strictSame([...lines].sort((a, b) => a - b), Array.from({ length: COUNT }, (_, i) => FIRST_MISTAKE + i))
  t.end()
})

t.test('openapi-fetch uses the main resources of a live server with these types, including errors.', async t => {
  const { outputText } = ts.transpileModule(PROGRAM, { compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext } })
  await writeFile(join(directory, 'program.mjs'), outputText)
  const { run } = await import(pathToFileURL(join(directory, 'program.mjs')).href)
  const result = await run(server.url, await server.token(), receiver.url)
  t.strictSame(result.statuses, [201, 200, 201, 200, 204, 200, 200, 202, 202, 200, 202, 200, 404, 422, 409, 204, 204])
  t.match(result, {
    appId: /^app_/, rate: null, schemas: { 1: { type: 'object' } }, key: /^whsec_/, code: 'not_found',
    violations: [{ loc: ['body', 'name'], type: 'value_error' }], description: 'patched',
    headers: { 'X-Own': '1' }, sent: { id: /^msg_/, eventId: 'first', payload: { amount: 1 } }, listed: { done: true, data: { length: 2 } },
    task: { task: 'application.stats' }, portal: { token: /./, url: /^http/ }
  })
  t.match(await eventually('the attempt', async () => (await result.attempts())[0]), {
    status: 0, responseStatusCode: 204, msgId: result.sent.id
  })
})
