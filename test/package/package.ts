import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import t from 'tap'
import { FUNCTIONS } from '../../src/facts/functions.js'
import { killAll, ROOT, run, urlOf } from '../helpers/cli.js'
import { startCollector } from '../helpers/collector.js'
import { eventually } from '../helpers/receiver.js'

// The package as npm packs it, in an empty folder: `npm run test:package`. It needs npm's registry or its cache.
// `.ci/run` runs it on all versions of Node that it has fetched.

const MOST_PACKAGES = 60
const MOST_BYTES = 45_000_000
const MOST_PACKED_BYTES = 4_000_000

const dir = mkdtempSync(join(tmpdir(), 'posthorn-package-'))
t.teardown(() => {
  killAll()
  rmSync(dir, { recursive: true, force: true })
})
const npm = (cwd: string, ...args: string[]) => execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })

npm(ROOT, 'pack', '--pack-destination', dir)
const tarball = join(dir, readdirSync(dir).find(name => name.endsWith('.tgz'))!)
const folder = join(dir, 'empty')
mkdirSync(folder)
npm(folder, 'install', '--no-audit', '--no-fund', tarball)
const modules = join(folder, 'node_modules')
const files = (path: string): string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true }).filter(one => one.isFile()).map(one => join(one.parentPath, one.name))

