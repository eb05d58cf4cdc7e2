import { join } from 'node:path'
import t from 'tap'
import { buildCli, killAll, run, startCli, tokenBy, urlOf, type Program } from '../helpers/cli.js'
import { eventually, startReceiver } from '../helpers/receiver.js'
import { apiOf } from '../helpers/server.js'

const dist = join(t.testdir(), 'dist')
await buildCli(dist)
t.teardown(killAll)

const MEMORY = { PORT: '0', POSTHORN_DATA_DIR: ':memory:' }
const start = (settings: Record<string, string>): Program => startCli(dist, settings)
const token = async (settings: Record<string, string>) => await tokenBy(dist, settings)

t.test('SIGINT lets a running delivery end, and its attempt is on record after the next start.', async (t) => {
  const settings = { PORT: '0', POSTHORN_DATA_DIR: t.testdir() }
  const receiver = await startReceiver((_received, response) => { setTimeout(() => response.writeHead(204).end(), 700) })
  t.teardown(receiver.close)
  const program = start(settings)
  const api = apiOf(await urlOf(program), await token(settings))
  await api('POST', '/app', { name: 'slow', uid: 'slow' })
  await api('POST', '/app/slow/endpoint', { url: receiver.url })
  const { id } = (await api('POST', '/app/slow/msg', { eventType: 'a', payload: {} })).body
  await eventually('the request', () => receiver.received.length === 1)
  program.child.kill('SIGINT')
  t.equal(await program.exited, 0)
  t.match(program.stderr(), 'Stopping when the deliveries under way have ended')

  const next = start(settings)
  const { data } = (await apiOf(await urlOf(next), await token(settings))('GET', `/app/slow/attempt/msg/${id}`)).body
  t.match(data, [{ status: 0, responseStatusCode: 204 }])
  next.child.kill('SIGTERM')
  t.equal(await next.exited, 0)
  t.equal(receiver.received.length, 1)
})

t.test('A second SIGINT ends the process at once.', async (t) => {
  const receiver = await startReceiver(() => {})
  t.teardown(receiver.close)
  const secrets = { POSTHORN_JWT_SECRET: 'x'.repeat(40), POSTHORN_MAIN_SECRET: 'y'.repeat(40) }
  const program = start({ ...MEMORY, ...secrets })
  const api = apiOf(await urlOf(program), await token({ ...MEMORY, ...secrets }))
  await api('POST', '/app', { name: 'stuck', uid: 'stuck' })
  await api('POST', '/app/stuck/endpoint', { url: receiver.url })
  await api('POST', '/app/stuck/msg', { eventType: 'a', payload: {} })
  await eventually('the request', () => receiver.received.length === 1)
  program.child.kill('SIGINT')
  await eventually('the message about the stop', () => program.stderr().includes('Stopping'))
  await eventually('the end after the second SIGINT', () => program.child.exitCode !== null || (program.child.kill('SIGINT'), false))
  t.equal(await program.exited, 130)
})

t.test('Ctrl-C under npm, which signals npm and the server at once, stops the server gracefully.', async (t) => {
  const program = run('npm', ['start'], MEMORY)
  await urlOf(program)
  process.kill(-program.child.pid!, 'SIGINT')
  t.equal(await program.exited, 0)
  t.match(program.stderr(), 'Stopping when the deliveries under way have ended')
})
