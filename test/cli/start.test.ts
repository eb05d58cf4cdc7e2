import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Webhook } from 'standardwebhooks'
import t from 'tap'
import { banner } from '../../src/cli/shared/banner.js'
import { explain } from '../../src/cli/shared/explain-failure.js'
import { loadConfig } from '../../src/config.js'
import { createTokens } from '../../src/http/tokens.js'
import { buildCli, killAll, posthorn, run, startCli, tokenBy, urlOf, type Program } from '../helpers/cli.js'
import { eventually } from '../helpers/receiver.js'
import { apiOf } from '../helpers/server.js'

const dist = join(t.testdir(), 'dist')
await buildCli(dist)

const STACK = /^ +at .*[:(]\d+/m
const MEMORY = { PORT: '0', POSTHORN_DATA_DIR: ':memory:' }
const start = (settings: Record<string, string>): Program => startCli(dist, settings)
const token = async (settings: Record<string, string>, ...args: string[]) => await tokenBy(dist, settings, ...args)
const memory = start(MEMORY)
t.teardown(killAll)

async function stop (program: Program): Promise<number | string> {
  program.child.kill('SIGTERM')
  return await program.exited
}

async function refusal (settings: Record<string, string>, code = 1): Promise<string> {
  const program = start(settings)
  t.equal(await program.exited, code)
  t.equal(program.stdout(), '', 'nothing is created')
  t.notMatch(program.stderr(), STACK)
  t.match(program.stderr(), /^Posthorn cannot start\. /)
  return program.stderr()
}

/** The command that the start prints, as a newcomer would paste it. */
const commandIn = (block: string) => /^ *API=[^]*?\/inbox$/m.exec(block)![0]

/** A project with the program installed. In this repository, `npx posthorn` is the latest build, if there is one. */
function projectIn (folder: string): string {
  mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{}')
  writeFileSync(
    join(folder, 'node_modules/.bin/posthorn'), `#!/bin/sh\nexec node '${join(dist, 'cli/posthorn.js')}' "$@"\n`, { mode: 0o755 }
  )
  return folder
}

t.test('A first start prints all addresses and what it made, and sends a first webhook by one command.', async (t) => {
  const dataDir = join(t.testdir(), 'new', 'data dir')
  const program = start({ PORT: '0', POSTHORN_DATA_DIR: dataDir })
  const url = await urlOf(program)
  await eventually('the log of the request', () => program.stdout().includes('"level"'))

  const [block = ''] = program.stdout().split('{"level"')
  t.match(block, `Docs    ${url}/docs`)
  t.match(block, `Console ${url}/console\n`, 'without a key: the output of a pipe may be stored')
  t.match(block, `Token   POSTHORN_DATA_DIR='${dataDir}' npx posthorn token\n`)
  t.match(block, /\(created: \d+ tables, secrets that only you can read\)\n/)
  t.match(block, 'loopback may be delivered to; POSTHORN_WHITELIST_SUBNETS changes that')
  t.notMatch(block, '\u001b', 'no colours in a pipe')
  t.equal(statSync(dataDir).mode & 0o777, 0o700)
  t.equal(statSync(join(dataDir, 'secrets.json')).mode & 0o777, 0o600)

  const pasted = run('bash', ['-c', commandIn(block)], {}, projectIn(join(t.testdirName, 'project')))
  t.equal(await pasted.exited, 0)
  const [accepted = '', arrived = ''] = pasted.stdout().split(/\n(?=\[)/)
  const [{ headers, body }, ...more] = JSON.parse(arrived)
  t.strictSame(more, [])
  t.equal(headers['webhook-id'], JSON.parse(accepted).id)
  const api = apiOf(url, await token({ POSTHORN_DATA_DIR: dataDir }))
  const { key } = (await api('GET', `/app/acme/endpoint/inbox-${new URL(url).port}/secret`)).body
  t.strictSame(new Webhook(key).verify(body, headers), { amount: 4200 })

  t.equal(await stop(program), 0)
  const again = start({ PORT: '0', POSTHORN_DATA_DIR: dataDir })
  await urlOf(again)
  t.match(again.stdout(), `Data    ${dataDir}\n`, 'a restart created nothing')
  t.notMatch(again.stdout(), 'created')
  t.equal(await stop(again), 0)
})

t.test("In a terminal, the console's URL has a key for twelve hours, unless other machines can reach the server.", async t => {
  const config = loadConfig({ POSTHORN_DATA_DIR: join(t.testdir(), 'data') })
  const tokens = createTokens({ ...config, jwtSecret: 'a secret of this test' }, Date.now)
  const server = (isLoopback: boolean) =>
    ({
      url: 'http://127.0.0.1:8071', tokens, created: [], isLoopback, loopbackAllowed: isLoopback, inboxUrl: undefined, isHeld: () =>
        false, metricsPort: undefined, close: async () => {}
    })
  const shown = async (isLoopback: boolean, isTerminal: boolean) =>
    /^ *Console (.*)$/m.exec(await banner(server(isLoopback), config, { paint: (_name, text) => text, unknown: [], isTerminal }))![1]!
  t.equal(await shown(true, false), 'http://127.0.0.1:8071/console')
  t.equal(await shown(false, true), 'http://127.0.0.1:8071/console')
  const [page, key = ''] = (await shown(true, true)).split('#token=')
  t.equal(page, 'http://127.0.0.1:8071/console')
  t.strictSame(await tokens.verify(`Bearer ${key}`), { kind: 'org', orgId: 'org_default' })
  const { exp, iat } = JSON.parse(Buffer.from(key.split('.')[1]!, 'base64url').toString())
  t.equal(exp - iat, 12 * 3600)
})

t.test('In memory mode, where no other process can make a token, the command contains one.', async (t) => {
  await urlOf(memory)
  t.match(memory.stdout(), 'Data    in memory: gone when this process ends')
  t.match(memory.stdout(), 'Token   in the command below')
  const command = commandIn(memory.stdout())
  t.notMatch(command, 'npm')
  for (const count of [1, 2]) {
    const pasted = run('bash', ['-c', command])
    t.equal(await pasted.exited, 0)
    t.equal(JSON.parse(
      pasted.stdout().split(/\n(?=\[)/)[1]!
    ).length, count, 'pasting it again sends one more message, to the same endpoint')
  }
})

t.test('A start that other machines can reach tells that loopback addresses are refused as receivers.', async (t) => {
  const program = start({ ...MEMORY, HOST: '0.0.0.0' })
  await urlOf(program)
  t.match(program.stdout(), 'loopback may not be delivered to, since HOST is 0.0.0.0; POSTHORN_WHITELIST_SUBNETS=127.0.0.0/8,::1 changes that')
  t.equal(await stop(program), 0)
})

t.test("Without an inbox, the command has a placeholder for the user's own endpoint.", async (t) => {
  const program = start({ ...MEMORY, POSTHORN_WHITELIST_SUBNETS: '' })
  const url = await urlOf(program)
  t.match(program.stdout(), '"url":"https://example.com/webhook"')
  t.notMatch(program.stdout(), 'loopback')
  t.equal((await fetch(`${url}/inbox`)).status, 404)
  t.equal(await stop(program), 0)
})

t.test('With secrets in settings, tokens are made anywhere, for a given organization, and no secret is shown.', async (t) => {
  const settings = { ...MEMORY, POSTHORN_JWT_SECRET: 'a-secret-of-ours', POSTHORN_MAIN_SECRET: 'another-secret-of-ours' }
  const program = start(settings)
  const url = await urlOf(program)
  t.match(program.stdout(), 'npx posthorn token (in an environment with the same POSTHORN_JWT_ settings)')
  const [ours, others] = [apiOf(url, await token(settings)), apiOf(url, await token(settings, 'org_other'))]
  t.equal((await ours('POST', '/app', { name: 'ours', uid: 'ours' })).status, 201)
  t.equal((await others('GET', '/app/ours')).status, 404)
  await t.rejects(token(settings, 'other'), { message: /^An organization's id is `org_`/ })
  await t.rejects(token(MEMORY), { message: /set POSTHORN_JWT_SECRET for both/ })
  t.equal(await stop(program), 0)
  t.notMatch(program.stdout() + program.stderr(), /a-secret-of-ours|another-secret-of-ours/)
})

t.test('Wrong settings are refused by name and reason, never with their values.', async (t) => {
  const text = await refusal({ PORT: 'xyzzy', POSTHORN_RETRY_SCHEDULE: '5s,plugh', POSTHORN_JWT_SECRET_FILE: '/nowhere/plover' }, 2)
  for (const name of ['PORT', 'POSTHORN_RETRY_SCHEDULE', 'POSTHORN_JWT_SECRET']) t.match(text, name)
  t.notMatch(text, /xyzzy|plugh|plover/)
})

t.test('A directory that cannot be made is refused at once, with what to do.', {
  skip: process.platform === 'linux'
    ? false
    : 'needs /proc'
}, async t => {
  t.match(
    await refusal({ PORT: '0', POSTHORN_DATA_DIR: '/proc/posthorn/data' }),
    'The data directory /proc/posthorn/data cannot be used (ENOENT): make it'
  )
})

t.test('A variable that is not a setting is named at the start.', async t => {
  const program = start({ ...MEMORY, POSTHORN_PORT: '9', POSTHORN_LOG_LEVEL: 'warn' })
  await urlOf(program)
  t.match(program.stdout(), 'Note    POSTHORN_PORT is not a setting: is PORT meant?')
  t.equal(await stop(program), 0)
  t.match(program.stdout(), /"variable":"POSTHORN_PORT","nearest":"PORT",.*"setting\.unknown"/)
})

t.test('A start with a port for metrics prints where they are.', async t => {
  const program = start({ ...MEMORY, POSTHORN_METRICS_PORT: '0' })
  await urlOf(program)
  const url = /Metrics (http:\S+\/metrics)\n/.exec(program.stdout())?.[1]
  t.match(await (await fetch(url!)).text(), 'posthorn_build_info')
  t.notMatch(memory.stdout(), 'Metrics')
  t.equal(await stop(program), 0)
})

t.test('AWS without a region or credentials is refused with the variables to set.', async t => {
  const aws = { ...MEMORY, POSTHORN_DYNAMODB_ENDPOINT: 'aws', AWS_EC2_METADATA_DISABLED: 'true', HOME: t.testdir() }
  t.match(await refusal(aws), 'set AWS_REGION, such as')
  t.match(await refusal({ ...aws, AWS_REGION: 'eu-central-1' }), 'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE')
})

t.test('A token is made for an existing server, and no secret for a missing one.', async t => {
  const dataDir = join(t.testdir(), 'nowhere')
  await t.rejects(token({ POSTHORN_DATA_DIR: dataDir }), {
    message: new RegExp(
    `^There are no secrets of a server in ${dataDir}: start the server first`
    )
  })
  t.notOk(existsSync(dataDir))
})

t.test('A script of a clone without its packages says to install them.', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'posthorn-clone-'))
  t.teardown(() => { rmSync(folder, { recursive: true }) })
  for (const name of ['typescript.js', 'typescript-hooks.js']) copyFileSync(join('test/helpers', name), join(folder, name))
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  const script = run('node', ['--import', './typescript.js', 'script.ts'], {}, folder)
  t.equal(await script.exited, 1)
  t.equal(script.stderr(), 'The packages of this clone are not installed. Run this first: npm install\n')
})

t.test('A used port is refused with what to do.', async (t) => {
  const taken = createServer()
  await new Promise<void>(resolve => taken.listen(0, '127.0.0.1', resolve))
  const { port } = taken.address() as AddressInfo
  t.equal(
    await refusal({ ...MEMORY, PORT: String(port) }),
    `Posthorn cannot start. Port ${port} on 127.0.0.1 is taken by another process: stop that one, or set another PORT (0 picks a free one).\n`
  )
  taken.close()
})

t.test('A data directory in use is refused with what to do.', async (t) => {
  const dataDir = t.testdir()
  const program = start({ PORT: '0', POSTHORN_DATA_DIR: dataDir })
  const url = await urlOf(program)
  t.equal(
    await refusal({ PORT: '0', POSTHORN_DATA_DIR: dataDir }),
    `Posthorn cannot start. The data directory ${dataDir} is in use by another process; stop that one or set another POSTHORN_DATA_DIR.\n`
  )
  t.equal((await fetch(`${url}/api/v1/health/ping`)).status, 204, 'the first server goes on')
  t.equal(await stop(program), 0)
})

t.test('A database that does not answer is refused within a bounded time.', async (t) => {
  t.match(await refusal({ ...MEMORY, POSTHORN_DYNAMODB_ENDPOINT: 'http://127.0.0.1:1' }), 'check POSTHORN_DYNAMODB_ENDPOINT')
})

t.test('Every other error of a start tells what to do, and a bug is printed without its stack.', async (t) => {
  const config = loadConfig({ HOST: '192.0.2.1', PORT: '80' })
  const said = (fields: object, settings = config) => explain(Object.assign(new Error('Words of the error'), fields), settings)
  t.match(said({ code: 'EADDRNOTAVAIL', syscall: 'listen' }), 'HOST=192.0.2.1 is not an address of this machine')
  t.match(said({ code: 'ENOTFOUND', syscall: 'getaddrinfo' }), 'HOST=192.0.2.1 is not an address of this machine')
  t.match(said({ code: 'ENOTFOUND', syscall: 'getaddrinfo', attempts: 3 }), 'The database does not answer (ENOTFOUND)')
  t.match(said({ code: 'EACCES', syscall: 'listen' }), 'Port 80 is reserved')
  t.match(
    said({ code: 'EACCES', syscall: 'mkdir', path: '.posthorn' }),
    /The data directory \.posthorn cannot be used \(EACCES\): make it a directory/
  )
  t.match(said({ name: 'CredentialsProviderError' }), /^AWS cannot be asked without credentials: .*\(Words of the error\)$/)
  t.match(said({ name: 'AccessDeniedException' }), 'The database refuses access (AccessDeniedException): Words of the error')
  for (const name of ['UnrecognizedClientException', 'InvalidSignatureException', 'ExpiredTokenException']) {
    t.match(said({ name }), `AWS does not take these credentials (${name}`)
  }
  for (const fields of [
    { code: 'ERR_DLOPEN_FAILED' }, { message: 'No native build was found for platform=linux arch=x64' },
    { code: 'ERR_MODULE_NOT_FOUND', message: "Cannot find package 'lmdb' imported from /a/dist/cli/x.js" }
  ]) t.match(said(fields), /^Its database has no build for this machine .*: rm -rf node_modules && npm install$/)
  t.equal(said({}), 'Words of the error')
  t.match(said({}, loadConfig({ POSTHORN_LOG_LEVEL: 'debug' })), STACK, 'the stack is printed when debugging')
  t.equal(explain(new Error('early'), undefined), 'early')
})

t.test('A command without a region, credentials or an answer of AWS says what to set.', async (t) => {
  const nothing = { HOME: t.testdir(), AWS_EC2_METADATA_DISABLED: 'true' }
  const said = async (args: string[], settings: Record<string, string>) => {
    const program = posthorn(dist, args, { ...nothing, ...settings })
    t.equal(await program.exited, 1, args.join(' '))
    return program.stderr()
  }
  const region = { AWS_REGION: 'eu-central-1' }
  const away = { ...region, AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }
  for (const args of [['secrets', 'check', '--stage', 'prod'], ['redrive', '--stage', 'prod'], ['rollback', '--stage', 'prod']]) {
    t.match(await said(args, {}), /^The region of AWS is not known: set AWS_REGION/)
    t.match(await said(args, region), /^AWS cannot be asked without credentials: set AWS_ACCESS_KEY_ID .*AWS_PROFILE/)
    t.match(await said(args, away), /^127\.0\.0\.1:1 does not answer \(ECONNREFUSED\): look at AWS_REGION, .*AWS_ENDPOINT_URL/)
  }
  t.match(
    await said(['rollback', '--stage', 'prod', '--to', '2026-11-30T09:00:00+01:00'], away),
    /^Goes back to the versions from before 2026-11-30T08:00:00\.000Z \(UTC\)\n/
  )
})

t.test('The page of the documentation is complete: HTML, every asset, the OpenAPI document.', async (t) => {
  const url = await urlOf(memory)
  const page = await fetch(`${url}/docs`)
  t.equal(page.status, 200)
  t.match(page.headers.get('content-type'), 'text/html')
  const html = await page.text()
  t.match(html, '<title>Posthorn API</title>')
  const assets = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => new URL(path!, page.url).href)
  t.ok(assets.length >= 5)
  for (const asset of assets) {
    const answer = await fetch(asset)
    t.equal(answer.status, 200, asset)
    t.ok((await answer.arrayBuffer()).byteLength > 0, asset)
  }
  const document = await (await fetch(`${url}/api/v1/openapi.json`)).json() as { openapi: string, paths: object }
  t.equal(document.openapi, '3.1.0')
  t.notOk(Object.keys(document.paths).some(path => path.includes('inbox')))
  const home = await fetch(url, { redirect: 'manual' })
  t.equal(home.headers.get('location'), '/docs')
})