t.test('The package is small: packed, in packages and in bytes. Nothing is compiled, and dependencies of deployments alone are absent.', async t => {
  t.ok(statSync(tarball).size <= MOST_PACKED_BYTES, `${statSync(tarball).size} bytes packed`)
  const packages = npm(folder, 'ls', '--all', '--parseable').trim().split('\n').slice(1)
  t.ok(packages.length <= MOST_PACKAGES, `${packages.length} packages`)
  const all = files(modules)
  const bytes = all.reduce((sum, file) => sum + statSync(file).size, 0)
  t.ok(bytes <= MOST_BYTES, `${bytes} bytes installed`)
  t.comment(`${packages.length} packages, ${(bytes / 1e6).toFixed(1)} MB installed, ${(statSync(tarball).size / 1e6).toFixed(1)} MB packed`)
  t.strictSame(all.filter(file => /\/(?:build\/Release|aws-cdk[^/]*|constructs|esbuild|typescript)\//.test(file)), [])
})

t.test('The package has the build and all licences, and neither sources nor tests.', async t => {
  const inside = join(modules, 'posthorn')
  t.strictSame(readdirSync(inside).sort(), ['CHANGELOG.md', 'LICENSE', 'README.md', 'dist', 'package.json'])
  t.strictSame(readdirSync(join(inside, 'dist')).sort(), ['LICENSES.txt', 'cdk', 'cli', 'lambda', 'models', 'portal', 'testing', 'types'])
  t.strictSame(readdirSync(join(inside, 'dist/lambda')).sort(), [...FUNCTIONS].sort())
  t.notOk(existsSync(join(inside, 'dist/lambda/http/portal')), 'the pages are in it once')
  t.match(readFileSync(join(inside, 'dist/cdk/LICENSES.txt'), 'utf8'), /^@fastify\/aws-lambda \d/m)
  const licences = readFileSync(join(inside, 'dist/LICENSES.txt'), 'utf8')
  for (const name of ['fastify', 'undici', 'dynamoose', '@aws-sdk/client-dynamodb', 'commander', 'preact']) {
    t.match(licences, new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\((MIT|Apache-2\\.0|Unlicense)`, 'm'), name)
  }
  const { exports, dependencies, private: isPrivate } = JSON.parse(readFileSync(join(inside, 'package.json'), 'utf8'))
  t.equal(isPrivate, undefined)
  t.strictSame(Object.keys(dependencies), ['lmdb'])
  for (const path of ['./cdk', './models', './testing'].flatMap(name => [exports[name].types, exports[name].default])) {
    t.ok(existsSync(join(inside, path)), path)
  }
})

const binOf = (major: number) => join(ROOT, `.cache/node${major}/node_modules/node/bin`)
const nodes = [
  { name: `Node ${process.versions.node}, which runs this`, bin: dirname(process.execPath) },
  ...[20, 22, 24].filter(major => existsSync(join(binOf(major), 'node'))).map(major => ({ name: `Node ${major}`, bin: binOf(major) }))
]

for (const { name, bin } of nodes) {
  t.test(`npx posthorn starts on ${name}, and the command that it prints sends a first webhook.`, async t => {
    const env = { PATH: `${bin}:${process.env.PATH}`, PORT: '0', POSTHORN_DATA_DIR: join(dir, `data ${name}`) }
    const server = run('npx', ['--no-install', 'posthorn'], env, folder)
    const url = await urlOf(server)
    const [command] = /^ *API=[^]*?\/inbox$/m.exec(server.stdout())!
    const pasted = run('bash', ['-c', command], env, folder)
    t.equal(await pasted.exited, 0)
    t.match(JSON.parse(pasted.stdout().split(/\n(?=\[)/)[1]!), [{ headers: { 'webhook-signature': /^v1,/ } }])
    t.equal((await (await fetch(`${url}/docs`)).text()).includes('<title>Posthorn API</title>'), true)
    t.equal((await fetch(`${url}/docs/page.js`)).status, 200)
    t.equal((await fetch(`${url}/portal/login`)).status, 200)
    // A thread of the server, and a package that is loaded for it.
    const openapi = await fetch(`${url}/api/v1/event-type/import/openapi`, {
      method: 'POST', headers: await authorization(env),
      body: JSON.stringify({ specRaw: 'openapi: 3.1.0\nwebhooks:\n  it.happened:\n    post: {}\n' })
    })
    t.equal(openapi.status, 200, await openapi.clone().text())
    process.kill(-server.child.pid!, 'SIGINT')
    // npx ends by the signal, after its child.
    await server.exited
    t.match(server.stderr(), 'Stopping when the deliveries under way have ended')
    t.notMatch(server.stderr(), /Warning/)
  })
}

t.test('OpenTelemetry needs its SDK, which users install themselves; the package in the error message is enough.', async t => {
  const collector = await startCollector()
  t.teardown(collector.close)
  const env = {
    PORT: '0', POSTHORN_DATA_DIR: join(dir, 'traced'), OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_BSP_SCHEDULE_DELAY: '50'
  }
  const refused = run('npx', ['--no-install', 'posthorn', 'start'], env, folder)
  t.equal(await refused.exited, 1)
  const asked = 'In the folder where Posthorn is installed: npm install '
  const told = refused.stderr().trim()
  t.match(told, /^Posthorn cannot start\. OTEL_EXPORTER_OTLP_ENDPOINT is set, .* is not installed beside Posthorn\./)
  const names = told.slice(told.indexOf(asked) + asked.length)
  t.match(names, /^@opentelemetry\/sdk-node@\d\S+$/, told)
  const tracing = join(dir, 'tracing')
  mkdirSync(tracing)
  npm(tracing, 'install', '--no-audit', '--no-fund', tarball, names)
  const server = run('npx', ['--no-install', 'posthorn', 'start'], env, tracing)
  const url = await urlOf(server)
  const made = await fetch(`${url}/api/v1/app`, {
    method: 'POST', headers: await authorization({ POSTHORN_DATA_DIR: env.POSTHORN_DATA_DIR }), body: '{"name":"Acme"}'
  })
  t.equal(made.status, 201)
  await eventually('the request is told', () => collector.spans().some(({ name }) => name === 'POST /api/v1/app'))
  process.kill(-server.child.pid!, 'SIGINT')
  await server.exited
  t.notMatch(server.stderr(), /Warning/)
})

// A user's own test, as in docs/guides/test-your-app.md, with no other dependency than the package.
const THEIR_TEST = `
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startPosthorn } from 'posthorn/testing'

test('an invoice that is paid is told', async () => {
  const posthorn = await startPosthorn()
  try {
    const call = async (path, body) => {
      const headers = { authorization: \`Bearer \${posthorn.token}\`, 'content-type': 'application/json' }
      const answer = await fetch(\`\${posthorn.url}/api/v1\${path}\`, { method: 'POST', headers, body: JSON.stringify(body) })
      assert.ok(answer.ok, await answer.clone().text())
    }
    await call('/app', { name: 'Acme', uid: 'acme' })
    await call('/app/acme/endpoint', { url: posthorn.inboxUrl })
    await call('/app/acme/msg', { eventType: 'invoice.paid', payload: { amount: 4200 } })
    const [delivery] = await (await fetch(posthorn.inboxUrl)).json()
    assert.deepEqual(JSON.parse(delivery.body), { amount: 4200 })
  } finally {
    await posthorn.stop()
  }
})
`
const THEIR_TYPES = `
import { startPosthorn, type RunningPosthorn } from 'posthorn/testing'
const posthorn: RunningPosthorn = await startPosthorn({ settings: { POSTHORN_RETRY_SCHEDULE: '1s' }, dataDir: 'data' })
const texts: string[] = [posthorn.url, posthorn.token, posthorn.inboxUrl, await posthorn.tokenOf('org_other')]
// @ts-expect-error there is no such option
await startPosthorn({ port: 1 })
await posthorn.stop()
export { texts }
`

for (const { name, bin } of nodes) {
  t.test(`A test of another program starts a server in its process, and ends by itself, on ${name}.`, async t => {
    writeFileSync(join(folder, 'theirs.test.mjs'), THEIR_TEST)
    const tested = run('node', ['--test', 'theirs.test.mjs'], { PATH: `${bin}:${process.env.PATH}` }, folder)
    t.equal(await tested.exited, 0, tested.stdout())
    t.match(tested.stdout(), /^\D*pass 1$/m)
  })
}

t.test('The types are complete: the compiler needs no other package, and checks every declaration.', async t => {
  writeFileSync(join(folder, 'theirs.mts'), THEIR_TYPES)
  const compilerOptions = { noEmit: true, strict: true, target: 'es2023', module: 'nodenext', types: [] }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['theirs.mts'] }))
  const compiled = run('node', [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', folder], {}, folder)
  t.equal(await compiled.exited, 0, compiled.stdout())
})

t.test('A deployment needs the CDK, which users of `deploy` install themselves.', async t => {
  const refused = run('npx', ['--no-install', 'posthorn', 'synth'], {}, folder)
  t.equal(await refused.exited, 1)
  t.match(
    refused.stderr(),
    'aws-cdk, aws-cdk-lib, constructs is not installed. In this folder: npm install --save-dev posthorn aws-cdk aws-cdk-lib constructs'
  )
})

const THEIR_STAGES = `
import { defineStages } from 'posthorn/cdk'
export default defineStages({ mine: { like: 'prod', logDays: 3, alarms: { email: 'oncall@example.com' } }, wrong: { logDay: 3 } as object })
`
const THEIR_APP = `
import { App, Tags } from 'aws-cdk-lib'
import { createPosthorn, stageFrom, type Stacks } from 'posthorn/cdk'
const app = new App()
const { data, service }: Stacks = createPosthorn(app, { stage: stageFrom('theirs', { gateway: { kind: 'http' } }) })
Tags.of(service).add('owner', 'platform')
// @ts-expect-error there is no such option
export const wrong = () => stageFrom('theirs', { logDay: 3 })
export { data }
`

t.test('The package deploys without a clone: with a stage file of the user, and with an app of the user.', async t => {
  const deploying = join(dir, 'deploying')
  mkdirSync(deploying)
  const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  const cdk = ['aws-cdk', 'aws-cdk-lib', 'constructs'].map(name => `${name}@${devDependencies[name]}`)
  writeFileSync(join(deploying, 'package.json'), '{"private": true, "type": "module"}')
  npm(deploying, 'install', '--no-audit', '--no-fund', tarball, ...cdk)

  const { bin } = nodes.at(-1)!
  const env = { PATH: `${bin}:${process.env.PATH}` }
  const readsTypes = nodes.length > 1
  const file = readsTypes ? 'posthorn.config.ts' : 'posthorn.config.mjs'
  writeFileSync(join(deploying, file), readsTypes ? THEIR_STAGES : THEIR_STAGES.replace(' as object', ''))
  const wrong = run('npx', ['--no-install', 'posthorn', 'synth', '--stage', 'mine', '--config', 'nowhere.mjs'], env, deploying)
  t.equal(await wrong.exited, 1)
  t.match(wrong.stderr(), /There is no stage file .*nowhere\.mjs/)
  const refused = run('npx', ['--no-install', 'posthorn', 'synth', '--stage', 'mine'], env, deploying)
  t.equal(await refused.exited, 1)
  t.match(refused.stderr(), `${file}: wrong.logDay: there is no such option; there is alarms, `)

  writeFileSync(
    join(deploying, file), readFileSync(join(deploying, file), 'utf8').replace(/, wrong: .*? \}\)/s, ' })').replace(/, wrong.*\n/, ' })\n')
  )
  const made = run('npx', ['--no-install', 'posthorn', 'synth', '--stage', 'mine'], env, deploying)
  t.equal(await made.exited, 0, made.stderr())
  const template = JSON.parse(readFileSync(join(deploying, 'cdk.out/posthorn-mine-service.template.json'), 'utf8'))
  const names = Object.values<{ Properties?: { FunctionName?: string } }>(template.Resources).map(
    ({ Properties }) => Properties?.FunctionName
  )
  t.ok(names.includes('posthorn-mine-http'))
  const codes = readdirSync(join(deploying, 'cdk.out')).filter(name => existsSync(join(deploying, 'cdk.out', name, 'portal')))
  t.equal(codes.length, 1, 'the http function has the files of the portal')
  for (const part of ['index.mjs', 'portal/portal.html']) t.ok(existsSync(join(deploying, 'cdk.out', codes[0]!, part)), part)

  writeFileSync(join(deploying, 'app.mts'), THEIR_APP)
  const compilerOptions = { strict: true, target: 'es2023', module: 'nodenext', types: [], skipLibCheck: true, outDir: 'out' }
  writeFileSync(join(deploying, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['app.mts'] }))
  const compiled = run('node', [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', deploying], {}, deploying)
  t.equal(await compiled.exited, 0, compiled.stdout())
  const synthesized = run(
    'npx', ['--no-install', 'cdk', 'synth', '--quiet', '--app', 'node out/app.mjs', '--output', 'theirs.out'], env, deploying
  )
  t.equal(await synthesized.exited, 0, synthesized.stderr())
  t.ok(existsSync(join(deploying, 'theirs.out/posthorn-theirs-service.template.json')))
})

async function authorization (env: Record<string, string>) {
  const made = run('npx', ['--no-install', 'posthorn', 'token'], env, folder)
  await made.exited
  return { authorization: `Bearer ${made.stdout().trim()}`, 'content-type': 'application/json' }
}
