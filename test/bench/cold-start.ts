// The time from the start of the process to its first answer, under AWS's runtime client on Node 24: the whole API, and in the
// same run a bare handler that makes the same DynamoDB call through the AWS SDK, bundled the same way. A stub in another
// process answers instead of the database. Run: npm run bench:cold [-- runs]
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundle, bundleModule } from '../../infra/bundle.js'
import { readWords } from '../helpers/command-line.js'
import { loadConfig } from '../../src/config.js'
import { createTokens } from '../../src/http/tokens.js'
import { shapes } from '../helpers/lambda-events.js'
import { lambdaRuntimeMissing, startLambda } from '../helpers/lambda-runtime.js'

const USAGE = 'npm run bench:cold -- [runs]\n\n  The cold start of the function http beside a bare handler, under the runtime client of AWS; 21 runs unless told.\n'
const [runs = '21'] = readWords({ usage: USAGE, words: 1 })
const RUNS = Number(runs)

const missing = lambdaRuntimeMissing()
if (missing) throw new Error(missing)

const folder = await mkdtemp(join(tmpdir(), 'posthorn-cold-'))
await bundle(folder, ['http'])
await bundleModule('test/bench/bare-handler.ts', join(folder, 'bare'))

const Item = {
  orgId: { S: 'org_bench' }, id: { S: 'app_bench' }, rev: { N: '1' }, name: { S: 'bench' }, metadata: { M: {} },
  createdAt: { N: '1796000000000' }, updatedAt: { N: '1796000000000' }
}
const stub = fork(new URL('./stub.js', import.meta.url), {
  execArgv: [],
  env: {
    ...process.env, STUB_ANSWERS: JSON.stringify({
      'GetItem applications': JSON.stringify({ Item }), 'Query applications': JSON.stringify({ Items: [Item], Count: 1 })
    })
  }
})
const [{ port }] = await once(stub, 'message') as [{ port: number }]

const SECRETS = { POSTHORN_JWT_SECRET: 'the secret of this bench', POSTHORN_MAIN_SECRET: 'the secret of this bench' }
const env = {
  ...SECRETS,
  POSTHORN_DYNAMODB_ENDPOINT: 'aws',
  POSTHORN_LOG_LEVEL: 'error',
  AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${port}`,
  AWS_ACCESS_KEY_ID: 'AKIABENCH',
  AWS_SECRET_ACCESS_KEY: 'bench',
  AWS_SESSION_TOKEN: 'bench'
}
const authorization = `Bearer ${await createTokens(loadConfig(SECRETS), Date.now).mint({ kind: 'org', orgId: 'org_bench' }, 3600)}`
const headers = { authorization, 'content-type': 'application/json' }
const restApi = shapes[0]!

const cases = [
  {
    name: 'list applications: one call', call: 'Query', event: restApi.event({ method: 'GET', target: '/api/v1/app', headers }),
    status: 200
  },
  {
    name: 'get an application: two calls', call: 'GetItem',
    event: restApi.event({ method: 'GET', target: '/api/v1/app/app_bench', headers }), status: 200
  },
  {
    name: 'accept a message', call: 'PutItem', event: restApi.event({
      method: 'POST', target: '/api/v1/app/app_bench/msg', headers, body: '{"eventType":"invoice.paid","payload":{"a":1}}'
    }), status: 202
  }
]

console.log(`${cpus()[0]?.model}, ${RUNS} alternating runs; ms from process start to first answer, medians`)
for (const { name, call, event, status } of cases) {
  const rows: Array<[ours: number, bare: number]> = []
  for (let run = 0; run <= RUNS; run++) {
    const row: [number, number] = [
      await coldStart(join('http', 'index.mjs'), event, status), await coldStart(join('bare', 'index.mjs'), { call }, 200)
    ]
    // The first run reads the files from the disk.
    if (run > 0) rows.push(row)
  }
  const [ours, bare] = [median(rows.map(([one]) => one)), median(rows.map(([, one]) => one))]
  console.log(
    `${name.padEnd(32)} ${ours.toFixed(0).padStart(5)}   bare handler ${bare.toFixed(0).padStart(5)}   ratio ${(ours / bare).toFixed(2)}   (of pairs ${median(rows.map(([a, b]) => a / b)).toFixed(2)})`
  )
}
stub.kill()
await rm(folder, { recursive: true })

async function coldStart (file: string, event: unknown, status: number): Promise<number> {
  const start = performance.now()
  const lambda = await startLambda({ bundle: join(folder, file), handler: 'handler', env })
  const answer = await lambda.invoke(event) as { statusCode: number, body: string }
  const took = performance.now() - start
  await lambda.stop()
  if (answer.statusCode !== status) throw new Error(`${answer.statusCode}: ${answer.body} ${lambda.log()}`)
  return took
}

function median (values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
}
