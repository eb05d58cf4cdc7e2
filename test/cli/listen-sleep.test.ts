import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { buildCli, killAll, posthorn, type Program } from '../helpers/cli.js'
import { eventually, startReceiver } from '../helpers/receiver.js'
import { apiOf, startTestServer } from '../helpers/server.js'

// `listen` over a day of sleep, while the server goes away, with resends, and with its keys in a terminal.

const dir = t.testdir()
const dist = join(dir, 'dist')
await buildCli(dist)
const home = join(dir, 'home')
mkdirSync(home)

const HOUR_MS = 3_600_000
const settings = { POSTHORN_DATA_DIR: join(dir, 'data'), POSTHORN_JWT_SECRET: 'x'.repeat(40), POSTHORN_MAIN_SECRET: 'y'.repeat(40) }
let server = await startTestServer(settings)
const PORT = new URL(server.url).port
const token = await server.tokens.mint({ kind: 'org', orgId: 'org_listen' }, 7 * 24 * 3600)
const api = apiOf(server.url, token)
await api('POST', '/app', { name: 'a', uid: 'acme' })
const local = await startReceiver()
const { now } = Date
t.teardown(async () => {
  Date.now = now
  killAll()
  await server.close()
  await local.close()
})

const environment = { POSTHORN_URL: server.url, POSTHORN_TOKEN: token, HOME: home }
const listen = (name: string): Program => posthorn(dist, ['listen', local.url, '--app', 'acme', '--name', name, '--json'], environment)
const ready = async (program: Program) => await eventually('listen to be ready', () => {
  if (program.child.exitCode !== null) throw new Error(program.stderr())
  return program.stderr().includes('Secret: whsec_')
})
const send = async (n: number) => (await api('POST', '/app/acme/msg', { eventType: 'invoice.paid', payload: { n } })).body.id as string
const numbers = () => local.received.map(({ body }) => (JSON.parse(body.toString()) as { n: number }).n)

t.test('A machine that sleeps for a day, while the server restarts, gets all messages of the day in order.', async t => {
  const program = listen('sleeper')
  await ready(program)
  await send(0)
  await eventually('listen to be ready', () => numbers().includes(0))

  process.kill(program.child.pid!, 'SIGSTOP')
  // The server's clock is moved by an hour for each message, and stays there; at noon the server restarts.
  let passed = 0
  Date.now = () => now() + passed
  const expected = [0]
  for (let hour = 1; hour <= 24; hour++) {
    passed += HOUR_MS
    if (hour === 12) {
      await server.close()
      server = await startTestServer({ ...settings, PORT })
    }
    await send(hour)
    expected.push(hour)
  }
  process.kill(program.child.pid!, 'SIGCONT')

  await eventually('the messages of the day', () => numbers().includes(24))
  // The page at which the machine fell asleep may come again.
  t.strictSame([...new Set(numbers())], expected)
  t.ok(numbers().length <= expected.length + 10, `${numbers().length} requests`)
  const last = await send(25)
  await eventually('the next message', () => numbers().includes(25))
  const { body: { timestamp } } = await api('GET', `/app/acme/msg/${last}`)
  t.ok(Date.parse(timestamp) > now() + 23 * HOUR_MS, "the server's clock is a day further")
  program.child.kill('SIGINT')
  await program.exited
})

t.test('A resent message arrives, also one that was resent while listen was not running.', async t => {
  const first = listen('resender')
  await ready(first)
  const [one, two] = [await send(100), await send(101)]
  await eventually('both messages', () => numbers().includes(101))
  const count = (n: number) => numbers().filter(other => other === n).length
  const resend = posthorn(dist, ['resend', one, 'listen-resender', '--app', 'acme'], environment)
  t.equal(await resend.exited, 0, resend.stderr())
  await eventually('the resent message', () => count(100) === 2)
  t.equal(local.received.filter(({ headers }) => headers['webhook-id'] === one).length, 2, 'it has the same id')
  first.child.kill('SIGINT')
  await first.exited

  const seen = count(101)
  t.equal((await posthorn(dist, ['resend', two, '--all', '--app', 'acme'], environment).exited), 0)
  const second = listen('resender')
  await eventually('the resent message', () => count(101) > seen)
  second.child.kill('SIGINT')
  await second.exited
})

const noTerminal = spawnSync('python3', ['-c', 'import pty']).status !== 0 && 'there is no Python, which makes the terminal'

t.test('In a terminal, r resends the last message, d shows its details, q ends listen.', { skip: noTerminal }, async t => {
  const child = spawn('python3', [
    'test/helpers/in-terminal.py', 'node', join(dist, 'cli/posthorn.js'), 'listen', local.url, '--app', 'acme', '--name', 'typist'
  ], {
    env: { PATH: process.env.PATH!, TERM: 'xterm-256color', ...environment }
  })
  t.teardown(() => child.kill('SIGKILL'))
  let shown = ''
  child.stdout.on('data', text => { shown += text })
  const shows = async (text: string) => await eventually(`${text} on the screen`, () => shown.includes(text))
    .catch((error: Error) => { throw new Error(`${error.message}\nIt shows:\n${shown}`) })
  await shows('r: send the last again, d: details, q: end')
  // The server's clock is a day ahead of the one of this program, which begins with what comes all the same.
  child.stdin.write('r')
  await shows('Nothing was forwarded yet.')
  const id = await send(200)
  await shows(id)
  t.same(shown.match(/msg_\w+/g), [id], 'nothing of the day before')
  t.match(shown, '\u001b[', 'the screen has colours')
  child.stdin.write('r')
  await eventually('the resent message', () => numbers().filter(n => n === 200).length === 2)
  const [first, again] = local.received.slice(-2)
  t.equal(again!.headers['webhook-id'], first!.headers['webhook-id'])
  child.stdin.write('d')
  await shows('webhook-signature:')
  await shows('{"n":200}')
  const ended = new Promise(resolve => child.once('close', resolve))
  child.stdin.write('q')
  t.equal(await ended, 130)
})
