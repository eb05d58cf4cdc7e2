import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import t, { type Test } from 'tap'
import { eventually, startReceiver } from '../helpers/receiver.js'
import { run } from '../helpers/cli.js'
import { startTestServer } from '../helpers/server.js'

// Clients that generators in other languages make from the document, against a running server. `.ci/generators.sh` fetches the
// generators, and `npm run test:generators` runs this. The same with openapi-typescript:
// openapi-fetch.ts, beside this.

const DOCUMENT = resolve('openapi/openapi.json')
const PYTHON = resolve('.cache/openapi-python-client/bin')
const JAR = resolve('.cache/openapi-generator-7.14.0.jar')
const missing = (program: string) => spawnSync(program, ['--version']).error !== undefined && spawnSync(program, ['version']).error !== undefined

// What openapi-python-client cannot make: files, of which it knows no CSV and no NDJSON.
const NOT_IN_PYTHON = ['GET /api/v1/app/{app_id}/import/{import_id}/report', 'PUT /api/v1/app/{app_id}/import/{import_id}/upload']

const IN_PYTHON = `
import json, sys
from posthorn import AuthenticatedClient
from posthorn.api.application import v1_application_create, v1_application_get
from posthorn.api.endpoint import v1_endpoint_create
from posthorn.api.message import v1_message_create, v1_message_list
from posthorn.models import ApplicationIn, EndpointIn, MessageIn, MessageInPayload

url, token, receiver = sys.argv[1:]
client = AuthenticatedClient(base_url=url, token=token)
app = v1_application_create.sync(client=client, body=ApplicationIn(name='Acme', uid='acme'), get_if_exists=True)
endpoint = v1_endpoint_create.sync('acme', client=client, body=EndpointIn(url=receiver))
payload = MessageInPayload.from_dict({'amount': 4200})
message = v1_message_create.sync('acme', client=client, body=MessageIn(event_type='invoice.paid', payload=payload), idempotency_key='one')
listed = v1_message_list.sync('acme', client=client)
missing = v1_application_get.sync('unknown', client=client)
print(json.dumps({'app': app.id, 'endpoint': endpoint.url, 'message': message.id, 'listed': [one.id for one in listed.data], 'missing': missing.code}))
`

const IN_GO = `
package main

import (
  "context"
  "encoding/json"
  "fmt"
  "os"

  "example.com/acme/posthorn"
)

func check(err error) {
  if err != nil {
    fmt.Fprintln(os.Stderr, err)
    os.Exit(1)
  }
}

func main() {
  config := posthorn.NewConfiguration()
  config.Servers = posthorn.ServerConfigurations{{URL: os.Args[1]}}
  config.AddDefaultHeader("Authorization", "Bearer " + os.Args[2])
  client, ctx := posthorn.NewAPIClient(config), context.Background()

  application := posthorn.NewApplicationIn("Acme")
  application.SetUid("acme")
  app, _, err := client.ApplicationAPI.V1ApplicationCreate(ctx).ApplicationIn(*application).GetIfExists(true).Execute()
  check(err)
  endpoint, _, err := client.EndpointAPI.V1EndpointCreate(ctx, "acme").EndpointIn(*posthorn.NewEndpointIn(os.Args[3])).Execute()
  check(err)
  in := posthorn.NewMessageIn("invoice.paid")
  in.SetPayload(map[string]interface{}{"amount": 4200})
  message, _, err := client.MessageAPI.V1MessageCreate(ctx, "acme").MessageIn(*in).IdempotencyKey("one").Execute()
  check(err)
  listed, _, err := client.MessageAPI.V1MessageList(ctx, "acme").Execute()
  check(err)
  ids := []string{}
  for _, one := range listed.Data {
    ids = append(ids, one.Id)
  }
  _, answer, err := client.ApplicationAPI.V1ApplicationGet(ctx, "unknown").Execute()
  if err == nil {
    os.Exit(2)
  }
  told := map[string]interface{}{"app": app.Id, "endpoint": endpoint.Url, "message": message.Id, "listed": ids, "missing": answer.StatusCode}
  check(json.NewEncoder(os.Stdout).Encode(told))
}
`

/** Runs a client that was generated: what it printed, after its message arrived. */
async function tried (t: Test, start: (args: string[]) => ReturnType<typeof run>) {
  const server = await startTestServer()
  t.teardown(server.close)
  const receiver = await startReceiver()
  t.teardown(receiver.close)
  const program = start([server.url, await server.token(), receiver.url])
  t.equal(await program.exited, 0, program.stderr())
  const told = JSON.parse(program.stdout())
  t.match(told, { app: /^app_/, endpoint: `${receiver.url}/`, message: /^msg_/, listed: [told.message] })
  await eventually('the message arrives', () => receiver.received.length === 1)
  t.strictSame(JSON.parse(receiver.received[0]!.body.toString()), { amount: 4200 })
  t.equal(receiver.received[0]!.headers['webhook-id'], told.message)
  return told
}

const noPython = existsSync(join(PYTHON, 'openapi-python-client')) ? false : 'there is no openapi-python-client: .ci/generators.sh fetches it'

t.test('openapi-python-client makes a client of all operations but those of files, and it works', { skip: noPython }, async t => {
  const folder = t.testdir()
  const PATH = `${PYTHON}${delimiter}${process.env.PATH}`
  const made = run(join(PYTHON, 'openapi-python-client'), ['generate', '--path', DOCUMENT, '--meta', 'none', '--output-path', join(folder, 'posthorn')], { PATH })
  t.equal(await made.exited, 0, made.stderr())
  const left = [...(made.stdout() + made.stderr()).matchAll(/(?:WARNING|ERROR) parsing (\S+ \S+)/g)].map(([, operation]) => operation!)
  t.strictSame([...new Set(left)].sort(), NOT_IN_PYTHON)
  writeFileSync(join(folder, 'try.py'), IN_PYTHON)
  const told = await tried(t, args => run(join(PYTHON, 'python'), [join(folder, 'try.py'), ...args], { PATH }, folder))
  t.equal(told.missing, 'not_found')
})

const noGo = !existsSync(JAR)
  ? 'there is no OpenAPI Generator: .ci/generators.sh fetches it'
  : ['java', 'go'].some(missing) && 'OpenAPI Generator needs Java, and its client Go'

t.test('OpenAPI Generator finds nothing wrong, and makes a client in Go that compiles and works', { skip: noGo }, async t => {
  const checked = run('java', ['-jar', JAR, 'validate', '-i', DOCUMENT])
  t.equal(await checked.exited, 0, checked.stderr())
  t.match(checked.stdout(), 'No validation issues detected.')
  const folder = join(t.testdir(), 'client')
  const made = run('java', ['-jar', JAR, 'generate', '-g', 'go', '-i', DOCUMENT, '-o', folder, '--git-host', 'example.com', '--git-user-id', 'acme', '--git-repo-id', 'posthorn',
    '--additional-properties', 'packageName=posthorn', '--global-property', 'apiDocs=false,modelDocs=false,apiTests=false,modelTests=false'])
  t.equal(await made.exited, 0, made.stderr())
  mkdirSync(join(folder, 'try'))
  writeFileSync(join(folder, 'try/main.go'), IN_GO)
  // It needs no package but its own.
  const env = { GOFLAGS: '-mod=mod', GOPROXY: 'off' }
  const built = run('go', ['build', '-o', 'tried', './try'], env, folder)
  t.equal(await built.exited, 0, built.stderr())
  const told = await tried(t, args => run(join(folder, 'tried'), args, env, folder))
  t.equal(told.missing, 404)
})
