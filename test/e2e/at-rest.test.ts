import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { eventually, startReceiver } from '../helpers/receiver.js'
import { startTestServer } from '../helpers/server.js'

// The files of a server contain no credentials of endpoints in readable form.

const USER = 'hush-user'
const PASSWORD = 'hush-password'

function filesBelow (directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile()).map(entry =>
    join(entry.parentPath, entry.name))
}

t.test('Header values and logins of URLs are never readable in the data directory, whatever was done with them.', async t => {
  const dataDir = t.testdir()
  const server = await startTestServer({ POSTHORN_DATA_DIR: dataDir, POSTHORN_RETRY_SCHEDULE: '10ms' })
  const receiver = await startReceiver((_received, response) => { response.writeHead(500).end() })
  t.teardown(async () => { await Promise.all([server.close(), receiver.close()]) })
  const orgId = 'org_at_rest'
  const looks: string[] = []
  // The database uses its pages again, so its files are searched after each call.
  const look = () => { looks.push(...filesBelow(dataDir).map(file => readFileSync(file).toString('latin1'))) }
  const call = await server.api(await server.token(orgId))
  const api: typeof call = async (...asked) => {
    const answer = await call(...asked)
    look()
    return answer
  }
  const { body: { id: appId } } = await api('POST', '/app', { name: 'a', uid: 'app' })
  const portal = await server.api(await server.tokens.mint({ kind: 'app', orgId, appId, featureFlags: [] }, 600))
  const url = receiver.url.replace('://', `://${USER}:${PASSWORD}@`)

  const created = await api('POST', '/app/app/endpoint', {
    url, uid: 'ep', description: 'seen-description', headers: { 'x-seen': 'hush-created' }
  }, { 'idempotency-key': 'k1' })
  t.equal(created.body.url, `${url}/`)
  await api('PUT', '/app/app/endpoint/ep/headers', { headers: { authorization: 'hush-put', 'x-gone': 'hush-gone' } })
  await api('PATCH', '/app/app/endpoint/ep/headers', { headers: { 'x-patched': 'hush-patched', 'x-gone': null } })
  await api('PUT', '/app/app/endpoint/ep', { url: `${url}/put`, uid: 'ep' })
  await api('PATCH', '/app/app/endpoint/ep', { url: `${url}/patched` })
  await portal('POST', '/app/app/endpoint', { url: `${url}/portal`, headers: { 'x-portal': 'hush-portal' } }, { 'idempotency-key': 'k2' })
  await api('POST', '/operational-webhook/endpoint', { url: `${url}/told`, uid: 'told', headers: { 'x-told': 'hush-told' } }, {
    'idempotency-key': 'k3'
  })
  await api('PUT', '/operational-webhook/endpoint/told/headers', { headers: { 'x-told': 'hush-told-again' } })
  await api('POST', '/app/app/msg', { eventType: 'a', payload: { seen: 'seen-payload' } })
  await eventually('both attempts at both endpoints', async () => (await api('GET', '/app/app/attempt/endpoint/ep')).body.data.length === 2)
  await api('POST', '/app/app/endpoint/ep/recover', { since: new Date(Date.now() - 60_000).toISOString() }, { 'idempotency-key': 'k4' })
  await api('POST', '/environment/export', {})
  await api('DELETE', '/app/app/endpoint/ep')

  look()
  const kept = looks.join('\n')
  for (const seen of ['seen-description', 'x-patched', '/patched']) t.ok(kept.includes(seen), `${seen} would be found`)
  const base64 = [`${USER}:${PASSWORD}`, ...['created', 'put', 'gone', 'patched', 'portal', 'told'].map(one => `hush-${one}`)].map(text =>
    Buffer.from(text).toString('base64').replace(/=+$/, '').slice(0, -1))
  t.strictSame(['hush-', ...base64].filter(text => kept.includes(text)), [])
})
