import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import ts from 'typescript'
import document from '../../openapi/openapi.json' with { type: 'json' }
import { operationsOf, type Document } from '../../openapi/document.js'
import { python } from '../helpers/sdk-python.js'
import { eventually } from '../helpers/receiver.js'
import { apiOf, startTestServer } from '../helpers/server.js'

const run = promisify(execFile)
const operations = operationsOf(document as unknown as Document).map(({ method, operation }) => ({ method, ...operation }))
const sampleOf = (operation: typeof operations[number], label: string) => operation['x-codeSamples']!.find(one => one.label === label)!.source

t.test('Each call is shown in curl and three languages', async t => {
  for (const operation of operations) t.same(operation['x-codeSamples']?.map(({ label }) => label), ['curl', 'JavaScript', 'Python', 'Go'], operation.operationId)
  const bySdk = operations.filter(one => /await svix\.\w+/.test(sampleOf(one, 'JavaScript')))
  t.ok(bySdk.length > 60, `${bySdk.length} by the SDK`)
  t.match(sampleOf(operations.find(({ operationId }) => operationId === 'v1.message.create')!, 'Python'), /svix\.message\.create\("acme", MessageIn\(event_type="invoice\.paid"/)
})

// The first call of each group makes what the others use.
const FIRST = ['v1.application.create', 'v1.event-type.create', 'v1.endpoint.create', 'v1.destination.create', 'v1.operational-webhook.endpoint.create', 'v1.message.create', 'v1.message.create-batch', 'v1.authentication.rotate-poller-token']
const isLast = ({ operationId, method }: typeof operations[number]) => method === 'delete' || operationId.includes('expunge')
const ORDERED = [
  ...FIRST.map(id => operations.find(({ operationId }) => operationId === id)!),
  ...operations.filter(one => !isLast(one) && !FIRST.includes(one.operationId)),
  ...operations.filter(isLast).reverse()
]
// What the examples cannot make: an entry of attention; a portal's token; a report of an import that is running.
const OTHERWISE: Record<string, RegExp> = { 'v1.attention.dismiss': /404/, logout_api_v1_auth_logout__post: /400/, 'v1.import.get-report': /200|404/ }

t.test('The commands of curl work as they stand, in a terminal with TOKEN', async t => {
  const server = await startTestServer()
  const directory = t.testdir({ 'messages.ndjson': '{"eventType":"invoice.paid","payload":{"amount":1}}\n' })
  t.teardown(server.close)
  const token = await server.token()
  const api = apiOf(server.url, token)
  const known: Record<string, string> = {}
  for (const operation of ORDERED) {
    if (/attempt_id|\/attempt\/atmpt/.test(sampleOf(operation, 'curl'))) {
      known['atmpt_1srOrx2ZWZBpBUvZwXKQmoEYga2'] ??= await eventually('an attempt', async () => (await api('GET', '/app/acme/attempt/msg/invoice-1')).body.data[0]?.id)
    }
    const command = Object.entries({ ...known, 'http://127.0.0.1:8071': server.url, '2026-11-22T14:05:00': new Date(Date.now() - 3_600_000).toISOString().slice(0, 19) })
      .reduce((text, [from, to]) => text.replaceAll(from, to), sampleOf(operation, 'curl'))
    const { stdout } = await run('bash', ['-c', command.replace('curl', "curl -s -w '\\n%{http_code}'")], { cwd: directory, env: { ...process.env, TOKEN: token } })
    const [, text, status] = /^([^]*)\n(\d+)$/.exec(stdout)!
    t.match(status, OTHERWISE[operation.operationId] ?? /^2/, `${operation.operationId}: ${command} ${text!.slice(0, 300)}`)
    if (operation.operationId === 'v1.import.create') {
      const { id, uploadUrl } = JSON.parse(text!)
      known['qtask_1srOrx2ZWZBpBUvZwXKQmoEYga2/upload?token=UPLOAD_TOKEN'] = `${id}/upload${new URL(uploadUrl).search}`
      known['import/qtask_1srOrx2ZWZBpBUvZwXKQmoEYga2'] = `import/${id}`
    }
    if (operation.operationId === 'v1.endpoint.recover') known['background-task/qtask_1srOrx2ZWZBpBUvZwXKQmoEYga2'] = `background-task/${JSON.parse(text!).id}`
  }
})

t.test('The programs in JavaScript fit the types of the SDK', async t => {
  const directory = await mkdtemp('node_modules/.samples-')
  t.teardown(async () => await rm(directory, { recursive: true }))
  const files = await Promise.all(operations.map(async one => {
    const file = join(directory, `${one.operationId.replaceAll(/\W/g, '_')}.mts`)
    await writeFile(file, sampleOf(one, 'JavaScript').replace("from 'svix'", "from 'svix-newest'").replace('process.env.TOKEN,', 'process.env.TOKEN!,'))
    return file
  }))
  const program = ts.createProgram(files, { strict: true, noEmit: true, skipLibCheck: true, types: ['node'], target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext })
  t.same(ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`), [])
})

const PYTHON = `
import json, os, sys
import httpx
os.environ["TOKEN"] = "testsk_x"
class Asked(Exception): pass
def ask(*_, **__): raise Asked()
httpx.request = httpx.Client.request = httpx.Client.send = ask
open("messages.ndjson", "w").close()
wrong = []
for name, source in json.load(sys.stdin):
    try:
        exec(compile(source, name, "exec"), {})
        wrong.append([name, "asked nothing"])
    except Asked: pass
    except Exception as error: wrong.append([name, str(error)])
print(json.dumps(wrong))
`

t.test('The programs in Python call the SDK as it is', { skip: python.missing }, async t => {
  const child = execFile(join(process.cwd(), '.cache/sdk-python-2.9.1/bin/python'), ['-c', PYTHON], { cwd: t.testdir() })
  let out = ''
  child.stdout!.on('data', part => { out += part })
  child.stdin!.end(JSON.stringify(operations.map(one => [one.operationId, sampleOf(one, 'Python')])))
  await new Promise(resolve => child.once('close', resolve))
  t.same(JSON.parse(out), [])
})
