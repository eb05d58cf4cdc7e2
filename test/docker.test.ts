import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { ROOT } from './helpers/cli.js'
import { build, containersMissing, start, type Image } from './helpers/container.js'
import { contextOf, parseDockerfile } from './helpers/dockerfile.js'
import { eventually, startReceiver } from './helpers/receiver.js'
import { serveRuntimeApi } from './helpers/runtime-api.js'
import { apiOf } from './helpers/server.js'

const stages = parseDockerfile(readFileSync(join(ROOT, 'Dockerfile'), 'utf8'))
const image = stages.at(-1)!
const RIC = join(ROOT, '.cache/lambda/node_modules')

t.test("The last stage starts from a slim Node of the functions' version, as a user without privileges.", async (t) => {
  t.equal(image.from, 'node:24-slim')
  t.strictSame(stages.map(({ as }) => as), ['build', 'lambda-client', undefined])
  const of = (name: string) => image.instructions.filter(one => one.name === name)
  t.match(of('USER').map(({ text }) => text), ['1000:1000'])
  t.ok(image.instructions.findIndex(({ name }) => name === 'USER') > image.instructions.findLastIndex(({ name }) => name === 'RUN' ||
    name === 'COPY'), 'it runs no build steps')
  // A shell or npm would not pass on a signal.
  for (const name of ['CMD', 'HEALTHCHECK']) t.match(of(name)[0]!.text, /\[/, `${name} runs without a shell`)
  t.strictSame(of('ENTRYPOINT'), [])
})

t.test('The build context has sources only: no secrets, no data, no modules of this machine.', async (t) => {
  const isIn = contextOf(readFileSync(join(ROOT, '.dockerignore'), 'utf8'))
  for (const path of [
    '.posthorn/secrets.json', '.env', '.git/config', 'node_modules/fastify/package.json', 'dist/cli/posthorn.js', 'test/config.test.ts',
    'README.md', 'openapi/generate.ts'
  ]) t.notOk(isIn(path), path)
  for (const path of [
    'package.json', 'package-lock.json', '.npmrc', 'src/server.ts', 'infra/build-functions.ts', 'infra/bundle.ts', 'openapi/openapi.json',
    'test/helpers/typescript.js'
  ]) t.ok(isIn(path), path)
})

// This installs the packages again, which takes minutes on a busy machine: for CI.
const left = process.env.POSTHORN_TEST_IMAGE ? containersMissing() : 'set POSTHORN_TEST_IMAGE=1 to build the image: it takes minutes'

t.test('The steps of the Dockerfile, in clean directories, make an image that runs.', { skip: left, timeout: 800_000 }, async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'posthorn-image-'))
  t.teardown(() => rmSync(dir, { recursive: true, force: true }))
  const built = await buildAll(dir)

  await t.test('The image has the files that it needs to run, and no others.', async (t) => {
    const modules = readdirSync(join(built.root, 'app/node_modules'))
    t.ok(modules.includes('lmdb'))
    for (const name of ['fastify', 'dynamoose', 'typescript', 'esbuild', 'aws-cdk-lib', 'tap']) t.notOk(modules.includes(name), name)
    t.strictSame(readdirSync(join(built.root, 'app')).sort(), ['LICENSE', 'dist', 'node_modules', 'package.json'])
  })

  await t.test('The image runs as process 1 with a read-only root, is healthy, delivers, and ends on its signal.', async (t) => {
    const PORT = await freePort()
    const receiver = await startReceiver((_received, response) => { setTimeout(() => response.writeHead(204).end(), 500) })
    t.teardown(receiver.close)
    const container = await start(built, { PORT, POSTHORN_WHITELIST_SUBNETS: '127.0.0.0/8' })
    t.teardown(() => container.signal('SIGKILL'))
    await eventually(`the health check; the server says: ${container.output()}`, () => container.exec(built.healthcheck) === 0, 60_000)
    t.equal(container.exec([
      '/bin/sh', '-c', 'test "$(id -u)" = 1000 && ! touch /app/x 2>/dev/null && ! touch /tmp/x 2>/dev/null && touch /data/x'
    ]), 0)
    t.equal(container.exec(['/bin/sh', '-c', 'test "$(tr "\\0" " " </proc/1/cmdline | cut -c 1-5)" = "node "']), 0, 'Node is process 1')
    t.equal(statSync(join(container.volumes['/data']!, 'secrets.json')).mode & 0o777, 0o600)
    t.equal(container.exec(['node', 'dist/cli/posthorn.js', 'doctor', '--no-canary']), 0, 'the doctor finds no failure')

    const { jwtSecret } = JSON.parse(readFileSync(join(container.volumes['/data']!, 'secrets.json'), 'utf8')) as { jwtSecret: string }
    const api = apiOf(`http://127.0.0.1:${PORT}`, await tokenOf(jwtSecret))
    await api('POST', '/app', { name: 'a', uid: 'a' })
    await api('POST', '/app/a/endpoint', { url: receiver.url })
    t.equal((await api('POST', '/app/a/msg', { eventType: 'a', payload: {} })).status, 202)
    await eventually('the running delivery', () => receiver.received.length === 1)
    container.signal(built.stopSignal)
    t.equal(await container.exited, 0)
    t.match(container.output(), 'Stopping when the deliveries under way have ended')
  })

  await t.test('The image ends on its signal also while it starts.', async (t) => {
    const container = await start(built, { PORT: await freePort() })
    t.teardown(() => container.signal('SIGKILL'))
    await eventually('Node is process 1', () => container.exec(['/bin/sh', '-c', 'test "$(cut -c 1-4 </proc/1/cmdline)" = node']) === 0)
    // Once its code runs, which for process 1 is before it has anything to stop.
    await eventually('its volume to be in use', () => readdirSync(container.volumes['/data']!).length > 0)
    container.signal(built.stopSignal)
    t.equal(await container.exited, 0)
  })

  await t.test('Without its server, the image is not healthy.', async (t) => {
    const container = await start(built, { PORT: await freePort() }, { command: ['sleep', '60'] })
    t.teardown(() => container.signal('SIGKILL'))
    await eventually('the process', () => container.exec(['true']) === 0)
    t.equal(container.exec(built.healthcheck), 1)
  })

  await t.test('The image is a Lambda function with another command.', {
    skip: existsSync(RIC)
      ? false
      : 'needs aws-lambda-ric: run .ci/lambda-runtime.sh'
  }, async (t) => {
    const api = await serveRuntimeApi({ timeoutMs: 20_000, onIdle: () => {}, onWork: () => {}, onTimeout: () => {} })
    t.teardown(api.close)
    const settings = {
      AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${api.port}`, AWS_LAMBDA_FUNCTION_NAME: 'posthorn', AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024',
      AWS_REGION: 'us-east-1', AWS_LAMBDA_LOG_GROUP_NAME: '/posthorn', AWS_LAMBDA_LOG_STREAM_NAME: 'a', POSTHORN_JWT_SECRET: 'x'.repeat(40),
      POSTHORN_MAIN_SECRET: 'y'.repeat(40), POSTHORN_DYNAMODB_ENDPOINT: 'http://127.0.0.1:9'
    }
    const container = await start(built, settings, { command: ['lambda', 'http'] })
    t.teardown(() => container.signal('SIGKILL'))
    void container.exited.then(code => api.end(new Error(`it ended with ${code}: ${container.output()}`)))
    const event = {
      version: '2.0', routeKey: '$default', rawPath: '/api/v1/health/ping', rawQueryString: '', headers: { host: 'a.example' },
      requestContext: { stage: '$default', http: { method: 'GET', path: '/api/v1/health/ping', sourceIp: '127.0.0.1' } },
      isBase64Encoded: false
    }
    t.match(await api.invoke(event), { statusCode: 204 })
  })
})

/** The stages in order. AWS's runtime client takes a minute to compile: CI's compiled one is used, which the same steps made. */
async function buildAll (dir: string): Promise<Image> {
  const made: Record<string, Image> = {}
  for (const stage of stages) {
    const name = stage.as ?? 'image'
    const root = join(dir, name)
    mkdirSync(root)
    made[name] = await build(
      name === 'lambda-client' ? { ...stage, instructions: stage.instructions.filter(one => one.name !== 'RUN') } : stage, root, made
    )
    if (name === 'lambda-client' && existsSync(RIC)) {
      cpSync(RIC, join(root, 'opt/lambda/node_modules'), { recursive: true, verbatimSymlinks: true })
    }
  }
  return made.image!
}

async function freePort (): Promise<string> {
  const free = await startReceiver()
  await free.close()
  return new URL(free.url).port
}

async function tokenOf (jwtSecret: string): Promise<string> {
  const { createTokens, ORG_TOKEN_SECONDS } = await import('../src/http/tokens.js')
  return await createTokens({ jwtSecret, jwtAlgorithm: 'HS256', jwtAlgorithmExplicit: false }, Date.now).mint(
    { kind: 'org', orgId: 'org_default' }, ORG_TOKEN_SECONDS
  )
}
