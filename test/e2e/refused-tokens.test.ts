import { readFileSync } from 'node:fs'
import { SignJWT } from 'jose'
import { pino } from 'pino'
import t from 'tap'
import { loadConfig } from '../../src/config.js'
import { startServer } from '../../src/server.js'
import { apiOf } from '../helpers/server.js'

const SECRET = 'a secret of at least sixty-four bytes, as HS512 would like to have it'
const lines: string[] = []
const log = pino({ level: 'info' }, { write: (line: string) => { lines.push(line) } })
const server = await startServer(
  loadConfig({ PORT: '0', POSTHORN_DATA_DIR: ':memory:', POSTHORN_JWT_SECRET: SECRET, POSTHORN_MAIN_SECRET: 'main-secret-of-a-test' }), log
)
t.teardown(server.close)

const refusals = () => lines.map(line => JSON.parse(line)).filter(({ msg }) => msg === 'token.refused')
const signed = async (claims: object, { secret = SECRET, alg = 'HS256', typ = 'JWT' } = {}) =>
  await new SignJWT({ ...claims }).setProtectedHeader({ alg, typ }).sign(Buffer.from(secret))

t.test('The log contains the reason why a token was refused. The answer does not.', async t => {
  const seconds = Math.floor(Date.now() / 1000)
  const good = await signed({ sub: 'org_a' })
  const cases: Record<string, string | undefined> = {
    'no authorization header': undefined,
    'not a Bearer token': 'Basic dXNlcjpwYXNz',
    'not a JWT': 'Bearer garbage',
    'wrong signature': `Bearer ${await signed({ sub: 'org_a' }, { secret: SECRET.toUpperCase() })}`,
    'wrong algorithm': `Bearer ${await signed({ sub: 'org_a' }, { alg: 'HS512' })}`,
    expired: `Bearer ${await signed({ sub: 'org_a', exp: seconds - 7200 })}`,
    'not valid yet': `Bearer ${await signed({ sub: 'org_a', nbf: seconds + 7200 })}`,
    'malformed claims': `Bearer ${await signed({ sub: 'org_a', exp: 'soon' })}`,
    'application deleted': `Bearer ${await signed({ sub: 'app_none', org: 'org_a' })}`
  }
  for (const [reason, authorization] of Object.entries(cases)) {
    const before = refusals().length
    const ask = async () =>
      await fetch(`${server.url}/api/v1/event-type`, { headers: authorization === undefined ? {} : { authorization } })
    const answer = await ask()
    t.equal(answer.status, 401, reason)
    t.strictSame(await answer.json(), { code: 'authentication_failed', detail: 'Invalid token' })
    for (let i = 0; i < 20; i++) await ask()
    t.match(refusals().slice(before), [{ level: 30, reason, count: 1 }], 'one line for repeated refusals')
    t.equal(refusals().length, before + 1)
  }
  t.equal((await fetch(`${server.url}/api/v1/event-type`, { headers: { authorization: `Bearer ${SECRET}` } })).status, 401)
  t.equal(refusals().at(-1).reason, 'the signing secret itself')
  const output = lines.join('')
  for (const authorization of [...Object.values(cases), good, SECRET]) {
    const token = authorization?.replace(/^\w+ /, '')
    if (token && token !== 'garbage') t.notOk(output.includes(token), 'no token in the log')
  }
})

const { paths } = JSON.parse(readFileSync(new URL('../../openapi/openapi.json', import.meta.url), 'utf8')) as {
  paths: Record<string, Record<string, { security?: object[] }>>
}

t.test('A portal token of a deleted application is refused by every operation that requires a token.', async t => {
  const orgId = 'org_deleted'
  const api = apiOf(server.url, await server.tokens.mint({ kind: 'org', orgId }, 600))
  const { body: { id: appId } } = await api('POST', '/app', { name: 'a' })
  const { body: { id: otherId } } = await api('POST', '/app', { name: 'b' })
  const portal = apiOf(server.url, await server.tokens.mint({ kind: 'app', orgId, appId, featureFlags: [] }, 600))
  for (const path of ['/event-type', '/background-task', `/app/${appId}/endpoint`]) t.equal((await portal('GET', path)).status, 200, path)
  t.equal((await api('DELETE', `/app/${appId}`)).status, 204)
  let asked = 0
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, { security }] of Object.entries(methods)) {
      if (!security?.some(one => 'HTTPBearer' in one)) continue
      for (const id of path.includes('{app_id}') ? [appId, otherId, 'unknown'] : [appId]) {
        const url = path.replace('/api/v1', '').replace('{app_id}', id).replace(/\{\w+\}/g, 'x')
        const { status, body } = await portal(method.toUpperCase(), url, method === 'get' || method === 'delete' ? undefined : {})
        t.match({ status, body }, { status: 401, body: { code: 'authentication_failed', detail: 'Invalid token' } }, `${method} ${url}`)
        asked++
      }
    }
  }
  t.ok(asked > 100)
})
